import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';
import type { SkyPosition } from './types.ts';

/** A transient. */
export interface ObjectRow {
  id: number;
  name: string;
  firstSeenAt: string;
  currentLightCurveId: number | null;
  /** null: no file told. */
  position: SkyPosition | null;
}

interface Stored extends Omit<ObjectRow, 'position'> {
  raDeg: number | null;
  decDeg: number | null;
}

const columns = `id, name, first_seen_at AS firstSeenAt, current_light_curve_id AS currentLightCurveId,
  ra_deg AS raDeg, dec_deg AS decDeg`;

function read({ raDeg, decDeg, ...row }: Stored): ObjectRow {
  return { ...row, position: raDeg === null || decDeg === null ? null : { raDeg, decDeg } };
}

/** The object of that name, made when it is new. */
export function ensureObject(db: Db, name: string, change: Change): ObjectRow {
  return db.transaction(() => {
    const added = db
      .prepare('INSERT INTO objects (name, first_seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(name, change.at);
    if (added.changes === 1) {
      addEvent(db, { ...change, subject: `object:${name}`, event: 'first seen' });
    }
    const object = findObject(db, name);
    if (!object) throw new Error(`Object ${name} is missing right after it was added.`);
    return object;
  })();
}

/** The object of that name, without regard to case; undefined when there is none. */
export function findObject(db: Db, name: string): ObjectRow | undefined {
  const row = db.prepare<[string], Stored>(`SELECT ${columns} FROM objects WHERE name = ?`).get(name);
  return row && read(row);
}

/** The object with that id. @throws Error when there is none. */
export function getObject(db: Db, id: number): ObjectRow {
  const row = db.prepare<[number], Stored>(`SELECT ${columns} FROM objects WHERE id = ?`).get(id);
  if (!row) throw new Error(`There is no object ${id} in the database.`);
  return read(row);
}

/** Names of all objects, in order. */
export function objectNames(db: Db): string[] {
  return db
    .prepare<[], { name: string }>('SELECT name FROM objects ORDER BY name')
    .all()
    .map((row) => row.name);
}

/** Names of objects that contain some letters (any for ''), the newest first. */
export function objectNamesLike(db: Db, letters: string, most: number): string[] {
  return db
    .prepare<unknown[], { name: string }>(
      'SELECT name FROM objects WHERE instr(lower(name), lower(@letters)) > 0 ORDER BY id DESC LIMIT @most',
    )
    .all({ letters, most })
    .map((row) => row.name);
}

/** Names of objects first seen at or after `from` and before `to` (ISO 8601, UTC), in that order. */
export function objectsFirstSeenBetween(db: Db, from: string, to: string): string[] {
  return db
    .prepare<[string, string], { name: string }>(
      'SELECT name FROM objects WHERE first_seen_at >= ? AND first_seen_at < ? ORDER BY id',
    )
    .all(from, to)
    .map((row) => row.name);
}

/** Keeps where an object is. @returns whether it changed. */
export function setPosition(db: Db, objectId: number, position: SkyPosition, change: Change): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE objects SET ra_deg = @raDeg, dec_deg = @decDeg
         WHERE id = @objectId AND (ra_deg IS NOT @raDeg OR dec_deg IS NOT @decDeg)`,
      )
      .run({ objectId, ...position });
    if (changes === 0) return false;
    const to = `${position.raDeg} ${position.decDeg}`;
    addEvent(db, { ...change, subject: `object:${getObject(db, objectId).name}`, event: 'position', to });
    return true;
  })();
}

/**
 * Makes a light curve the one that fits are made of, unless the present one has later data.
 * @returns whether it changed.
 */
export function setCurrentLightCurve(
  db: Db,
  objectId: number,
  lightCurveId: number,
  change: Change,
): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE objects SET current_light_curve_id = @lightCurveId
         WHERE id = @objectId AND current_light_curve_id IS NOT @lightCurveId
           AND coalesce((SELECT last_jd FROM light_curves WHERE id = current_light_curve_id), 0)
             <= (SELECT last_jd FROM light_curves WHERE id = @lightCurveId AND object_id = @objectId)`,
      )
      .run({ objectId, lightCurveId });
    if (changes === 0) return false;
    const { name } = getObject(db, objectId);
    addEvent(db, {
      ...change,
      subject: `object:${name}`,
      event: 'current light curve',
      to: String(lightCurveId),
    });
    return true;
  })();
}
