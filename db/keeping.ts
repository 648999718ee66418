import type { Db } from './open.ts';

/** A job that ended, whose folder is there. */
export interface KeptJob {
  id: number;
  fitId: number;
  folder: string;
  endedAt: string;
}

/** Jobs whose folders were not removed and whose fits have ended, the oldest first. @param before ISO 8601, UTC. */
export function keptJobs(db: Db, before: string): KeptJob[] {
  return db
    .prepare<[string], KeptJob>(
      `SELECT jobs.id, fit_id AS fitId, folder, ended_at AS endedAt
       FROM jobs JOIN fits ON fits.id = jobs.fit_id
       WHERE jobs.state = 'ended' AND removed_at IS NULL AND ended_at < ?
         AND fits.state NOT IN ('queued', 'submitted', 'running', 'lost')
       ORDER BY ended_at`,
    )
    .all(before);
}

/**
 * Lets go of the result in a job's folder: no fit refers to it afterwards, and none will reuse it.
 * @param since a result that a fit has reused since then stays. @returns whether the folder may be removed.
 */
export function releaseResult(db: Db, job: KeptJob, since: string): boolean {
  return db.transaction(() => {
    const reuse = db
      .prepare<[number, string], { id: number }>(
        'SELECT id FROM fits WHERE reused_fit_id = ? AND created_at >= ? LIMIT 1',
      )
      .get(job.fitId, since);
    if (reuse) return false;
    db.prepare(
      `UPDATE fits SET result_path = NULL
       WHERE (id = @fitId OR reused_fit_id = @fitId) AND substr(result_path, 1, length(@folder) + 1) = @folder || '/'`,
    ).run(job);
    return true;
  })();
}

/** Notes that the folder of a job is removed. */
export function noteFolderRemoved(db: Db, jobId: number, at: string): void {
  db.prepare('UPDATE jobs SET removed_at = ? WHERE id = ?').run(at, jobId);
}

/** A cleaning, and what it removed (JSON). */
export interface CleaningRow {
  at: string;
  removed: string;
}

/** Notes what a cleaning removed. */
export function addCleaning(db: Db, cleaning: CleaningRow): void {
  db.prepare('INSERT INTO cleanings (at, removed) VALUES (@at, @removed)').run(cleaning);
}

/** The newest cleaning; undefined before the first. */
export function newestCleaning(db: Db): CleaningRow | undefined {
  return db.prepare<[], CleaningRow>('SELECT at, removed FROM cleanings ORDER BY id DESC LIMIT 1').get();
}

/**
 * The contents (JSON) of messages that may be sent from here on: those that are not sent, and the newest ones of the
 * messages about objects, which a mute or an opinion shows anew.
 */
export function contentsToShow(db: Db): IterableIterator<string> {
  return db
    .prepare<[], string>(
      `SELECT content FROM posts WHERE state <> 'sent'
       UNION ALL
       SELECT coalesce(
         (SELECT edit.content FROM posts AS edit WHERE edit.edits_post_id = first.id AND edit.state = 'sent'
          ORDER BY edit.id DESC LIMIT 1), first.content)
       FROM posts AS first
       WHERE first.kind = 'object' AND first.edits_post_id IS NULL AND first.state = 'sent' AND first.gone_at IS NULL`,
    )
    .pluck()
    .iterate();
}
