import { randomBytes } from 'node:crypto';
import { addEvent, type Change, eventsOf } from './events.ts';
import type { Db } from './open.ts';

const subject = 'installation';

/** The random name of this database, made with it: messages and jobs carry it. */
export function installationName(db: Db): string {
  const row = db.prepare<[], { name: string }>('SELECT name FROM installation').get();
  if (!row) throw new Error('The database does not name its installation.');
  return row.name;
}

/** Names that this database had before something of it was lost, the newest last: what they wrote is ours. */
export function formerNames(db: Db): string[] {
  return eventsOf(db, subject).flatMap(({ event, from }) => (event === 'renamed' && from ? [from] : []));
}

/** When something of the database was lost last, as far as is known; ISO 8601, UTC; null: never. */
export function lastLoss(db: Db): string | null {
  return eventsOf(db, subject).findLast(({ event }) => event === 'renamed')?.at ?? null;
}

/**
 * Gives a database that was restored from a backup, or that lost its log, another name for what it writes from now on: the
 * numbers that follow were given away once already. What it owes is looked for in Slack first, under its old name.
 * @returns the new name.
 */
export function renameInstallation(db: Db, change: Change): string {
  const name = randomBytes(8).toString('hex');
  db.transaction(() => {
    const before = installationName(db);
    db.prepare('UPDATE installation SET name = ?').run(name);
    db.prepare("UPDATE posts SET may_have_been_sent = 1 WHERE state = 'pending'").run();
    db.prepare("UPDATE uploads SET attempts = max(attempts, 1) WHERE state = 'pending'").run();
    addEvent(db, { ...change, subject, event: 'renamed', from: before, to: name });
  })();
  return name;
}

/** Whether it was renamed since {@link settle}. */
export function isSettled(db: Db): boolean {
  const row = db
    .prepare<[], { isSettled: 0 | 1 }>('SELECT settled_name IS name AS isSettled FROM installation')
    .get();
  return row?.isSettled === 1;
}

/** The highest number of a run, a fit or a post. */
export function highestId(db: Db): number {
  return Number(
    db
      .prepare(
        `SELECT max(coalesce((SELECT max(id) FROM runs), 0), coalesce((SELECT max(id) FROM fits), 0),
           coalesce((SELECT max(id) FROM posts), 0))`,
      )
      .pluck()
      .get(),
  );
}

/** The highest number of a fit. */
export function highestFitId(db: Db): number {
  return Number(db.prepare('SELECT coalesce(max(id), 0) FROM fits').pluck().get());
}

/** What is known of numbers that were given away and lost. */
export interface LostNumbers {
  /** Runs, fits and posts get no lower number. */
  firstId: number;
  /** Job folders of fits with higher numbers may be of a time that was lost; null: nothing was. */
  lostFromFit: number | null;
}

/** The numbers that were lost. */
export function lostNumbers(db: Db): LostNumbers {
  const row = db
    .prepare<[], LostNumbers>('SELECT first_id AS firstId, lost_from_fit AS lostFromFit FROM installation')
    .get();
  return row ?? { firstId: 1, lostFromFit: null };
}

/** Notes what is known of lost numbers; what an earlier loss told stays. */
export function settle(db: Db, { firstId, lostFromFit }: LostNumbers): void {
  db.prepare(
    `UPDATE installation SET settled_name = name, first_id = max(first_id, @firstId),
       lost_from_fit = min(coalesce(lost_from_fit, @lostFromFit), coalesce(@lostFromFit, lost_from_fit))`,
  ).run({ firstId, lostFromFit });
}

/** In an INSERT: the next number of a table. */
export function nextId(table: 'runs' | 'fits' | 'posts'): string {
  return `(SELECT max(first_id, coalesce((SELECT max(id) FROM ${table}), 0) + 1) FROM installation)`;
}
