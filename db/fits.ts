import { z } from 'zod';
import { addEvent, type Change } from './events.ts';
import { nextId } from './installation.ts';
import type { Db } from './open.ts';
import type { FailureReason, FitState } from './types.ts';

const warningsSchema = z.array(z.strictObject({ code: z.string(), text: z.string() }));

const qualitySchema = z.strictObject({
  points: z.int(),
  chi2: z.number(),
  chi2WithBudget: z.number(),
  errorBudget: z.number(),
  systematicError: z.number(),
  worst: z.strictObject({ filter: z.string(), jd: z.number(), residual: z.number() }),
});

/** How well a best fit describes the detections, as result.json has it. */
export type StoredQuality = z.infer<typeof qualitySchema>;

/** Something to beware of when reading a fit's numbers. */
export type FitWarning = z.infer<typeof warningsSchema>[number];

/** One object's light curve × one model × its settings. */
export interface FitRow {
  id: number;
  runId: number;
  objectId: number;
  object: string;
  lightCurveId: number;
  model: string;
  kind: string;
  /** JSON, FitSettings. */
  settings: string;
  fitKey: string;
  state: FitState;
  reason: FailureReason | null;
  message: string | null;
  requestedBy: string | null;
  reusedFitId: number | null;
  lnZ: number | null;
  lnZError: number | null;
  resultPath: string | null;
  warnings: FitWarning[];
  attempts: number;
  lostCount: number;
  /** What it was given twice as much of, after it had run out. */
  doubled: 'time' | 'memory' | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** How long the job took by its own result.json; null unless it succeeded. */
  seconds: number | null;
  /** null: it did not succeed, or its fitter does not say. */
  quality: StoredQuality | null;
}

type Stored = Omit<FitRow, 'warnings' | 'quality'> & { warnings: string; quality: string | null };

const select = `SELECT fits.id, run_id AS runId, object_id AS objectId, objects.name AS object,
  light_curve_id AS lightCurveId, model, kind, settings, fit_key AS fitKey, state, reason, message,
  requested_by AS requestedBy, reused_fit_id AS reusedFitId, ln_z AS lnZ, ln_z_error AS lnZError,
  result_path AS resultPath, warnings,
  attempts, lost_count AS lostCount, doubled, created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt,
  seconds, quality
  FROM fits JOIN objects ON objects.id = fits.object_id`;

function read(row: Stored): FitRow {
  const quality = row.quality === null ? null : qualitySchema.parse(JSON.parse(row.quality));
  return { ...row, warnings: warningsSchema.parse(JSON.parse(row.warnings)), quality };
}

/** SQL list of the states in which a fit has not ended. */
const openStates = "('queued', 'submitted', 'running', 'lost')";

/** What is needed to ask for a fit. */
export interface NewFit {
  runId: number;
  objectId: number;
  lightCurveId: number;
  model: string;
  kind: string;
  settings: string;
  fitKey: string;
  requestedBy: string | null;
}

