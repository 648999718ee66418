-- Fits of the kind NONE, and how well a best fit describes the data. SQLite cannot change a CHECK: the table is made
-- anew.
CREATE TABLE fits_new (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  object_id INTEGER NOT NULL REFERENCES objects (id),
  light_curve_id INTEGER NOT NULL REFERENCES light_curves (id),
  model TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('KN', 'GRB', 'SN', 'SC', 'NONE')),
  settings TEXT NOT NULL,         -- JSON, FitSettings
  -- Hash of light curve, model, settings, prior and fitter version: equal keys are the same fit.
  fit_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'submitted', 'running', 'succeeded', 'failed', 'timed-out', 'lost', 'cancelled')),
  reason TEXT CHECK (reason IN ('bad-data', 'model-assets', 'out-of-memory', 'node', 'crash', 'bad-result')),
  message TEXT,                   -- one sentence for people, when it did not succeed
  requested_by TEXT,
  reused_fit_id INTEGER REFERENCES fits (id),
  ln_z REAL,
  ln_z_error REAL,
  log_likelihood_max REAL,
  result_path TEXT,               -- result.json of the attempt that succeeded
  light_curve_chart TEXT,         -- PNG
  corner_chart TEXT,              -- PNG
  warnings TEXT NOT NULL DEFAULT '[]',
  attempts INTEGER NOT NULL DEFAULT 0,
  lost_count INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  started_at TEXT,
  finished_at TEXT,
  seconds REAL,                   -- of the whole job, by its own result.json
  doubled TEXT CHECK (doubled IN ('time', 'memory')), -- what it was given twice as much of; NULL: nothing
  quality TEXT                    -- JSON, FitQuality; NULL: its fitter does not say
) STRICT;
INSERT INTO fits_new (id, run_id, object_id, light_curve_id, model, kind, settings, fit_key, state, reason, message,
    requested_by, reused_fit_id, ln_z, ln_z_error, log_likelihood_max, result_path, light_curve_chart, corner_chart,
    warnings, attempts, lost_count, created_at, started_at, finished_at, seconds, doubled)
  SELECT id, run_id, object_id, light_curve_id, model, kind, settings, fit_key, state, reason, message, requested_by,
    reused_fit_id, ln_z, ln_z_error, log_likelihood_max, result_path, light_curve_chart, corner_chart, warnings,
    attempts, lost_count, created_at, started_at, finished_at, seconds, doubled
  FROM fits;
DROP TABLE fits;
ALTER TABLE fits_new RENAME TO fits;
CREATE INDEX fits_by_state ON fits (state);
CREATE INDEX fits_by_object ON fits (object_id, id);
CREATE INDEX fits_by_run ON fits (run_id);
CREATE INDEX fits_by_key ON fits (fit_key);
CREATE INDEX fits_by_time ON fits (created_at);
CREATE INDEX fits_by_requester ON fits (requested_by, id) WHERE requested_by IS NOT NULL;
CREATE INDEX fits_by_light_curve ON fits (light_curve_id, model);

-- What was said of a light curve after each run that fitted it, so that a verdict has a history.
CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY,
  object_id INTEGER NOT NULL REFERENCES objects (id),
  light_curve_id INTEGER NOT NULL REFERENCES light_curves (id),
  run_id INTEGER NOT NULL REFERENCES runs (id),
  at TEXT NOT NULL,
  content TEXT NOT NULL,          -- JSON, Verdict
  UNIQUE (run_id, object_id)
) STRICT;
CREATE INDEX verdicts_by_object ON verdicts (object_id, id);
