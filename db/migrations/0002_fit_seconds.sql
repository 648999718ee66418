-- How long the job of a succeeded fit took, by its own result.json. started_at and finished_at are when the app
-- looked, which may be long after the job ended.
ALTER TABLE fits ADD COLUMN seconds REAL;
