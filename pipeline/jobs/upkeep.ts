import { openJobs } from '../../db/jobs.ts';
import { addJobUsage, type JobUsage, type UnaccountedJob, unaccountedJobs } from '../../db/jobUsage.ts';
import type { Context } from '../core/context.ts';
import type { PipelineOptions } from '../core/options.ts';
import { dayMs } from '../shared/time.ts';

/** What of the context is needed here. */
export type UpkeepContext = Pick<Context, 'db' | 'now'> & { options: Pick<PipelineOptions, 'executor'> };

const minuteMs = 60_000;
/** Accounting hears of a job's end a little later. */
const settlesAfterMs = 30_000;
/** A job that accounting does not know so long after its end will not become known. */
const unknownAfterMs = 60 * minuteMs;
/** Older jobs are of a time when nobody asked. */
const lookBackMs = 14 * dayMs;
/** Asked for in one command. */
const mostAtOnce = 1000;

/** What this app itself saw of a job, where there is no accounting. */
function withOwnTimes(job: UnaccountedJob, usage: JobUsage): JobUsage {
  const { seconds } = job;
  if (seconds === null || usage.usedSeconds !== null) return usage;
  const between = (Date.parse(job.endedAt) - Date.parse(job.createdAt)) / 1000;
  return { ...usage, usedSeconds: seconds, waitedSeconds: Math.max(0, between - seconds) };
}

const nothingKnown: JobUsage = {
  requestedSeconds: null,
  requestedCpus: null,
  requestedMemoryMB: null,
  waitedSeconds: null,
  usedSeconds: null,
  usedCpuSeconds: null,
  usedMemoryMB: null,
};

/**
 * Writes down what the jobs of finished runs asked for and used, for executors that know.
 * @throws Error when the executor is in trouble: it is asked again later.
 */
export async function noteUsage(context: UpkeepContext): Promise<void> {
  const { db, options } = context;
  const { executor } = options;
  if (!executor.usage) return;
  const nowMs = Date.parse(context.now());
  const ago = (ms: number) => new Date(nowMs - ms).toISOString();
  const within = { executor: executor.name, from: ago(lookBackMs), to: ago(settlesAfterMs) };
  const jobs = unaccountedJobs(db, within, mostAtOnce);
  if (jobs.length === 0) return;
  const known = await executor.usage(jobs);
  db.transaction(() => {
    for (const job of jobs) {
      const usage = known.get(job.name);
      const isHopeless = nowMs - Date.parse(job.endedAt) > unknownAfterMs;
      if (usage === undefined && !isHopeless) continue;
      addJobUsage(db, job.id, withOwnTimes(job, usage ?? nothingKnown), context.now());
    }
  })();
}

/** What is done now and then, beside the jobs: their use is written down, and what was kept too long removed. */
export class Upkeep {
  readonly #context: UpkeepContext;
  #cleanedMs = Number.NEGATIVE_INFINITY;

  constructor(context: UpkeepContext) {
    this.#context = context;
  }

  /** One turn. @throws Error when the executor is in trouble. */
  async turn(): Promise<void> {
    await noteUsage(this.#context);
    const { db, options, now } = this.#context;
    const nowMs = Date.parse(now());
    if (!options.executor.clean || nowMs - this.#cleanedMs < dayMs) return;
    await options.executor.clean(openJobs(db));
    this.#cleanedMs = nowMs;
  }
}
