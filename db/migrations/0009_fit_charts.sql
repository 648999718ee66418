-- A fit's pictures, one row each, so that a new kind of picture needs no new column.
CREATE TABLE fit_charts (
  fit_id INTEGER NOT NULL REFERENCES fits (id),
  kind TEXT NOT NULL,             -- 'light-curve', 'corner', 'models' (all models of the object, kept with the best one)
  path TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (fit_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO fit_charts (fit_id, kind, path, at)
  SELECT id, 'light-curve', light_curve_chart, coalesce(finished_at, created_at) FROM fits WHERE light_curve_chart IS NOT NULL;
INSERT INTO fit_charts (fit_id, kind, path, at)
  SELECT id, 'corner', corner_chart, coalesce(finished_at, created_at) FROM fits WHERE corner_chart IS NOT NULL;
ALTER TABLE fits DROP COLUMN light_curve_chart;
ALTER TABLE fits DROP COLUMN corner_chart;
