import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { JobUsage } from '../../../db/jobUsage.ts';
import { type Remote, RemoteTrouble } from '../../remote/remote.ts';
import type { Executor, JobHandle, JobObservation, JobSpec, Scarce } from '../executor.ts';
import { makeBatches } from './batches.ts';
import { cleanFolders } from './clean.ts';
import { configuredResources, fitterPlace, resourcesOf, type SlurmOptions } from './options.ts';
import { fetchProgress } from './progress.ts';
import { SlurmRefusal, sbatch, scancel } from './queries.ts';
import { readRecord, removeRecord, type SlurmRecord, writeRecord } from './records.ts';
import { minutesOf, sbatchCommand, taskScript } from './script.ts';
import { givenUp, isHeldAfterLaunch } from './states.ts';
import { usageOf } from './usage.ts';
import { Watch, type WatchTimes } from './watch.ts';

/** What the executor is made of. */
export interface SlurmParts {
  remote: Remote;
  options: SlurmOptions;
  /** The folder of all jobs' folders on this machine: what stands below it has the same name on the cluster. */
  jobsFolder: string;
  /** Sets this app's folder apart from that of another on the same cluster. */
  instance: string;
  times?: Partial<WatchTimes>;
  clock?: () => Date;
}

const nothingSeen: JobObservation = { name: '', state: 'unknown', detail: null, cause: null };
/** Batches may be this large; Slurm's own limit (MaxArraySize) is 1,001 unless an administrator changed it. */
const mostTasks = 1000;
/** A scheduler that refuses (limits of submission, …) is not asked again at once, ms. */
const pauseAfterRefusalMs = 30_000;

/** Jobs as tasks of Slurm arrays, on this machine or over ssh. */
export class SlurmExecutor implements Executor {
  readonly name = 'slurm';
  readonly #parts: SlurmParts;
  readonly #watch: Watch;
  readonly #root: string;
  /** Files on their way here, by the job's name. */
  readonly #fetching = new Map<string, Promise<unknown>>();
  #pausedUntilMs = 0;
  #refusal = '';

  constructor(parts: SlurmParts) {
    this.#parts = parts;
    this.#root = `${parts.options.workFolder}/${parts.instance}`;
    this.#watch = new Watch(parts.remote, parts.times ?? {}, parts.clock ?? (() => new Date()));
  }

