-- What a SkyPortal is owed: the results of a run, the word that goes with them, and answers to analyses that it started.
CREATE TABLE uploads (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('analysis', 'comment', 'annotation', 'callback')),
  object_id INTEGER NOT NULL REFERENCES objects (id),
  run_id INTEGER NOT NULL REFERENCES runs (id),
  address TEXT,                   -- of 'callback': where SkyPortal wants its answer
  installation TEXT NOT NULL,     -- of the database that gave it its number: with it, it is found at the SkyPortal again
  content TEXT NOT NULL,          -- JSON
  said_sha256 TEXT NOT NULL,      -- of what it says: the same is not said twice
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  next_attempt_at TEXT,
  created_at TEXT NOT NULL,
  sent_at TEXT
) STRICT;
CREATE INDEX uploads_owed ON uploads (id) WHERE state = 'pending';
CREATE INDEX uploads_by_object ON uploads (object_id, kind, id);
