-- A mute may end with the first detection later than this Julian date, instead of or besides a time.
ALTER TABLE mutes ADD COLUMN until_detection_after REAL;

-- Where a job is (a node), or why it waits, in its executor's words.
ALTER TABLE jobs ADD COLUMN detail TEXT;

-- What people changed of the configuration while the app runs; value is JSON.
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Pulls that somebody asked for in a shell; the app makes them. run_id is the answer.
CREATE TABLE pull_requests (
  id INTEGER PRIMARY KEY,
  requested_by TEXT NOT NULL,
  requested_at TEXT NOT NULL,
  run_id INTEGER REFERENCES runs (id)
) STRICT;
CREATE INDEX pull_requests_open ON pull_requests (id) WHERE run_id IS NULL;

-- What the running app tells about itself, for the shell: one row of JSON.
CREATE TABLE app_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seen_at TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;

CREATE INDEX events_by_time ON events (at);
CREATE INDEX fits_by_time ON fits (created_at);
CREATE INDEX fits_by_requester ON fits (requested_by, id) WHERE requested_by IS NOT NULL;
CREATE INDEX posts_by_run ON posts (run_id);
CREATE INDEX posts_by_edit ON posts (edits_post_id) WHERE edits_post_id IS NOT NULL;
CREATE INDEX posts_by_state ON posts (state, id);
CREATE INDEX posts_summaries ON posts (id) WHERE kind = 'summary';
CREATE INDEX runs_open ON runs (id) WHERE state = 'open';
-- By state, as before, nobody looks: in order of id the whole table was gone through.
DROP INDEX jobs_open;
CREATE INDEX jobs_open ON jobs (id) WHERE state <> 'ended';
CREATE INDEX fits_by_light_curve ON fits (light_curve_id, model);