/** Queues a fit. @returns its id. */
export function addFit(db: Db, fit: NewFit, change: Change): number {
  return db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO fits (id, run_id, object_id, light_curve_id, model, kind, settings, fit_key, state, requested_by,
           created_at)
         VALUES (${nextId('fits')}, @runId, @objectId, @lightCurveId, @model, @kind, @settings, @fitKey, 'queued', @requestedBy, @at)`,
      )
      .run({ ...fit, at: change.at });
    const id = Number(lastInsertRowid);
    addEvent(db, { ...change, subject: `fit:${id}`, event: 'fit', to: 'queued' });
    return id;
  })();
}

/**
 * Adds a fit that is answered by an earlier one with the same key.
 * @returns its id; undefined when the earlier one did not succeed.
 */
export function addReusedFit(db: Db, fit: NewFit, reusedFitId: number, change: Change): number | undefined {
  return db.transaction(() => {
    const { changes, lastInsertRowid } = db
      .prepare(
        `INSERT INTO fits (id, run_id, object_id, light_curve_id, model, kind, settings, fit_key, state, requested_by,
           reused_fit_id, ln_z, ln_z_error, log_likelihood_max, result_path,
           warnings, created_at, started_at, finished_at, seconds, quality)
         SELECT ${nextId('fits')}, @runId, @objectId, @lightCurveId, @model, @kind, @settings, @fitKey, 'succeeded', @requestedBy,
           coalesce(reused_fit_id, id), ln_z, ln_z_error, log_likelihood_max, result_path,
           warnings, @at, started_at, finished_at, seconds, quality
         FROM fits WHERE id = @reusedFitId AND state = 'succeeded' AND fit_key = @fitKey
           AND result_path IS NOT NULL`,
      )
      .run({ ...fit, reusedFitId, at: change.at });
    if (changes === 0) return undefined;
    const id = Number(lastInsertRowid);
    db.prepare(
      `INSERT INTO fit_charts (fit_id, kind, path, at)
       SELECT ?, kind, path, at FROM fit_charts WHERE fit_id = ? AND kind <> 'models'`,
    ).run(id, reusedFitId);
    const why = `same as fit ${reusedFitId}`;
    addEvent(db, { ...change, subject: `fit:${id}`, event: 'fit', to: 'succeeded', why });
    return id;
  })();
}

/** The one place where a fit's state changes: the UPDATE names the old states that allow it. */
function move(db: Db, id: number, to: FitState, change: Change, sql: string, values: object): boolean {
  return db.transaction(() => {
    const before = db.prepare<[number], { state: FitState }>('SELECT state FROM fits WHERE id = ?').get(id);
    const { changes } = db.prepare(sql).run({ id, ...values });
    if (changes === 0 || !before) return false;
    addEvent(db, { ...change, subject: `fit:${id}`, event: 'fit', from: before.state, to });
    return true;
  })();
}

/** queued → submitted. @returns whether it changed. */
export function markFitSubmitted(db: Db, id: number, change: Change): boolean {
  return move(
    db,
    id,
    'submitted',
    change,
    "UPDATE fits SET state = 'submitted' WHERE id = @id AND state = 'queued'",
    {},
  );
}

/** submitted → running. @returns whether it changed. */
export function markFitRunning(db: Db, id: number, change: Change): boolean {
  return move(
    db,
    id,
    'running',
    change,
    `UPDATE fits SET state = 'running', started_at = @at WHERE id = @id AND state = 'submitted'`,
    { at: change.at },
  );
}

/** What a fit that succeeded found. */
export interface FitResult {
  lnZ: number;
  lnZError: number | null;
  logLikelihoodMax: number;
  resultPath: string;
  warnings: FitWarning[];
  /** Of the whole job. */
  seconds: number;
  quality?: StoredQuality | null;
}

/** running → succeeded. @returns whether it changed. */
export function succeedFit(db: Db, id: number, result: FitResult, change: Change): boolean {
  return move(
    db,
    id,
    'succeeded',
    change,
    `UPDATE fits SET state = 'succeeded', ln_z = @lnZ, ln_z_error = @lnZError,
       log_likelihood_max = @logLikelihoodMax, result_path = @resultPath, warnings = @warnings,
       seconds = @seconds, quality = @quality, finished_at = @at
     WHERE id = @id AND state = 'running'`,
    {
      ...result,
      warnings: JSON.stringify(result.warnings),
      quality: result.quality ? JSON.stringify(result.quality) : null,
      at: change.at,
    },
  );
}

/** queued, running or lost → failed. @param message one sentence for people. @returns whether it changed. */
export function failFit(
  db: Db,
  id: number,
  failure: { reason: FailureReason; message: string },
  change: Change,
): boolean {
  return move(
    db,
    id,
    'failed',
    { why: `${failure.reason}: ${failure.message}`, ...change },
    `UPDATE fits SET state = 'failed', reason = @reason, message = @message, finished_at = @at
     WHERE id = @id AND state IN ('queued', 'running', 'lost')`,
    { ...failure, at: change.at },
  );
}

/** running → timed-out. @param message one sentence for people. @returns whether it changed. */
export function timeOutFit(db: Db, id: number, message: string, change: Change): boolean {
  return move(
    db,
    id,
    'timed-out',
    { why: message, ...change },
    `UPDATE fits SET state = 'timed-out', message = @message, finished_at = @at
     WHERE id = @id AND state = 'running'`,
    { message, at: change.at },
  );
}

/** submitted or running → lost. @returns whether it changed. */
export function loseFit(db: Db, id: number, change: Change): boolean {
  return move(
    db,
    id,
    'lost',
    change,
    `UPDATE fits SET state = 'lost', lost_count = lost_count + 1
     WHERE id = @id AND state IN ('submitted', 'running')`,
    {},
  );
}

/** How often a fit whose job was lost is queued again. */
export const maxLost = 2;

/** lost → queued, at most {@link maxLost} times. @returns whether it changed. */
export function requeueFit(db: Db, id: number, change: Change): boolean {
  return move(
    db,
    id,
    'queued',
    change,
    `UPDATE fits SET state = 'queued', started_at = NULL
     WHERE id = @id AND state = 'lost' AND lost_count <= @maxLost`,
    { maxLost },
  );
}

/** running → queued, once, after a job that ended without a word. @returns whether it changed. */
export function requeueCrashed(db: Db, id: number, change: Change): boolean {
  return move(
    db,
    id,
    'queued',
    change,
    `UPDATE fits SET state = 'queued', started_at = NULL, lost_count = lost_count + 1
     WHERE id = @id AND state = 'running' AND lost_count = 0`,
    {},
  );
}

/** running → queued, once, with twice as much of what it ran out of. @returns whether it changed. */
export function requeueDoubled(db: Db, id: number, of: 'time' | 'memory', change: Change): boolean {
  return move(
    db,
    id,
    'queued',
    change,
    `UPDATE fits SET state = 'queued', started_at = NULL, doubled = @of
     WHERE id = @id AND state = 'running' AND doubled IS NULL`,
    { of },
  );
}

/** Any open state → cancelled. @returns whether it changed. */
export function cancelFit(db: Db, id: number, message: string, change: Change): boolean {
  return move(
    db,
    id,
    'cancelled',
    change,
    `UPDATE fits SET state = 'cancelled', message = @message, finished_at = @at
     WHERE id = @id AND state IN ${openStates}`,
    { message, at: change.at },
  );
}

/** The fit with that id; undefined when there is none. */
export function findFit(db: Db, id: number): FitRow | undefined {
  const row = db.prepare<[number], Stored>(`${select} WHERE fits.id = ?`).get(id);
  return row && read(row);
}

/** The fit with that id. @throws Error when there is none. */
export function getFit(db: Db, id: number): FitRow {
  const fit = findFit(db, id);
  if (!fit) throw new Error(`There is no fit ${id} in the database.`);
  return fit;
}

/** Fits that wait for a job, first those that somebody asked for, then the oldest. */
export function queuedFits(db: Db): FitRow[] {
  return db
    .prepare<[], Stored>(
      `${select} WHERE state = 'queued'
       AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.fit_id = fits.id AND jobs.state <> 'ended')
       ORDER BY requested_by IS NULL, fits.id`,
    )
    .all()
    .map(read);
}

/** Fits that have not ended, oldest first. */
export function openFits(db: Db): FitRow[] {
  return db.prepare<[], Stored>(`${select} WHERE state IN ${openStates} ORDER BY fits.id`).all().map(read);
}

/** All fits of an object, oldest first. */
export function fitsOfObject(db: Db, objectId: number): FitRow[] {
  return db
    .prepare<[number], Stored>(`${select} WHERE object_id = ? ORDER BY fits.id`)
    .all(objectId)
    .map(read);
}

/** The fits that a run asked for, oldest first. */
export function fitsOfRun(db: Db, runId: number): FitRow[] {
  return db.prepare<[number], Stored>(`${select} WHERE run_id = ? ORDER BY fits.id`).all(runId).map(read);
}

/** Fits that were asked for at or after `from` and before `to`, oldest first. ISO 8601, UTC. */
export function fitsAskedBetween(db: Db, from: string, to: string): FitRow[] {
  return db
    .prepare<[string, string], Stored>(`${select} WHERE created_at >= ? AND created_at < ? ORDER BY fits.id`)
    .all(from, to)
    .map(read);
}

/** The newest fits that somebody asked for, newest first. */
export function newestFitsRequestedBy(db: Db, who: string, most: number): FitRow[] {
  return db
    .prepare<[string, number], Stored>(`${select} WHERE requested_by = ? ORDER BY fits.id DESC LIMIT ?`)
    .all(who, most)
    .map(read);
}

/** The UTC day (YYYY-MM-DD) of the newest fit that the app itself or anybody asked for; undefined before the first. */
export function newestFitDay(db: Db): string | undefined {
  return db
    .prepare<[], { day: string | null }>('SELECT substr(max(created_at), 1, 10) AS day FROM fits')
    .get()
    ?.day?.toString();
}

/**
 * The newest fit with that key whose result is kept and that succeeded by running, not by reuse, and converged: one that its time limit ended
 * may do better next time. undefined when there is none.
 */
export function findSucceededFit(db: Db, fitKey: string): FitRow | undefined {
  const row = db
    .prepare<[string], Stored>(
      `${select} WHERE fit_key = ? AND state = 'succeeded' AND reused_fit_id IS NULL AND result_path IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM json_each(warnings) WHERE value ->> 'code' = 'not-converged')
       ORDER BY fits.id DESC LIMIT 1`,
    )
    .get(fitKey);
  return row && read(row);
}

/** The fit with that key that has not ended; undefined when there is none. */
export function findOpenFit(db: Db, fitKey: string): FitRow | undefined {
  const row = db
    .prepare<[string], Stored>(`${select} WHERE fit_key = ? AND state IN ${openStates} LIMIT 1`)
    .get(fitKey);
  return row && read(row);
}

/** Models that a light curve was ever fitted with, whatever came of it. */
export function modelsFittedTo(db: Db, lightCurveId: number): Set<string> {
  const rows = db
    .prepare<[number], { model: string }>('SELECT DISTINCT model FROM fits WHERE light_curve_id = ?')
    .all(lightCurveId);
  return new Set(rows.map((row) => row.model));
}

/** Names of the objects that a run fits, in order of their first fit: at most `most`, and how many there are. */
export function objectsOfRun(db: Db, runId: number, most: number): { names: string[]; count: number } {
  const rows = db
    .prepare<[number], { name: string }>(
      `SELECT objects.name AS name FROM fits JOIN objects ON objects.id = fits.object_id
       WHERE run_id = ? GROUP BY object_id ORDER BY min(fits.id)`,
    )
    .all(runId);
  return { names: rows.slice(0, most).map((row) => row.name), count: rows.length };
}

/** The light curve of the newest fit of an object that was not cancelled; undefined before the first. */
export function newestFittedLightCurve(db: Db, objectId: number): number | undefined {
  return db
    .prepare<[number], { id: number }>(
      `SELECT light_curve_id AS id FROM fits WHERE object_id = ? AND state <> 'cancelled'
       ORDER BY id DESC LIMIT 1`,
    )
    .get(objectId)?.id;
}

/** How many fits of a run are in which state. */
export function countFitStates(db: Db, runId: number): Record<string, number> {
  const rows = db
    .prepare<[number], { state: FitState; count: number }>(
      'SELECT state, count(*) AS count FROM fits WHERE run_id = ? GROUP BY state',
    )
    .all(runId);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
