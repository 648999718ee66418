import type { Db } from './open.ts';

/** Trouble that people were told of. */
export interface ToldIncident {
  area: string;
  words: string;
  toldAt: string;
  /** When it was last there. */
  seenAt: string;
}

/** What people were told of and is not over, the oldest first. */
export function toldIncidents(db: Db): ToldIncident[] {
  return db
    .prepare<[], ToldIncident>(
      'SELECT area, words, told_at AS toldAt, seen_at AS seenAt FROM told_incidents ORDER BY told_at, area',
    )
    .all();
}

/** Notes that people were told of it, or that it is still there. */
export function noteToldIncident(db: Db, incident: { area: string; words: string; at: string }): void {
  db.prepare(
    `INSERT INTO told_incidents (area, words, told_at, seen_at) VALUES (@area, @words, @at, @at)
     ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at`,
  ).run(incident);
}

/** Forgets it: it is over. */
export function forgetToldIncident(db: Db, area: string): void {
  db.prepare('DELETE FROM told_incidents WHERE area = ?').run(area);
}
