import type { Db } from './open.ts';

/** A file that could not be read, or an object that is not fitted, and why. */
export interface IntakeProblemRow {
  /** `warning`: the file was used all the same. */
  level: 'problem' | 'warning';
  source: string;
  file: string;
  line: number | null;
  reason: string;
  sha256: string | null;
  seenAt: string;
}

/** The object that a problem is about; null: it is about the file. */
interface About {
  objectId: number | null;
}

/**
 * Writes down that a run met a problem; the same one is kept once, with the time it was first seen.
 * @returns whether it is new.
 */
export function noteIntakeProblem(
  db: Db,
  runId: number,
  about: Omit<IntakeProblemRow, 'seenAt'> & Partial<About>,
  at: string,
): boolean {
  const problem = { objectId: null, ...about };
  return db.transaction(() => {
    const again = db
      .prepare(
        `UPDATE intake_problems SET run_id = @runId, level = @level, object_id = @objectId
         WHERE source = @source AND file = @file AND sha256 IS @sha256 AND line IS @line AND reason = @reason`,
      )
      .run({ runId, ...problem });
    if (again.changes > 0) return false;
    db.prepare(
      `INSERT INTO intake_problems (run_id, level, source, file, line, reason, sha256, object_id, seen_at)
       VALUES (@runId, @level, @source, @file, @line, @reason, @sha256, @objectId, @at)`,
    ).run({ runId, at, ...problem });
    return true;
  })();
}

/** The problems that a run met, the serious ones first. */
export function intakeProblemsOf(db: Db, runId: number): (IntakeProblemRow & About)[] {
  return db
    .prepare<[number], IntakeProblemRow & About>(
      `SELECT level, source, file, line, reason, sha256, object_id AS objectId, seen_at AS seenAt FROM intake_problems
       WHERE run_id = ? ORDER BY level, file, line`,
    )
    .all(runId);
}

/** Says that a run met the problems of an earlier one again. @param isThere which of them. */
export function carryProblems(
  db: Db,
  fromRun: number,
  toRun: number,
  isThere: (problem: IntakeProblemRow & About) => boolean,
): void {
  const rows = db
    .prepare<[number], IntakeProblemRow & About & { id: number }>(
      `SELECT id, level, source, file, line, reason, sha256, object_id AS objectId, seen_at AS seenAt
       FROM intake_problems WHERE run_id = ?`,
    )
    .all(fromRun);
  const carry = db.prepare('UPDATE intake_problems SET run_id = ? WHERE id = ?');
  for (const row of rows) if (isThere(row)) carry.run(toRun, row.id);
}

/** How many problems a run met, warnings aside. */
export function countProblems(db: Db, runId: number): number {
  const row = db
    .prepare<[number], { count: number }>(
      "SELECT count(*) AS count FROM intake_problems WHERE run_id = ? AND level = 'problem'",
    )
    .get(runId);
  return row?.count ?? 0;
}
