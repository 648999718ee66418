import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { failFit, getFit, markFitSubmitted, queuedFits } from '../../db/fits.ts';
import { installationName } from '../../db/installation.ts';
import { addJob, type JobRow, moveJob, openJobs, setJobFolder } from '../../db/jobs.ts';
import { getLightCurve } from '../../db/lightCurves.ts';
import type { Context } from '../core/context.ts';
import { areas } from '../core/incidents.ts';
import { type JobSpec, SubmitError } from '../executors/executor.ts';
import { JobRecord } from '../executors/jobRecord.ts';
import { ContractError } from '../fitter/jobFiles.ts';
import { jobFolder, jobName, prepareJobFolder } from '../fitter/jobFolder.ts';
import { faultPoint } from '../shared/faultPoint.ts';
import { jobPaths } from '../shared/jobPaths.ts';
import { LostFolders } from './lostTime.ts';
import { applyOutcome } from './poll.ts';
import { readOutcome } from './results.ts';

/**
 * The folder of a job that begins now. What stands at its usual place already is of a time that the database knows
 * nothing of, before a backup was restored, and must not be taken for ours.
 */
function freshFolder(stateDir: string, fitId: number, attempt: number): string {
  const folder = jobFolder(stateDir, fitId, attempt);
  return existsSync(folder) ? `${folder}-${randomBytes(4).toString('hex')}` : folder;
}

/** So much longer than its time limit a job may take, to write what it has, s. */
export const defaultFinishingSeconds = 60;

/** Fills the folder of a job. @returns what the executor is given; null when the fit ended here. */
function prepare(context: Context, job: JobRow): JobSpec | null {
  const { db, options, models } = context;
  const fit = getFit(db, job.fitId);
  const give = (reason: 'model-assets' | 'bad-data', message: string) => {
    db.transaction(() => {
      moveJob(db, job.id, 'ended', context.change());
      failFit(db, fit.id, { reason, message }, context.change());
    })();
    return null;
  };
  const model = models.find(fit.model);
  if (!model) return give('model-assets', `Model ${fit.model} is no longer in models.yml.`);
  const curve = getLightCurve(db, fit.lightCurveId);
  const usualLimit = options.timeLimitSeconds ?? model.timeLimitSeconds;
  const timeLimitSeconds = fit.doubled === 'time' ? 2 * usualLimit : usualLimit;
  try {
    const { fitterDir } = options;
    const { attempt } = job;
    const { contract } = context;
    prepareJobFolder(job.folder, { fit, attempt, curve, model, fitterDir, contract, timeLimitSeconds });
  } catch (error) {
    if (error instanceof ContractError) return give('bad-data', `${error.message}.`);
    throw error;
  }
  const { name, attempt, folder } = job;
  return {
    name,
    fitId: fit.id,
    attempt,
    folder,
    model: model.name,
    timeLimitSeconds: timeLimitSeconds + (options.finishingSeconds ?? defaultFinishingSeconds),
    cpus: model.cpus,
    memoryMB: model.memoryMB,
    doubled: fit.doubled,
    isUrgent: fit.requestedBy !== null,
  };
}

/** Hands jobs to the executor. */
export class JobSubmitter {
  readonly #context: Context;
  /** Jobs that are ready and wait for their executor: hundreds may, for hours, and are looked at every second. */
  readonly #ready = new Map<string, JobSpec>();
  readonly #lost: LostFolders;
  readonly #lookedUp = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
    this.#lost = new LostFolders(context);
  }

  /**
   * Hands queued fits to the executor. The job's row comes first, then its folder, then the executor: after a crash
   * between any two, the row is found and the executor asked whether it knows the name.
   * @param unknown jobs that the executor says it never was given.
   * @throws Error when the executor or the disk is in trouble; everything stays queued.
   */
  async submit(unknown: readonly JobRow[]): Promise<void> {
    this.#addJobs();
    faultPoint('job row added');
    const { db } = this.#context;
    const again = new Set(unknown.map((job) => job.id));
    const jobs = openJobs(db).filter((job) => job.state === 'created' || again.has(job.id));
    const given: { job: JobRow; spec: JobSpec }[] = [];
    for (const job of jobs) {
      const spec = getFit(db, job.fitId).state === 'cancelled' ? null : this.#prepared(job);
      const own = spec && (await this.#takeUp(job, spec));
      if (own) given.push({ job, spec: own });
    }
    // People first.
    given.sort((a, b) => Number(b.spec.isUrgent) - Number(a.spec.isUrgent) || a.job.id - b.job.id);
    if (given.length === 0) this.#ready.clear();
    else await this.#hand(given);
  }

  /**
   * Takes up the folder of a time that the database lost, when it was asked the same: its result, or its process that runs
   * here. @returns what is left to hand over; null: the job has ended.
   */
  async #takeUp(job: JobRow, spec: JobSpec): Promise<JobSpec | null> {
    if (job.state !== 'created' || this.#lookedUp.has(job.name)) return spec;
    this.#lookedUp.add(job.name);
    const folder = this.#lost.find(job);
    if (folder === null) return spec;
    const context = this.#context;
    const outcome = await readOutcome(folder, { detail: null, cause: null }, context.contract);
    const isDone = outcome.state === 'succeeded';
    const runs = context.options.executor.name === 'local' && new JobRecord(folder).isAlive();
    if (!isDone && !runs) return spec;
    setJobFolder(context.db, job.id, folder);
    context.log.info({ fit: job.fitId, folder }, 'a job of a time that the database lost is taken up');
    const own = { ...spec, folder };
    this.#ready.set(job.name, own);
    if (!isDone) return own;
    applyOutcome(context, { ...job, folder }, outcome);
    this.#ready.delete(job.name);
    return null;
  }

  /** A row for every queued fit. */
  #addJobs(): void {
    const { db, options, change } = this.#context;
    const installation = installationName(db);
    for (const fit of queuedFits(db)) {
      const folder = (attempt: number) => freshFolder(options.stateDir, fit.id, attempt);
      const name = (attempt: number) => jobName(installation, fit.id, attempt);
      addJob(db, { fitId: fit.id, executor: options.executor.name, name, folder }, change());
    }
  }

  async #hand(given: readonly { job: JobRow; spec: JobSpec }[]): Promise<void> {
    const { db, options, change } = this.#context;
    let trouble: SubmitError | null = null;
    const specs = given.map(({ spec }) => spec);
    const handles = await options.executor.submit(specs).catch((error: unknown) => {
      if (!(error instanceof SubmitError)) throw error;
      trouble = error;
      return error.handles;
    });
    faultPoint('handed over');
    db.transaction(() => {
      for (const { job } of given.filter(({ spec }) => handles.has(spec.name))) {
        moveJob(db, job.id, 'submitted', { ...change(), handle: handles.get(job.name) ?? null });
        markFitSubmitted(db, job.fitId, change());
        this.#ready.delete(job.name);
      }
    })();
    if (trouble !== null) throw trouble;
  }

  /** The same as `prepare`; trouble with one job's files is noted, and keeps no other waiting. */
  #prepared(job: JobRow): JobSpec | null {
    const { incidents } = this.#context;
    const before = this.#ready.get(job.name);
    if (before && existsSync(jobPaths(job.folder).request)) return before;
    try {
      const spec = prepare(this.#context, job);
      if (spec) this.#ready.set(job.name, spec);
      faultPoint('folder filled');
      incidents.clear(areas.job(job.name));
      return spec;
    } catch (error) {
      incidents.note(areas.job(job.name), error);
      return null;
    }
  }
}
