import type { Db } from './open.ts';

/** The newest fit of a light curve and model that succeeded, and what its window is known by. */
export interface SucceededFit {
  fitId: number;
  object: string;
  model: string;
  origin: string;
  /** A file with the same content, as its source names it; null: none is known. */
  file: string | null;
  firstJd: number;
  lastJd: number;
}

/** The newest fit of every light curve × model that succeeded: one row for every file with its content, oldest first. */
export function succeededFits(db: Db): SucceededFit[] {
  return db
    .prepare<[], SucceededFit>(
      `SELECT newest.id AS fitId, objects.name AS object, newest.model, curves.origin, files.file,
         curves.first_jd AS firstJd, curves.last_jd AS lastJd
       FROM (SELECT max(id) AS id, light_curve_id, object_id, model FROM fits WHERE state = 'succeeded'
             GROUP BY light_curve_id, model) AS newest
       JOIN light_curves AS curves ON curves.id = newest.light_curve_id
       JOIN objects ON objects.id = newest.object_id
       LEFT JOIN source_files AS files ON files.sha256 = curves.sha256
         AND (files.object IS NULL OR files.object = objects.name)
       ORDER BY newest.id`,
    )
    .all();
}

/** Changes whenever {@link succeededFits} may; cheap to ask. */
export function succeededStamp(db: Db): string {
  const row = db
    .prepare<[], { fits: number; files: number; seen: string | null }>(
      `SELECT (SELECT count(*) FROM fits WHERE state = 'succeeded') AS fits,
         (SELECT count(*) FROM source_files) AS files, (SELECT max(seen_at) FROM source_files) AS seen`,
    )
    .get();
  return JSON.stringify(row);
}
