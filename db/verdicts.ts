import { z } from 'zod';
import type { Db } from './open.ts';

const contentSchema = z.object({
  state: z.enum(['decided', 'inconclusive', 'unconstrained', 'single', 'none']),
  kind: z.string().nullable(),
  model: z.string().nullable(),
  probability: z.number().nullable(),
  rival: z.string().nullable(),
  deltaLnZ: z.number().nullable(),
  deltaLnZError: z.number().nullable(),
  strength: z.enum(['positive', 'strong', 'very strong']).nullable(),
  kilonovaScore: z.number().nullable(),
  kilonovaScoreError: z.number().nullable(),
  kinds: z.array(
    z.object({
      kind: z.string(),
      models: z.array(z.string()),
      lnZ: z.number(),
      lnZError: z.number().nullable(),
      probability: z.number(),
    }),
  ),
});

/** What is kept of a verdict. */
export type StoredVerdict = z.infer<typeof contentSchema>;

/** What was said of a light curve after a run. */
export interface VerdictRow extends StoredVerdict {
  objectId: number;
  lightCurveId: number;
  runId: number;
  /** ISO 8601, UTC. */
  at: string;
  /** Of the light curve's last point, Julian date. */
  lastJd: number;
}

interface Stored {
  objectId: number;
  lightCurveId: number;
  runId: number;
  at: string;
  lastJd: number;
  content: string;
}

/** Keeps a verdict; a second one of the same run and object changes nothing. @returns whether it is new. */
export function addVerdict(
  db: Db,
  row: { objectId: number; lightCurveId: number; runId: number; at: string; verdict: StoredVerdict },
): boolean {
  const { verdict, ...keys } = row;
  // Parsed, so that only what is read back is written.
  const content = JSON.stringify(contentSchema.parse(verdict));
  return (
    db
      .prepare(
        `INSERT INTO verdicts (object_id, light_curve_id, run_id, at, content)
         VALUES (@objectId, @lightCurveId, @runId, @at, @content) ON CONFLICT DO NOTHING`,
      )
      .run({ ...keys, content }).changes === 1
  );
}

/** Every verdict on an object, oldest first. */
export function verdictsOfObject(db: Db, objectId: number): VerdictRow[] {
  return db
    .prepare<[number], Stored>(
      `SELECT verdicts.object_id AS objectId, light_curve_id AS lightCurveId, run_id AS runId, at, content,
         last_jd AS lastJd
       FROM verdicts JOIN light_curves ON light_curves.id = light_curve_id
       WHERE verdicts.object_id = ? ORDER BY verdicts.id`,
    )
    .all(objectId)
    .map(({ content, ...row }) => ({ ...row, ...contentSchema.parse(JSON.parse(content)) }));
}

/** The newest verdict on an object; undefined before the first. */
export function newestVerdict(db: Db, objectId: number): VerdictRow | undefined {
  return verdictsOfObject(db, objectId).at(-1);
}
