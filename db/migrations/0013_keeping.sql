-- When the folder of a job that ended was removed, as the configuration wants (keep.jobs).
ALTER TABLE jobs ADD COLUMN removed_at TEXT;
CREATE INDEX jobs_kept ON jobs (ended_at) WHERE state = 'ended' AND removed_at IS NULL;
CREATE INDEX fits_by_reuse ON fits (reused_fit_id) WHERE reused_fit_id IS NOT NULL;

-- What each cleaning removed.
CREATE TABLE cleanings (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  removed TEXT NOT NULL           -- JSON: by kind (jobs, charts, originals), count and bytes
) STRICT;
