-- Trouble of the infrastructure that people were told of and that is not over: it is told once, and when it is over.
CREATE TABLE told_incidents (
  area TEXT PRIMARY KEY,
  words TEXT NOT NULL,
  told_at TEXT NOT NULL,
  seen_at TEXT NOT NULL           -- when it was last there
) STRICT, WITHOUT ROWID;
