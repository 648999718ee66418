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

/**
 * Writes down that a run met a problem; the same one is kept once, with the time it was first seen.
 * @returns whether it is new.
 */
export function noteIntakeProblem(
  db: Db,
  runId: number,
  problem: Omit<IntakeProblemRow, 'seenAt'>,
  at: string,
): boolean {
  return db.transaction(() => {
    const again = db
      .prepare(
        `UPDATE intake_problems SET run_id = @runId, level = @level
         WHERE source = @source AND file = @file AND sha256 IS @sha256 AND line IS @line AND reason = @reason`,
      )
      .run({ runId, ...problem });
    if (again.changes > 0) return false;
    db.prepare(
      `INSERT INTO intake_problems (run_id, level, source, file, line, reason, sha256, seen_at)
       VALUES (@runId, @level, @source, @file, @line, @reason, @sha256, @at)`,
    ).run({ runId, at, ...problem });
    return true;
  })();
}

/** The problems that a run met, the serious ones first. */
export function intakeProblemsOf(db: Db, runId: number): IntakeProblemRow[] {
  return db
    .prepare<[number], IntakeProblemRow>(
      `SELECT level, source, file, line, reason, sha256, seen_at AS seenAt FROM intake_problems
       WHERE run_id = ? ORDER BY level, file, line`,
    )
    .all(runId);
}
