-- This database, apart from every other: named in messages and jobs, so that those of another are not taken for its own.
CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  made_at TEXT NOT NULL
) STRICT;
INSERT INTO installation VALUES (1, lower(hex(randomblob(8))), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

-- 1: an attempt may have reached Slack without an answer, so that the channel is searched before the next one.
ALTER TABLE posts ADD COLUMN may_have_been_sent INTEGER NOT NULL DEFAULT 0;
UPDATE posts SET may_have_been_sent = 1 WHERE state = 'pending' AND attempts > 0;
-- Slack's name of the last error, or ours: 'withheld', 'parent'.
ALTER TABLE posts ADD COLUMN error_code TEXT;
-- When Slack was found to have the message no longer: somebody deleted it.
ALTER TABLE posts ADD COLUMN gone_at TEXT;

-- Pictures that were uploaded to Slack, by the file that they were made of.
CREATE TABLE slack_files (
  chart TEXT PRIMARY KEY,         -- path, time and size
  file_id TEXT NOT NULL,
  uploaded_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Channels that a message has shown a picture in: only there may an edit show it.
CREATE TABLE slack_files_shown (
  file_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  PRIMARY KEY (file_id, channel)
) STRICT, WITHOUT ROWID;
