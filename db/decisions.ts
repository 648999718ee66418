import type { Db } from './open.ts';

/** What the policy said of an object's light curve. */
export interface DecisionRow {
  objectId: number;
  lightCurveId: number;
  runId: number;
  /** `fit`, or why not. */
  decision: string;
  /** One sentence for people. */
  reason: string;
  /** Hash of the policy and the models in play. */
  judgedBy: string;
  at: string;
}

const columns = `object_id AS objectId, light_curve_id AS lightCurveId, run_id AS runId, decision, reason,
  judged_by AS judgedBy, at`;

/** The newest decision about an object; undefined before the first. */
export function newestDecision(db: Db, objectId: number): DecisionRow | undefined {
  return db
    .prepare<[number], DecisionRow>(
      `SELECT ${columns} FROM decisions WHERE object_id = ? ORDER BY id DESC LIMIT 1`,
    )
    .get(objectId);
}

/** Every decision about an object, oldest first. */
export function decisionsOf(db: Db, objectId: number): DecisionRow[] {
  return db
    .prepare<[number], DecisionRow>(`SELECT ${columns} FROM decisions WHERE object_id = ? ORDER BY id`)
    .all(objectId);
}

/** Records a decision, unless the newest says the same of the same light curve. @returns whether it is new. */
export function addDecision(db: Db, row: DecisionRow): boolean {
  const before = newestDecision(db, row.objectId);
  const isSame =
    before?.lightCurveId === row.lightCurveId &&
    before.decision === row.decision &&
    before.reason === row.reason &&
    before.judgedBy === row.judgedBy;
  if (isSame) return false;
  db.prepare(
    `INSERT INTO decisions (object_id, light_curve_id, run_id, decision, reason, judged_by, at)
     VALUES (@objectId, @lightCurveId, @runId, @decision, @reason, @judgedBy, @at)`,
  ).run(row);
  return true;
}

/** Names of objects that were not judged by that policy, models and their current light curve, and of muted ones. */
export function objectsToJudge(db: Db, judgedBy: string): string[] {
  return db
    .prepare<[string], { name: string }>(
      `SELECT name FROM objects LEFT JOIN decisions
         ON decisions.id = (SELECT max(id) FROM decisions WHERE object_id = objects.id)
       WHERE current_light_curve_id IS NOT NULL AND (decisions.id IS NULL OR decision = 'muted'
         OR light_curve_id <> current_light_curve_id OR judged_by <> ?)`,
    )
    .all(judgedBy)
    .map(({ name }) => name);
}

/** How many objects a run decided what about, the most frequent first. */
export function decisionCounts(db: Db, runId: number): { decision: string; count: number }[] {
  return db
    .prepare<[number], { decision: string; count: number }>(
      `SELECT decision, count(*) AS count FROM decisions WHERE run_id = ?
       GROUP BY decision ORDER BY count DESC, decision`,
    )
    .all(runId);
}
