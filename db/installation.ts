import { randomBytes } from 'node:crypto';
import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';

/** The random name of this database, made with it: messages and jobs carry it. */
export function installationName(db: Db): string {
  const row = db.prepare<[], { name: string }>('SELECT name FROM installation').get();
  if (!row) throw new Error('The database does not name its installation.');
  return row.name;
}

/**
 * Gives a database that was restored from a backup another name for what it writes from now on: the numbers that follow
 * were given away once already. What it owes is looked for in Slack first, under its old name.
 * @returns the new name.
 */
export function renameInstallation(db: Db, change: Change): string {
  const name = randomBytes(8).toString('hex');
  db.transaction(() => {
    const before = installationName(db);
    db.prepare('UPDATE installation SET name = ?').run(name);
    db.prepare("UPDATE posts SET may_have_been_sent = 1 WHERE state = 'pending'").run();
    db.prepare("UPDATE uploads SET attempts = max(attempts, 1) WHERE state = 'pending'").run();
    addEvent(db, { ...change, subject: 'installation', event: 'renamed', from: before, to: name });
  })();
  return name;
}
