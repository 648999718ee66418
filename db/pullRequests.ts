import type { Db } from './open.ts';

/** A pull that somebody asked for in a shell. */
export interface PullRequestRow {
  id: number;
  requestedBy: string;
  requestedAt: string;
  /** The run that answered it; null while nobody has. */
  runId: number | null;
}

const select =
  'SELECT id, requested_by AS requestedBy, requested_at AS requestedAt, run_id AS runId FROM pull_requests';

/** Asks the app for a pull. @returns the request's id. */
export function addPullRequest(db: Db, requestedBy: string, at: string): number {
  const { lastInsertRowid } = db
    .prepare('INSERT INTO pull_requests (requested_by, requested_at) VALUES (?, ?)')
    .run(requestedBy, at);
  return Number(lastInsertRowid);
}

/** The request with that id; undefined when there is none. */
export function findPullRequest(db: Db, id: number): PullRequestRow | undefined {
  return db.prepare<[number], PullRequestRow>(`${select} WHERE id = ?`).get(id);
}

/** Requests that nobody has answered, oldest first. */
export function openPullRequests(db: Db): PullRequestRow[] {
  return db.prepare<[], PullRequestRow>(`${select} WHERE run_id IS NULL ORDER BY id`).all();
}

/** Answers every request up to that one with a run. */
export function answerPullRequests(db: Db, upToId: number, runId: number): void {
  db.prepare('UPDATE pull_requests SET run_id = ? WHERE id <= ? AND run_id IS NULL').run(runId, upToId);
}
