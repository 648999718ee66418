-- What a post tells, in the same words in every copy of the database, so that a message that a restored one knows nothing
-- of is found in the channel; NULL: written before this was kept.
ALTER TABLE posts ADD COLUMN identity TEXT;

-- Lower numbers of runs, fits and posts may have been given away by a database that was lost.
ALTER TABLE installation ADD COLUMN first_id INTEGER NOT NULL DEFAULT 1;
-- The name for which that was found out; another one: a backup was restored since.
ALTER TABLE installation ADD COLUMN settled_name TEXT;

-- Messages of ours that stood in a channel and that the database knew nothing of.
CREATE TABLE found_posts (
  channel TEXT NOT NULL,
  ts TEXT NOT NULL,
  installation TEXT NOT NULL,
  post_id INTEGER NOT NULL,
  identity TEXT,
  adopted_by INTEGER REFERENCES posts (id),
  PRIMARY KEY (channel, ts)
) STRICT, WITHOUT ROWID;
-- Folders of jobs with higher numbers may be of a time that was lost; NULL: nothing was.
ALTER TABLE installation ADD COLUMN lost_from_fit INTEGER;
