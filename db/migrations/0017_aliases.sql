-- Other names of objects, as sources tell them: SN2022abc of ZTF22aawacjw.
CREATE TABLE aliases (
  alias TEXT PRIMARY KEY COLLATE NOCASE,
  object_id INTEGER NOT NULL REFERENCES objects (id),
  source TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_object ON aliases (object_id);
