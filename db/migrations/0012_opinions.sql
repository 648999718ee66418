-- What people say of an object, one opinion in force per person; one that was changed or withdrawn has an end.
CREATE TABLE opinions (
  id INTEGER PRIMARY KEY,
  object_id INTEGER NOT NULL REFERENCES objects (id),
  person TEXT NOT NULL,           -- a Slack user id, or who it is in a shell
  word TEXT NOT NULL CHECK (word IN ('interesting', 'junk', 'classified')),
  class TEXT,                     -- of 'classified': 'SN Ia'
  comment TEXT,
  at TEXT NOT NULL,
  ended_at TEXT,
  CHECK ((word = 'classified') = (class IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX opinions_in_force ON opinions (object_id, person) WHERE ended_at IS NULL;
CREATE INDEX opinions_by_object ON opinions (object_id, id);
CREATE INDEX events_of_opinions ON events (id) WHERE event = 'opinion';

-- Strong candidates that a channel was reminded of, because nobody had said anything.
CREATE TABLE reminders (
  object_id INTEGER NOT NULL REFERENCES objects (id),
  channel TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (object_id, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdicts_by_time ON verdicts (at, object_id);
