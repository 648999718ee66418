-- Times are ISO 8601, UTC. JSON columns are written and read by one schema each.
CREATE TABLE objects (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  first_seen_at TEXT NOT NULL,
  -- The light curve that fits are made of: of the newest pull that brought data at least as late.
  current_light_curve_id INTEGER REFERENCES light_curves (id)
) STRICT;

-- One immutable snapshot of an object's photometry; sha256 is of its normalised content.
CREATE TABLE light_curves (
  id INTEGER PRIMARY KEY,
  object_id INTEGER NOT NULL REFERENCES objects (id),
  sha256 TEXT NOT NULL,
  points TEXT NOT NULL,           -- JSON array of LightCurvePoint
  detections INTEGER NOT NULL,
  limits INTEGER NOT NULL,
  filters TEXT NOT NULL,          -- JSON array of filter names
  first_jd REAL NOT NULL,
  last_jd REAL NOT NULL,
  source TEXT NOT NULL,           -- which source brought it
  origin TEXT NOT NULL,           -- file or address it came from
  seen_at TEXT NOT NULL,
  UNIQUE (object_id, sha256)
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  trigger TEXT NOT NULL CHECK (trigger IN ('schedule', 'start', 'command', 'refit')),
  requested_by TEXT,              -- a Slack user id, or null for the app itself
  state TEXT NOT NULL CHECK (state IN ('open', 'done')),
  started_at TEXT NOT NULL,
  finished_at TEXT,
  files_read INTEGER NOT NULL DEFAULT 0,
  light_curves_new INTEGER NOT NULL DEFAULT 0,
  fits_asked INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A file that could not be read, or an object that was not fitted, and why: shown in status.
CREATE TABLE intake_problems (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id),  -- the newest run that met it
  level TEXT NOT NULL CHECK (level IN ('problem', 'warning')),
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER,
  reason TEXT NOT NULL,
  sha256 TEXT,                    -- of the file's bytes, so that the same trouble is told once
  seen_at TEXT NOT NULL           -- first
) STRICT;
-- Unknown lines and hashes count as equal here, as NULLs would not.
CREATE UNIQUE INDEX intake_problems_once
  ON intake_problems (source, file, coalesce(sha256, ''), coalesce(line, 0), reason);
CREATE INDEX intake_problems_by_run ON intake_problems (run_id);

CREATE TABLE fits (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  object_id INTEGER NOT NULL REFERENCES objects (id),
  light_curve_id INTEGER NOT NULL REFERENCES light_curves (id),
  model TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('KN', 'GRB', 'SN', 'SC')),
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
  finished_at TEXT
) STRICT;
CREATE INDEX fits_by_state ON fits (state);
CREATE INDEX fits_by_object ON fits (object_id, id);
CREATE INDEX fits_by_run ON fits (run_id);
CREATE INDEX fits_by_key ON fits (fit_key);

-- One attempt at a fit. Its folder is its own.
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  fit_id INTEGER NOT NULL REFERENCES fits (id),
  attempt INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,      -- carries fit id and attempt
  executor TEXT NOT NULL,
  folder TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('created', 'submitted', 'running', 'ended')),
  handle TEXT,                    -- JSON the executor needs to find it again
  progress TEXT,                  -- JSON, last progress.json seen
  created_at TEXT NOT NULL,
  ended_at TEXT,
  UNIQUE (fit_id, attempt)
) STRICT;
CREATE INDEX jobs_open ON jobs (state) WHERE state <> 'ended';

-- The outbox: one message the bot owes Slack, and where Slack put it.
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('object', 'thread', 'summary', 'notice')),
  run_id INTEGER REFERENCES runs (id),
  object_id INTEGER REFERENCES objects (id),
  parent_post_id INTEGER REFERENCES posts (id),
  edits_post_id INTEGER REFERENCES posts (id),
  channel TEXT NOT NULL,
  content TEXT NOT NULL,          -- JSON, PostContent
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  next_attempt_at TEXT,
  slack_channel TEXT,             -- the id that Slack answered with
  slack_ts TEXT,
  created_at TEXT NOT NULL,
  sent_at TEXT
) STRICT;
CREATE INDEX posts_pending ON posts (id) WHERE state = 'pending';
CREATE INDEX posts_by_object ON posts (object_id, kind);

-- Objects of a run whose fits have all ended and were told about (or needed no telling).
CREATE TABLE reports (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  object_id INTEGER NOT NULL REFERENCES objects (id),
  reported_at TEXT NOT NULL,
  PRIMARY KEY (run_id, object_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mutes (
  id INTEGER PRIMARY KEY,
  object_id INTEGER NOT NULL REFERENCES objects (id),
  muted_by TEXT NOT NULL,
  reason TEXT,
  muted_at TEXT NOT NULL,
  until TEXT,                     -- null: until somebody unmutes
  ended_at TEXT,
  ended_by TEXT
) STRICT;
CREATE UNIQUE INDEX mutes_open ON mutes (object_id) WHERE ended_at IS NULL;

-- Append-only: who or what, when, from → to, why.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,            -- a Slack user id, or 'app'
  subject TEXT NOT NULL,          -- 'fit:12', 'object:ZTF22abc', 'run:3', 'post:9'
  event TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT,
  why TEXT
) STRICT;
CREATE INDEX events_by_subject ON events (subject, id);
CREATE TRIGGER events_are_append_only_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;
CREATE TRIGGER events_are_append_only_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;
