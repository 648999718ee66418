import type { Db } from './open.ts';

/** What a job asked its cluster for and what it used; null where nobody knows. Seconds, MB of 2²⁰ bytes. */
export interface JobUsage {
  requestedSeconds: number | null;
  requestedCpus: number | null;
  requestedMemoryMB: number | null;
  /** From its submission to its start. */
  waitedSeconds: number | null;
  usedSeconds: number | null;
  usedCpuSeconds: number | null;
  usedMemoryMB: number | null;
}

/** A job that ended and whose use nobody has written down. */
export interface UnaccountedJob {
  id: number;
  name: string;
  folder: string;
  handle: string | null;
  /** ISO 8601, UTC. */
  createdAt: string;
  endedAt: string;
  /** How long it took by its own result; null unless it is the one that succeeded. */
  seconds: number | null;
}

/**
 * Jobs of an executor that ended between two times (ISO 8601, UTC), in runs whose fits have all ended, and whose use is
 * not written down; oldest first.
 */
export function unaccountedJobs(
  db: Db,
  of: { executor: string; from: string; to: string },
  most: number,
): UnaccountedJob[] {
  return db
    .prepare<[object], UnaccountedJob>(
      `SELECT jobs.id, jobs.name, jobs.folder, jobs.handle, jobs.created_at AS createdAt, jobs.ended_at AS endedAt,
         CASE WHEN fits.attempts = jobs.attempt THEN fits.seconds END AS seconds
       FROM jobs JOIN fits ON fits.id = jobs.fit_id
       WHERE jobs.state = 'ended' AND jobs.executor = @executor
         AND jobs.created_at >= @from AND jobs.ended_at <= @to
         AND NOT EXISTS (SELECT 1 FROM job_usage WHERE job_id = jobs.id)
         AND NOT EXISTS (SELECT 1 FROM fits AS others WHERE others.run_id = fits.run_id
           AND others.state IN ('queued', 'submitted', 'running', 'lost'))
       ORDER BY jobs.created_at, jobs.id LIMIT @most`,
    )
    .all({ ...of, most });
}

/** Writes down what a job used; a second time changes nothing. */
export function addJobUsage(db: Db, jobId: number, usage: JobUsage, at: string): void {
  db.prepare(
    `INSERT OR IGNORE INTO job_usage (job_id, requested_seconds, requested_cpus, requested_memory_mb,
       waited_seconds, used_seconds, used_cpu_seconds, used_memory_mb, at)
     VALUES (@jobId, @requestedSeconds, @requestedCpus, @requestedMemoryMB,
       @waitedSeconds, @usedSeconds, @usedCpuSeconds, @usedMemoryMB, @at)`,
  ).run({ jobId, ...usage, at });
}

/** What the jobs of a run asked for and used, with their models, oldest first; none of which nothing is known. */
export function usageOfRun(db: Db, runId: number): (JobUsage & { model: string; fitId: number })[] {
  return db
    .prepare<[number], JobUsage & { model: string; fitId: number }>(
      `SELECT fits.model, fits.id AS fitId, requested_seconds AS requestedSeconds, requested_cpus AS requestedCpus,
         requested_memory_mb AS requestedMemoryMB, waited_seconds AS waitedSeconds, used_seconds AS usedSeconds,
         used_cpu_seconds AS usedCpuSeconds, used_memory_mb AS usedMemoryMB
       FROM fits JOIN jobs ON jobs.fit_id = fits.id JOIN job_usage ON job_usage.job_id = jobs.id
       WHERE fits.run_id = ? AND (requested_seconds IS NOT NULL OR used_seconds IS NOT NULL) ORDER BY jobs.id`,
    )
    .all(runId);
}
