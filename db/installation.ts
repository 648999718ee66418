import type { Db } from './open.ts';

/** The random name of this database, made with it: messages and jobs carry it. */
export function installationName(db: Db): string {
  const row = db.prepare<[], { name: string }>('SELECT name FROM installation').get();
  if (!row) throw new Error('The database does not name its installation.');
  return row.name;
}
