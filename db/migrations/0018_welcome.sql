-- People who have been told what the app is and want to read it no more.
CREATE TABLE welcomed (
  person TEXT PRIMARY KEY,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
