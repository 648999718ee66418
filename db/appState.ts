import type { Db } from './open.ts';

/** What the app tells about itself, for who looks into the database from outside. */
export interface AppStateRow {
  /** ISO 8601, UTC. */
  seenAt: string;
  /** JSON. */
  content: string;
}

/** Keeps what the app tells about itself, instead of what it told before. */
export function writeAppState(db: Db, state: AppStateRow): void {
  db.prepare(
    `INSERT INTO app_state (id, seen_at, content) VALUES (1, @seenAt, @content)
     ON CONFLICT (id) DO UPDATE SET seen_at = @seenAt, content = @content`,
  ).run(state);
}

/** What the app told last; undefined before its first start. */
export function readAppState(db: Db): AppStateRow | undefined {
  return db.prepare<[], AppStateRow>('SELECT seen_at AS seenAt, content FROM app_state WHERE id = 1').get();
}
