import {
  cancelFit,
  failFit,
  getFit,
  loseFit,
  markFitRunning,
  markFitSubmitted,
  openFits,
  requeueCrashed,
  requeueDoubled,
  requeueFit,
  succeedFit,
  timeOutFit,
} from '../../db/fits.ts';
import { type JobRow, moveJob, openJobs, setJobDetail, setJobProgress } from '../../db/jobs.ts';
import type { Context } from '../core/context.ts';
import { areas } from '../core/incidents.ts';
import type { JobObservation } from '../executors/executor.ts';
import { openFitSummaries, summariseFit } from '../fits/summarise.ts';
import { resultWarnings } from '../fits/warnings.ts';
import { faultPoint } from '../shared/faultPoint.ts';
import { type JobOutcome, readOutcome, readProgress } from './results.ts';
import { earlierResult, ranOutOf } from './retry.ts';

/**
 * Queues a fit once more whose job ran out of something, or ended without a word.
 * @param hasEarlier there is a result to fall back on. @returns whether it did.
 */
function tryAgain(context: Context, id: number, last: JobOutcome, hasEarlier: boolean): boolean {
  const { db, options } = context;
  const scarce = ranOutOf(last);
  if (
    scarce !== null &&
    options.executor.mayDouble?.(getFit(db, id).model, scarce) === true &&
    requeueDoubled(db, id, scarce, { ...context.change(), why: `tried again with twice the ${scarce}` })
  ) {
    return true;
  }
  if (hasEarlier || last.state !== 'failed' || last.isSilent !== true) return false;
  return requeueCrashed(db, id, { ...context.change(), why: `tried again: ${last.message}` });
}

/**
 * Writes down what became of a job and its fit, in one transaction.
 * @param earlier counts instead of a second try that came to nothing.
 */
export function applyOutcome(
  context: Context,
  job: JobRow,
  last: JobOutcome,
  earlier: JobOutcome | null = null,
): void {
  const { db } = context;
  const id = job.fitId;
  db.transaction(() => {
    const change = context.change();
    if (!moveJob(db, job.id, 'ended', { ...change, why: last.state })) return;
    // A job that was quicker than our looks went through these states all the same.
    markFitSubmitted(db, id, change);
    markFitRunning(db, id, change);
    if (tryAgain(context, id, last, earlier !== null)) return;
    const outcome = earlier ?? last;
    switch (outcome.state) {
      case 'succeeded': {
        const { lnZ, lnZError, logLikelihoodMax, seconds } = outcome.result;
        const warnings = resultWarnings(outcome.result);
        const { resultPath } = outcome;
        const quality = outcome.result.quality ?? null;
        const found = { lnZ, lnZError, logLikelihoodMax, warnings, seconds, resultPath, quality };
        succeedFit(db, id, found, change);
        break;
      }
      case 'failed':
        failFit(db, id, outcome, change);
        break;
      case 'timed-out':
        timeOutFit(db, id, outcome.message, change);
        break;
      case 'cancelled':
        cancelFit(db, id, outcome.message, { ...change, why: outcome.message });
        break;
      case 'lost':
        loseFit(db, id, { ...change, why: outcome.message });
        if (!requeueFit(db, id, change)) {
          failFit(db, id, { reason: 'node', message: outcome.message }, change);
        }
    }
  })();
  const fit = getFit(db, id);
  const { object, model, state, message, lnZ } = fit;
  const fields = { fit: id, object, model, state, lnZ, folder: job.folder };
  if (state === 'succeeded') context.log.info(fields, `fit ${id} (${object}, ${model}) succeeded`);
  else context.log.warn(fields, `fit ${id} (${object}, ${model}) ${state}: ${message ?? 'tried again'}`);
  if (fit.finishedAt !== null) context.emit({ type: 'fit-ended', fit: summariseFit(context, fit) });
}

/** Follows the jobs of the executor. */
export class JobPoller {
  readonly #context: Context;
  /** Names of jobs that are being ended for a cancelled fit. */
  readonly #cancelling = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * One look at all open jobs: follows what runs, takes in what ended.
   * @returns the jobs that the executor says it never was given.
   * @throws Error when the executor is in trouble; nothing changes then.
   */
  async poll(): Promise<JobRow[]> {
    const context = this.#context;
    const jobs = openJobs(context.db);
    if (jobs.length === 0) return [];
    const observations = await context.options.executor.poll(jobs);
    const byName = new Map(observations.map((seen) => [seen.name, seen]));
    const unknown: JobRow[] = [];
    for (const job of jobs) {
      const seen = byName.get(job.name);
      if (!seen) continue;
      // A folder that cannot be read says nothing about its fit, and must not keep the other jobs waiting.
      try {
        if (await this.#lookAt(job, seen)) unknown.push(job);
        else context.incidents.clear(areas.job(job.name));
      } catch (error) {
        context.incidents.note(areas.job(job.name), error);
      }
    }
    context.emit({ type: 'progress', open: openFitSummaries(context, openFits(context.db)) });
    return unknown;
  }

  /** Ends the job of a cancelled fit, without keeping the others waiting. */
  #cancel(job: JobRow): void {
    if (this.#cancelling.has(job.name)) return;
    this.#cancelling.add(job.name);
    const { db, options, incidents, change } = this.#context;
    const area = areas.cancelling(job.name);
    options.executor
      .cancel(job)
      .then(() => {
        moveJob(db, job.id, 'ended', change('app', 'cancelled'));
        incidents.clear(area);
      })
      // It is tried again at the next look.
      .catch((error: unknown) => incidents.note(area, error))
      .finally(() => this.#cancelling.delete(job.name));
  }

  /** What to do about one job. @returns true when the executor was never given it. */
  async #lookAt(job: JobRow, seen: JobObservation): Promise<boolean> {
    const context = this.#context;
    const { db, options, contract } = context;
    if (getFit(db, job.fitId).state === 'cancelled') {
      this.#cancel(job);
      return false;
    }
    if (seen.state === 'waiting' || seen.state === 'running') setJobDetail(db, job.id, seen.detail);
    switch (seen.state) {
      case 'never-submitted':
        if (job.state !== 'running') return true;
        applyOutcome(context, job, { state: 'lost', message: 'The job has vanished from its executor.' });
        return false;
      case 'running': {
        if (job.state !== 'running') {
          db.transaction(() => {
            moveJob(db, job.id, 'running', context.change());
            markFitSubmitted(db, job.fitId, context.change());
            markFitRunning(db, job.fitId, context.change());
          })();
        }
        const progress = await readProgress(job.folder, contract);
        if (progress) setJobProgress(db, job.id, JSON.stringify(progress));
        return false;
      }
      case 'gone': {
        await options.executor.collect(job);
        const ended = options.executor.explain?.(job, seen) ?? seen;
        const outcome = await readOutcome(job.folder, ended, contract);
        const earlier = await earlierResult(context, getFit(db, job.fitId), outcome);
        faultPoint('outcome read');
        applyOutcome(context, job, outcome, earlier);
        faultPoint('outcome written');
        return false;
      }
      default:
        if (seen.trouble !== undefined) throw new Error(seen.trouble);
        // It waits, or the executor cannot tell: that says nothing about the fit.
        return false;
    }
  }
}
