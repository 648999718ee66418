import type { Db } from './open.ts';

/** When something that happens by the clock was last done (ISO 8601, UTC); undefined: never. */
export function lastTurn(db: Db, name: string): string | undefined {
  return db.prepare<[string], { at: string }>('SELECT at FROM turns WHERE name = ?').get(name)?.at;
}

/** Notes that it was done. */
export function noteTurn(db: Db, name: string, at: string): void {
  db.prepare('INSERT INTO turns (name, at) VALUES (@name, @at) ON CONFLICT DO UPDATE SET at = @at').run({
    name,
    at,
  });
}
