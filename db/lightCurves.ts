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

const filtersSchema = z.array(z.string());
const programsSchema = z.array(z.number().nullable());
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
  /** Programme ids of everything that went into it, null where a row did not say. */
  programs: (number | null)[];
  exactDuplicates: number;
  nearDuplicates: number;
  /** By which the original is kept; null: it is not. */
  fileSha256: string | null;
  source: string;
  origin: string;
  seenAt: string;
}

interface Stored extends Omit<LightCurveRow, 'points' | 'filters' | 'leftOut' | 'programs'> {
  points: string;
  programs: string | null;
  filters: string;
  leftOut: string;
}

const columns = `id, object_id AS objectId, sha256, points, detections, limits, filters, left_out AS leftOut,
  first_jd AS firstJd,
  last_jd AS lastJd, programs, exact_duplicates AS exactDuplicates, near_duplicates AS nearDuplicates,
  file_sha256 AS fileSha256, source, origin, seen_at AS seenAt`;

function programsOf(points: readonly LightCurvePoint[]): (number | null)[] {
  return [...new Set(points.map((point) => point.programId))];
}

function read(row: Stored): LightCurveRow {
  const points = pointsSchema.parse(JSON.parse(row.points));
  return {
    ...row,
    points,
    programs: row.programs === null ? programsOf(points) : programsSchema.parse(JSON.parse(row.programs)),
    filters: filtersSchema.parse(JSON.parse(row.filters)),
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
  /** Left out: those of the points. */
  programs?: (number | null)[];
  duplicates?: { exact: number; near: number };
  fileSha256?: string | null;
  source: string;
  origin: string;
}

/** What was told of a light curve under other programmes belongs to those too. */
function widenPrograms(db: Db, id: number, programs: readonly (number | null)[]): void {
  const known = getLightCurve(db, id).programs;
  const all = [...new Set([...known, ...programs])];
  if (all.length === known.length) return;
  db.prepare('UPDATE light_curves SET programs = ? WHERE id = ?').run(JSON.stringify(all), id);
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
    const programs = curve.programs ?? programsOf(curve.points);
    if (known !== undefined) {
      widenPrograms(db, known, programs);
      return { id: known, isNew: false };
    }
    const limits = curve.points.filter((point) => point.isLimit).length;
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO light_curves
           (object_id, sha256, points, detections, limits, filters, left_out, first_jd, last_jd, programs,
            exact_duplicates, near_duplicates, file_sha256, source, origin, seen_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
        JSON.stringify(programs),
        curve.duplicates?.exact ?? 0,
        curve.duplicates?.near ?? 0,
        curve.fileSha256 ?? null,
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

/** Programme ids of everything that was ever told of an object. */
export function programsOfObject(db: Db, objectId: number): (number | null)[] {
  const rows = db
    .prepare<[number], { programs: string | null; points: string | null }>(
      `SELECT DISTINCT programs, CASE WHEN programs IS NULL THEN points END AS points
       FROM light_curves WHERE object_id = ?`,
    )
    .all(objectId);
  const ids = rows.flatMap(({ programs, points }) =>
    programs === null
      ? programsOf(pointsSchema.parse(JSON.parse(points ?? '[]')))
      : programsSchema.parse(JSON.parse(programs)),
  );
  return [...new Set(ids)];
}

/** How many light curves of an object are kept. */
export function countLightCurves(db: Db, objectId: number): number {
  const row = db
    .prepare<[number], { count: number }>('SELECT count(*) AS count FROM light_curves WHERE object_id = ?')
    .get(objectId);
  return row?.count ?? 0;
}