  /** Where a job's folder is on the cluster. */
  #remoteFolder(folder: string): string {
    return `${this.#root}/jobs/${relative(this.#parts.jobsFolder, folder)}`;
  }

  /** @see Executor.submit. A job that was handed over before is looked for by its batch's name. */
  async submit(jobs: JobSpec[]): Promise<Map<string, string | null>> {
    const records = new Map(jobs.map((job) => [job.name, readRecord(job.folder)]));
    const before = jobs.filter((job) => records.get(job.name) !== null);
    const known = await this.#watch.knownBatches(before.map((job) => records.get(job.name)?.batch ?? ''));
    const isKnown = (job: JobSpec) => known.has(records.get(job.name)?.batch ?? '');
    // Of a batch whose answer was lost Slurm may yet tell: to submit it again now could run it twice.
    const isUnclear = (job: JobSpec) => {
      const record = records.get(job.name) ?? null;
      return record !== null && !isKnown(job) && !this.#watch.isOverdue(record);
    };
    const unclear = jobs.filter(isUnclear);
    const fresh = jobs.filter((job) => !isKnown(job) && !isUnclear(job));
    if (fresh.length > 0 && Date.now() < this.#pausedUntilMs) throw new RemoteTrouble(this.#refusal);
    const groups = makeBatches(fresh, mostTasks, (job) =>
      JSON.stringify([resourcesOf(this.#parts.options, job), job.timeLimitSeconds]),
    );
    for (const group of groups) await this.#submitBatch(group);
    this.#watch.lookSoon();
    if (unclear.length > 0) {
      throw new RemoteTrouble(
        `Slurm’s answer to ${unclear.length} submitted jobs was lost: waiting whether it has taken them.`,
      );
    }
    return new Map(jobs.map((job) => [job.name, JSON.stringify(readRecord(job.folder))]));
  }

  async #submitBatch(jobs: readonly JobSpec[]): Promise<void> {
    const { remote, options, jobsFolder, clock } = this.#parts;
    const [first] = jobs;
    if (!first) return;
    const name = `nmma-${this.#parts.instance}-${randomBytes(5).toString('hex')}`;
    const folder = `${this.#root}/batches/${name}`;
    const at = (clock?.() ?? new Date()).toISOString();
    const names = jobs.map((job) => relative(jobsFolder, job.folder));
    await remote.upload(jobsFolder, names, `${this.#root}/jobs`);
    const made = await remote.run(['mkdir', '-p', folder]);
    if (made.exitCode !== 0) {
      throw new RemoteTrouble(`${folder} on ${remote.description} cannot be made: ${made.stderr.trim()}`);
    }
    const folders = jobs.map((job) => this.#remoteFolder(job.folder));
    await remote.writeFile(`${folder}/tasks`, `${folders.join('\n')}\n`);
    await remote.writeFile(`${folder}/run.sh`, taskScript);
    const resources = resourcesOf(options, first);
    const { timeLimitSeconds } = first;
    const { cpus, memoryMB } = resources;
    const asked = { seconds: 60 * minutesOf({ resources, timeLimitSeconds }), cpus, memoryMB };
    const record = (index: number, arrayId: number | null): SlurmRecord => ({
      batch: name,
      index,
      arrayId,
      at,
      asked,
      isGivenUp: false,
    });
    // Before Slurm hears of it: whatever happens to its answer, the batch is found by its name.
    jobs.forEach((job, index) => {
      writeRecord(job.folder, record(index, null));
    });
    const command = sbatchCommand({
      name,
      folder,
      tasks: jobs.length,
      tasksAtOnce: options.tasksAtOnce,
      timeLimitSeconds,
      resources,
      place: fitterPlace(options),
    });
    const arrayId = await sbatch(remote, command).catch((error: unknown) => {
      if (!(error instanceof SlurmRefusal)) throw error;
      for (const job of jobs) removeRecord(job.folder);
      this.#pausedUntilMs = Date.now() + pauseAfterRefusalMs;
      this.#refusal = error.message;
      throw error;
    });
    jobs.forEach((job, index) => {
      writeRecord(job.folder, record(index, arrayId));
    });
  }

  /** @see Executor.poll. Slurm is asked at growing intervals; in between, what it said last holds. */
  async poll(jobs: JobHandle[]): Promise<JobObservation[]> {
    const asked = jobs.map((job) => ({ name: job.name, record: readRecord(job.folder) }));
    const handed = asked.flatMap(({ name, record }) => (record ? [{ name, record }] : []));
    const { observations, isFresh } = await this.#watch.look(handed);
    for (const { name, record } of handed) {
      const seen = observations.get(name);
      if (record.isGivenUp && seen) observations.set(name, givenUp(seen));
    }
    if (isFresh) {
      await this.#endHeld(
        jobs.filter(({ name }) => isHeldAfterLaunch(observations.get(name) ?? nothingSeen)),
      );
      const running = jobs.filter((job) => observations.get(job.name)?.state === 'running');
      await fetchProgress(
        this.#parts.remote,
        running.map((job) => ({ remote: this.#remoteFolder(job.folder), local: job.folder })),
      );
    }
    // Many at once, long before each is asked for.
    for (const job of jobs) if (observations.get(job.name)?.state === 'gone') this.#fetch(job);
    return asked.map(
      ({ name, record }): JobObservation =>
        record === null
          ? { name, state: 'never-submitted', detail: null, cause: null }
          : (observations.get(name) ?? { name, state: 'unknown', detail: null, cause: null }),
    );
  }

  /** Ends tasks that Slurm would hold for ever. It is noted first, so that nobody takes them for cancelled by a person. */
  async #endHeld(jobs: readonly JobHandle[]): Promise<void> {
    const tasks = jobs.flatMap(({ folder }) => {
      const record = readRecord(folder);
      if (!record?.arrayId) return [];
      if (!record.isGivenUp) writeRecord(folder, { ...record, isGivenUp: true });
      return [`${record.arrayId}_${record.index}`];
    });
    if (tasks.length === 0) return;
    await scancel(this.#parts.remote, tasks);
    this.#watch.lookSoon();
  }

  #fetch(job: JobHandle): Promise<unknown> {
    const under = this.#fetching.get(job.name);
    if (under) return under;
    const fetched = this.#download(job);
    this.#fetching.set(job.name, fetched);
    // Whoever collects the job hears of it.
    fetched.catch(() => {});
    return fetched;
  }

  /** Brings a job's files; without a result also what Slurm itself wrote of it, at the end of its log. */
  async #download(job: JobHandle): Promise<void> {
    const { remote } = this.#parts;
    const names = await remote.download(this.#remoteFolder(job.folder), job.folder);
    const record = readRecord(job.folder);
    if (names === null || names.includes('result.json') || record === null) return;
    const words = await remote.readFile(`${this.#root}/batches/${record.batch}/slurm-${record.index}.log`);
    if (words) appendFileSync(join(job.folder, 'log.txt'), words);
  }

  /** @see Executor.collect */
  async collect(job: JobHandle): Promise<void> {
    const fetched = this.#fetch(job);
    await fetched.finally(() => this.#fetching.delete(job.name));
  }

  /** @see Executor.cancel */
  async cancel(job: JobHandle): Promise<void> {
    const record = readRecord(job.folder);
    if (!record) return;
    const arrayId = record.arrayId ?? (await this.#watch.arrayOf(record.batch));
    if (arrayId === null) return;
    await scancel(this.#parts.remote, [`${arrayId}_${record.index}`]);
    this.#watch.lookSoon();
  }

  /** @see Executor.mayDouble */
  mayDouble(model: string, of: Scarce): boolean {
    return configuredResources(this.#parts.options, model).doubleOnce?.includes(of) ?? false;
  }

  /** @see Executor.usage. Without accounting only what was asked for is known. @throws RemoteTrouble. */
  async usage(jobs: JobHandle[]): Promise<Map<string, JobUsage>> {
    return usageOf(
      this.#parts.remote,
      jobs.flatMap(({ name, folder }) => {
        const record = readRecord(folder);
        return record ? [{ name, record }] : [];
      }),
    );
  }

  /** @see Executor.clean. What ended longer ago than `keepDays`. @throws RemoteTrouble. */
  async clean(open: JobHandle[]): Promise<void> {
    const kept = open.flatMap((job) => {
      const batch = readRecord(job.folder)?.batch;
      return [
        this.#remoteFolder(job.folder),
        ...(batch === undefined ? [] : [`${this.#root}/batches/${batch}`]),
      ];
    });
    await cleanFolders(this.#parts.remote, this.#root, this.#parts.options.keepDays, kept);
  }
}
