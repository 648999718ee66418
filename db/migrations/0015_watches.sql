-- What a person is told of directly: an object, or every object whose score of a kind passes a number.
CREATE TABLE watches (
  id INTEGER PRIMARY KEY,
  person TEXT NOT NULL,           -- a Slack user id
  object_id INTEGER REFERENCES objects (id),
  kind TEXT,
  above REAL,
  since TEXT NOT NULL,
  ended_at TEXT,
  CHECK ((object_id IS NULL) <> (kind IS NULL)),
  CHECK ((kind IS NULL) = (above IS NULL))
) STRICT;
CREATE UNIQUE INDEX watches_of_objects ON watches (object_id, person)
  WHERE ended_at IS NULL AND object_id IS NOT NULL;
CREATE UNIQUE INDEX watches_of_kinds ON watches (kind, person) WHERE ended_at IS NULL AND kind IS NOT NULL;
CREATE INDEX watches_of_people ON watches (person, id) WHERE ended_at IS NULL;

-- Strong kilonovae that people were called for, each once.
CREATE TABLE alerts (
  object_id INTEGER PRIMARY KEY REFERENCES objects (id),
  at TEXT NOT NULL
) STRICT;

-- A message that is not to be sent earlier (quiet hours); NULL: at once.
ALTER TABLE posts ADD COLUMN not_before TEXT;
