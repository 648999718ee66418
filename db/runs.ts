import { addEvent, type Change } from './events.ts';
import { nextId } from './installation.ts';
import type { Db } from './open.ts';

/** Why a run was made. */
export type RunTrigger = 'schedule' | 'start' | 'command' | 'refit';

/** One pass of the pipeline. */
export interface RunRow {
  id: number;
  trigger: RunTrigger;
  requestedBy: string | null;
  state: 'open' | 'done';
  startedAt: string;
  finishedAt: string | null;
  filesRead: number;
  lightCurvesNew: number;
  fitsAsked: number;
}

const columns = `id, trigger, requested_by AS requestedBy, state, started_at AS startedAt,
  finished_at AS finishedAt, files_read AS filesRead, light_curves_new AS lightCurvesNew, fits_asked AS fitsAsked`;

/** Begins a run. @returns its id. */
export function addRun(
  db: Db,
  run: { trigger: RunTrigger; requestedBy: string | null },
  change: Change,
): number {
  return db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO runs (id, trigger, requested_by, state, started_at) VALUES (${nextId('runs')}, ?, ?, 'open', ?)`,
      )
      .run(run.trigger, run.requestedBy, change.at);
    const id = Number(lastInsertRowid);
    addEvent(db, { ...change, subject: `run:${id}`, event: 'run', to: 'open', why: run.trigger });
    return id;
  })();
}

/** Writes down what a run found and asked for. */
export function countRun(
  db: Db,
  id: number,
  counts: { filesRead: number; lightCurvesNew: number; fitsAsked: number },
): void {
  db.prepare(
    `UPDATE runs SET files_read = @filesRead, light_curves_new = @lightCurvesNew, fits_asked = @fitsAsked
     WHERE id = @id`,
  ).run({ id, ...counts });
}

/** Ends a run, when it is open and every object with fits in it has been told about. @returns whether it ended. */
export function finishRun(db: Db, id: number, change: Change): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE runs SET state = 'done', finished_at = @at
         WHERE id = @id AND state = 'open' AND NOT EXISTS (
           SELECT 1 FROM fits WHERE fits.run_id = runs.id AND NOT EXISTS (
             SELECT 1 FROM reports WHERE reports.run_id = fits.run_id AND reports.object_id = fits.object_id))`,
      )
      .run({ id, at: change.at });
    if (changes === 1) {
      addEvent(db, { ...change, subject: `run:${id}`, event: 'run', from: 'open', to: 'done' });
    }
    return changes === 1;
  })();
}

/** Runs that have not ended, oldest first. */
export function openRuns(db: Db): RunRow[] {
  return db.prepare<[], RunRow>(`SELECT ${columns} FROM runs WHERE state = 'open' ORDER BY id`).all();
}

/** The run with that id. @throws Error when there is none. */
export function getRun(db: Db, id: number): RunRow {
  const run = findRun(db, id);
  if (!run) throw new Error(`There is no run ${id} in the database.`);
  return run;
}

/** The run with that id; undefined when there is none. */
export function findRun(db: Db, id: number): RunRow | undefined {
  return db.prepare<[number], RunRow>(`SELECT ${columns} FROM runs WHERE id = ?`).get(id);
}

/** The newest runs, newest first. */
export function newestRuns(db: Db, most: number): RunRow[] {
  return db.prepare<[number], RunRow>(`SELECT ${columns} FROM runs ORDER BY id DESC LIMIT ?`).all(most);
}

/** Looks at the sources that began at or after `from` and before `to` (ISO 8601, UTC): how many, and what they found. */
export function pullsBetween(db: Db, from: string, to: string): { pulls: number; lightCurvesNew: number } {
  const row = db
    .prepare<[string, string], { pulls: number; lightCurvesNew: number }>(
      `SELECT count(*) AS pulls, coalesce(sum(light_curves_new), 0) AS lightCurvesNew FROM runs
       WHERE trigger <> 'refit' AND started_at >= ? AND started_at < ?`,
    )
    .get(from, to);
  return row ?? { pulls: 0, lightCurvesNew: 0 };
}

/** The newest run that has fits, else the newest of all; undefined before the first. */
export function newestRun(db: Db): RunRow | undefined {
  const withFits = db
    .prepare<[], RunRow>(
      `SELECT ${columns} FROM runs
       WHERE EXISTS (SELECT 1 FROM fits WHERE fits.run_id = runs.id) ORDER BY id DESC LIMIT 1`,
    )
    .get();
  return withFits ?? newestRuns(db, 1)[0];
}

/** The newest run that looked at the sources; undefined before the first. */
export function newestPull(db: Db): RunRow | undefined {
  return db
    .prepare<[], RunRow>(`SELECT ${columns} FROM runs WHERE trigger <> 'refit' ORDER BY id DESC LIMIT 1`)
    .get();
}
