import type { FitRow } from '../../db/fits.ts';
import { endedJobsOf } from '../../db/jobs.ts';
import type { Context } from '../core/context.ts';
import type { Scarce } from '../executors/executor.ts';
import { type JobOutcome, readOutcome } from './results.ts';

/** What a job ran out of, with a result that is not converged or with none; null: that is not how it ended. */
export function ranOutOf(outcome: JobOutcome): Scarce | null {
  if (outcome.state === 'timed-out') return 'time';
  if (outcome.state === 'succeeded') return outcome.result.isConverged === false ? 'time' : null;
  return outcome.state === 'failed' && outcome.reason === 'out-of-memory' ? 'memory' : null;
}

/**
 * What a fit that was tried again with double time falls back on when the second try comes to nothing: the result of
 * the first, not converged as it is.
 * @returns null when there is none, or none is needed.
 */
export async function earlierResult(
  context: Pick<Context, 'db' | 'contract'>,
  fit: FitRow,
  outcome: JobOutcome,
): Promise<JobOutcome | null> {
  // What was lost runs again.
  const cameToNothing = outcome.state === 'failed' || outcome.state === 'timed-out';
  if (fit.doubled !== 'time' || !cameToNothing) return null;
  for (const { folder } of endedJobsOf(context.db, fit.id)) {
    const earlier = await readOutcome(folder, { detail: null, cause: null }, context.contract);
    if (earlier.state === 'succeeded') return earlier;
  }
  return null;
}
