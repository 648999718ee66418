import { z } from 'zod';
import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';
import type { LeftOutRows, LightCurvePoint } from './types.ts';

const pointsSchema = z.array(
  z.strictObject({
    jd: z.number(),
    filter: z.string(),
    magnitude: z.number(),
    magnitudeError: z.number().nullable(),
    isLimit: z.boolean(),
    programId: z.number().nullable(),
    forced: z.boolean().exactOptional(),
  }),
);

const leftOutSchema = z.array(z.strictObject({ filter: z.string(), rows: z.number() }));

/** One immutable snapshot of an object's photometry. */
export interface LightCurveRow {
  id: number;
  objectId: number;
  sha256: string;
  points: LightCurvePoint[];
  detections: number;
  limits: number;
  filters: string[];
  leftOut: LeftOutRows[];
  firstJd: number;
  lastJd: number;
  source: string;
  origin: string;
  seenAt: string;
}

interface Stored extends Omit<LightCurveRow, 'points' | 'filters' | 'leftOut'> {
  points: string;
  filters: string;
  leftOut: string;
}

const columns = `id, object_id AS objectId, sha256, points, detections, limits, filters, left_out AS leftOut,
  first_jd AS firstJd,
  last_jd AS lastJd, source, origin, seen_at AS seenAt`;

function read(row: Stored): LightCurveRow {
  return {
    ...row,
    points: pointsSchema.parse(JSON.parse(row.points)),
    filters: z.array(z.string()).parse(JSON.parse(row.filters)),
    leftOut: leftOutSchema.parse(JSON.parse(row.leftOut)),
  };
}

/** What is needed to keep a light curve; `points` in order of time. */
export interface NewLightCurve {
  objectId: number;
  objectName: string;
  sha256: string;
  points: LightCurvePoint[];
  leftOut: LeftOutRows[];
  source: string;
  origin: string;
}

/**
 * Keeps a light curve, unless the object has it already.
 * @returns its id, and whether it is new.
 * @throws Error when there are no points.
 */
export function addLightCurve(db: Db, curve: NewLightCurve, change: Change): { id: number; isNew: boolean } {
  const [first] = curve.points;
  const last = curve.points.at(-1);
  if (!first || !last) throw new Error(`A light curve of ${curve.objectName} has no points.`);
  return db.transaction(() => {
    const known = findLightCurve(db, curve.objectId, curve.sha256);
    if (known !== undefined) return { id: known, isNew: false };
    const limits = curve.points.filter((point) => point.isLimit).length;
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO light_curves
           (object_id, sha256, points, detections, limits, filters, left_out, first_jd, last_jd, source, origin, seen_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        curve.objectId,
        curve.sha256,
        JSON.stringify(curve.points),
        curve.points.length - limits,
        limits,
        JSON.stringify([...new Set(curve.points.map((point) => point.filter))].sort()),
        JSON.stringify(curve.leftOut),
        first.jd,
        last.jd,
        curve.source,
        curve.origin,
        change.at,
      );
    const id = Number(lastInsertRowid);
    addEvent(db, {
      ...change,
      subject: `object:${curve.objectName}`,
      event: 'new light curve',
      to: String(id),
      why: curve.origin,
    });
    return { id, isNew: true };
  })();
}

/** Id of the object's light curve with that hash; undefined when there is none. */
export function findLightCurve(db: Db, objectId: number, sha256: string): number | undefined {
  return db
    .prepare<[number, string], { id: number }>(
      'SELECT id FROM light_curves WHERE object_id = ? AND sha256 = ?',
    )
    .get(objectId, sha256)?.id;
}

/** The light curve with that id. @throws Error when there is none. */
export function getLightCurve(db: Db, id: number): LightCurveRow {
  const row = db.prepare<[number], Stored>(`SELECT ${columns} FROM light_curves WHERE id = ?`).get(id);
  if (!row) throw new Error(`There is no light curve ${id} in the database.`);
  return read(row);
}

/** How many light curves of an object are kept. */
export function countLightCurves(db: Db, objectId: number): number {
  const row = db
    .prepare<[number], { count: number }>('SELECT count(*) AS count FROM light_curves WHERE object_id = ?')
    .get(objectId);
  return row?.count ?? 0;
}
