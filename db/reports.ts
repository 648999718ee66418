import type { Db } from './open.ts';

/**
 * Objects of a run whose fits have all ended and that nobody was told about yet: first those that a person waits for,
 * then in order of their first fit.
 */
export function objectsToReport(db: Db): { runId: number; objectId: number }[] {
  return db
    .prepare<[], { runId: number; objectId: number }>(
      // A run ends when everything in it was told: only the few open ones are looked through.
      `SELECT run_id AS runId, object_id AS objectId FROM fits
       WHERE run_id IN (SELECT id FROM runs WHERE state = 'open') AND NOT EXISTS (SELECT 1 FROM reports
         WHERE reports.run_id = fits.run_id AND reports.object_id = fits.object_id)
       GROUP BY run_id, object_id
       HAVING sum(state IN ('queued', 'submitted', 'running', 'lost')) = 0
       ORDER BY (SELECT trigger <> 'refit' FROM runs WHERE runs.id = fits.run_id), min(fits.id)`,
    )
    .all();
}

/** Notes that an object of a run was told about. @returns false when it was noted before. */
export function addReport(db: Db, runId: number, objectId: number, at: string): boolean {
  return (
    db
      .prepare('INSERT INTO reports (run_id, object_id, reported_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
      .run(runId, objectId, at).changes === 1
  );
}
