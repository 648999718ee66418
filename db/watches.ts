import type { Change } from './events.ts';
import type { Db } from './open.ts';

/** What a person is told of directly: an object, or every object whose score of a kind passes a number. */
export interface WatchRow {
  /** A Slack user id. */
  person: string;
  objectId: number | null;
  /** The object's name; null with a kind. */
  object: string | null;
  kind: string | null;
  above: number | null;
  /** ISO 8601, UTC. */
  since: string;
}

const select = `SELECT person, object_id AS objectId, objects.name AS object, kind, above, since
  FROM watches LEFT JOIN objects ON objects.id = watches.object_id WHERE ended_at IS NULL`;

/** Everything that a person watches, oldest first. */
export function watchesOf(db: Db, person: string): WatchRow[] {
  return db.prepare<[string], WatchRow>(`${select} AND person = ? ORDER BY watches.id`).all(person);
}

/** The watches of an object, and those of kinds, oldest first. */
export function watchesThatMayConcern(db: Db, objectId: number): WatchRow[] {
  const ofObject = db.prepare<[number], WatchRow>(`${select} AND object_id = ? ORDER BY watches.id`);
  const ofKinds = db.prepare<[], WatchRow>(`${select} AND kind IS NOT NULL ORDER BY watches.id`);
  return [...ofObject.all(objectId), ...ofKinds.all()];
}

/** Begins a watch of an object. @returns false when the person watches it already. */
export function watchObject(db: Db, objectId: number, change: Change): boolean {
  return (
    db
      .prepare('INSERT INTO watches (person, object_id, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
      .run(change.actor, objectId, change.at).changes === 1
  );
}

/** Begins a watch of a kind, or gives it another number. @returns false when nothing changed. */
export function watchKind(db: Db, kind: string, above: number, change: Change): boolean {
  return db.transaction(() => {
    const now = watchesOf(db, change.actor).find((watch) => watch.kind === kind);
    if (now?.above === above) return false;
    endWatch(db, { kind }, change);
    db.prepare('INSERT INTO watches (person, kind, above, since) VALUES (?, ?, ?, ?)').run(
      change.actor,
      kind,
      above,
      change.at,
    );
    return true;
  })();
}

/** Ends a person's watch of an object or of a kind. @returns whether there was one. */
export function endWatch(db: Db, of: { objectId: number } | { kind: string }, change: Change): boolean {
  const ended = { at: change.at, person: change.actor };
  const begin = 'UPDATE watches SET ended_at = @at WHERE ended_at IS NULL AND person = @person AND ';
  const { changes } =
    'kind' in of
      ? db.prepare(`${begin}kind = @kind`).run({ ...ended, ...of })
      : db.prepare(`${begin}object_id = @objectId`).run({ ...ended, ...of });
  return changes === 1;
}

/** Notes that people are called for an object. @returns false when they were before. */
export function addAlert(db: Db, objectId: number, at: string): boolean {
  return (
    db.prepare('INSERT INTO alerts (object_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING').run(objectId, at)
      .changes === 1
  );
}
