-- What a fit was given twice as much of, after it had run out: 'time' or 'memory'; NULL: nothing.
ALTER TABLE fits ADD COLUMN doubled TEXT CHECK (doubled IN ('time', 'memory'));

-- What a job that ended asked its cluster for and what it used; NULL where nobody knows.
CREATE TABLE job_usage (
  job_id INTEGER PRIMARY KEY REFERENCES jobs (id),
  requested_seconds REAL,
  requested_cpus REAL,
  requested_memory_mb REAL,       -- MB of 2^20 bytes, as Slurm counts them
  waited_seconds REAL,            -- from its submission to its start
  used_seconds REAL,
  used_cpu_seconds REAL,
  used_memory_mb REAL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_by_time ON jobs (created_at);
