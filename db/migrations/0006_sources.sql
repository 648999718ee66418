-- JSON, programme ids of everything that went into a light curve, null where a row did not say; NULL: kept before this was.
ALTER TABLE light_curves ADD COLUMN programs TEXT;
-- Rows of the file that were merged.
ALTER TABLE light_curves ADD COLUMN exact_duplicates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE light_curves ADD COLUMN near_duplicates INTEGER NOT NULL DEFAULT 0;
-- Of the bytes that it was read from, by which the original is kept.
ALTER TABLE light_curves ADD COLUMN file_sha256 TEXT;
CREATE INDEX light_curves_by_content ON light_curves (sha256);

-- The object that a problem is about; NULL: it is about the file.
ALTER TABLE intake_problems ADD COLUMN object_id INTEGER REFERENCES objects (id);

-- Files of a source that were read, and are left alone until their stamp (size, time, reader's version) changes.
CREATE TABLE source_files (
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  stamp TEXT NOT NULL,
  object TEXT,
  sha256 TEXT,                    -- of the normalised light curve; NULL: it could not be used
  seen_at TEXT NOT NULL,
  PRIMARY KEY (source, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_files_by_content ON source_files (sha256);

-- What the policy said of an object's light curve, each time that it said something new.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  object_id INTEGER NOT NULL REFERENCES objects (id),
  light_curve_id INTEGER NOT NULL REFERENCES light_curves (id),
  run_id INTEGER NOT NULL REFERENCES runs (id),
  decision TEXT NOT NULL,         -- 'fit', or why not: 'muted', 'too-few-detections', …
  reason TEXT NOT NULL,           -- one sentence for people
  judged_by TEXT NOT NULL,        -- hash of the policy and the models in play
  at TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_by_object ON decisions (object_id, id);

-- When something that happens by the clock was last done, so that a missed time is known.
CREATE TABLE turns (
  name TEXT PRIMARY KEY,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
