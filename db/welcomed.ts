import type { Db } from './open.ts';

/** Whether somebody has read what the app is. */
export function isWelcomed(db: Db, person: string): boolean {
  return db.prepare('SELECT 1 FROM welcomed WHERE person = ?').get(person) !== undefined;
}

/** Notes that somebody has read what the app is. */
export function noteWelcomed(db: Db, person: string, at: string): void {
  db.prepare('INSERT INTO welcomed (person, at) VALUES (?, ?) ON CONFLICT DO NOTHING').run(person, at);
}
