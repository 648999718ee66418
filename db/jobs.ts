import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';

/** State of a job, by the scheduler's word. */
export type JobState = 'created' | 'submitted' | 'running' | 'ended';

/** One attempt at a fit. */
export interface JobRow {
  id: number;
  fitId: number;
  attempt: number;
  name: string;
  executor: string;
  folder: string;
  state: JobState;
  handle: string | null;
  /** JSON, the last progress.json seen. */
  progress: string | null;
  /** Where it is, or why it waits, in its executor's words. */
  detail: string | null;
  createdAt: string;
  endedAt: string | null;
}

const columns = `id, fit_id AS fitId, attempt, name, executor, folder, state, handle, progress, detail,
  created_at AS createdAt, ended_at AS endedAt`;

/**
 * Begins the next attempt at a queued fit: nothing runs yet.
 * @returns the job; undefined when the fit is not queued, or has an open job.
 */
export function addJob(
  db: Db,
  job: {
    fitId: number;
    executor: string;
    name: (attempt: number) => string;
    folder: (attempt: number) => string;
  },
  change: Change,
): JobRow | undefined {
  return db.transaction(() => {
    const fit = db
      .prepare<[number], { attempts: number }>(
        `UPDATE fits SET attempts = attempts + 1
         WHERE id = ? AND state = 'queued'
           AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.fit_id = fits.id AND jobs.state <> 'ended')
         RETURNING attempts`,
      )
      .get(job.fitId);
    if (!fit) return undefined;
    const row = db
      .prepare<unknown[], JobRow>(
        `INSERT INTO jobs (fit_id, attempt, name, executor, folder, state, created_at)
         VALUES (?, ?, ?, ?, ?, 'created', ?) RETURNING ${columns}`,
      )
      .get(
        job.fitId,
        fit.attempts,
        job.name(fit.attempts),
        job.executor,
        job.folder(fit.attempts),
        change.at,
      );
    if (row) addEvent(db, { ...change, subject: `job:${row.name}`, event: 'job', to: 'created' });
    return row;
  })();
}

/** Lets a job that has not been handed over work in another folder. */
export function setJobFolder(db: Db, id: number, folder: string): void {
  db.prepare("UPDATE jobs SET folder = ? WHERE id = ? AND state = 'created'").run(folder, id);
}

/** Whether a folder is one of a job. */
export function isJobFolder(db: Db, folder: string): boolean {
  return db.prepare('SELECT 1 FROM jobs WHERE folder = ?').get(folder) !== undefined;
}

/** Jobs that have not ended, oldest first. */
export function openJobs(db: Db): JobRow[] {
  return db.prepare<[], JobRow>(`SELECT ${columns} FROM jobs WHERE state <> 'ended' ORDER BY id`).all();
}

/** The job of a fit that has not ended; undefined when there is none. */
export function openJobOf(db: Db, fitId: number): JobRow | undefined {
  return db
    .prepare<[number], JobRow>(`SELECT ${columns} FROM jobs WHERE fit_id = ? AND state <> 'ended'`)
    .get(fitId);
}

/** The jobs of a fit that have ended, newest first. */
export function endedJobsOf(db: Db, fitId: number): JobRow[] {
  return db
    .prepare<[number], JobRow>(
      `SELECT ${columns} FROM jobs WHERE fit_id = ? AND state = 'ended' ORDER BY id DESC`,
    )
    .all(fitId);
}

const oldStates: Record<Exclude<JobState, 'created'>, string> = {
  submitted: "('created')",
  running: "('created', 'submitted')",
  ended: "('created', 'submitted', 'running')",
};

/** Moves a job on; never back. @returns whether it changed. */
export function moveJob(
  db: Db,
  id: number,
  to: Exclude<JobState, 'created'>,
  change: Change & { handle?: string | null },
): boolean {
  return db.transaction(() => {
    const before = db
      .prepare<[number], { name: string; state: JobState }>('SELECT name, state FROM jobs WHERE id = ?')
      .get(id);
    const { changes } = db
      .prepare(
        `UPDATE jobs SET state = @to, handle = coalesce(@handle, handle),
           ended_at = CASE @to WHEN 'ended' THEN @at ELSE ended_at END
         WHERE id = @id AND state IN ${oldStates[to]}`,
      )
      .run({ id, to, handle: change.handle ?? null, at: change.at });
    if (changes === 0 || !before) return false;
    addEvent(db, {
      at: change.at,
      actor: change.actor,
      why: change.why ?? null,
      subject: `job:${before.name}`,
      event: 'job',
      from: before.state,
      to,
    });
    return true;
  })();
}

/** Keeps the last progress of an open job. @returns whether it changed. */
export function setJobProgress(db: Db, id: number, progress: string): boolean {
  return (
    db
      .prepare("UPDATE jobs SET progress = ? WHERE id = ? AND state <> 'ended' AND progress IS NOT ?")
      .run(progress, id, progress).changes === 1
  );
}

/** Keeps where an open job is, or why it waits. @returns whether it changed. */
export function setJobDetail(db: Db, id: number, detail: string | null): boolean {
  return (
    db
      .prepare("UPDATE jobs SET detail = ? WHERE id = ? AND state <> 'ended' AND detail IS NOT ?")
      .run(detail, id, detail).changes === 1
  );
}
