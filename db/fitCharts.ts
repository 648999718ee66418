import type { Db } from './open.ts';

/** A picture of a fit. */
export interface FitChart {
  kind: string;
  path: string;
}

/** Keeps where a picture of a fit is; an earlier one of its kind is forgotten. */
export function setFitChart(db: Db, fitId: number, chart: FitChart, at: string): void {
  db.prepare(
    `INSERT INTO fit_charts (fit_id, kind, path, at) VALUES (@fitId, @kind, @path, @at)
     ON CONFLICT (fit_id, kind) DO UPDATE SET path = excluded.path, at = excluded.at`,
  ).run({ fitId, ...chart, at });
}

/** The pictures of a fit, by their kinds. */
export function fitCharts(db: Db, fitId: number): FitChart[] {
  return db
    .prepare<[number], FitChart>('SELECT kind, path FROM fit_charts WHERE fit_id = ? ORDER BY kind')
    .all(fitId);
}
