import { relative } from 'node:path';
import type { JobUsage } from '../../../db/jobUsage.ts';
import { type Remote, RemoteError } from '../../remote/remote.ts';
import { jobFileNames } from '../../shared/jobPaths.ts';
import { counted } from '../../shared/words.ts';
import {
  type Executor,
  type JobHandle,
  type JobObservation,
  type JobSpec,
  type Scarce,
  SubmitError,
} from '../executor.ts';
import { cleanFolders } from './clean.ts';
import { Collector, explained } from './collector.ts';
import { fetchProgress } from './fetchProgress.ts';
import { foldersWith } from './foldersWith.ts';
import { configuredResources, type SlurmOptions } from './options.ts';
import { scancel } from './queries.ts';
import { readRecord, type SlurmRecord, writeRecord } from './records.ts';
import { givenUp, isHeldAfterLaunch } from './states.ts';
import { Submitter, type SubmitterParts } from './submitter.ts';
import { tuning } from './tuning.ts';
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
  refusedPause?: NonNullable<SubmitterParts['refusedPause']> | undefined;
  clock?: () => Date;
}

const nothingSeen: JobObservation = { name: '', state: 'unknown', detail: null, cause: null };
/** Jobs as tasks of Slurm arrays, on this machine or over ssh. */
export class SlurmExecutor implements Executor {
  readonly name = 'slurm';
  readonly #parts: SlurmParts;
  readonly #watch: Watch;
  readonly #root: string;
  readonly #collector: Collector;
  readonly #submitter: Submitter;
  #resultsMs = 0;

  constructor(parts: SlurmParts) {
    this.#parts = parts;
    this.#root = `${parts.options.workFolder}/${parts.instance}`;
    const clock = parts.clock ?? (() => new Date());
    this.#watch = new Watch(parts.remote, parts.times ?? {}, clock);
    this.#submitter = new Submitter({ ...parts, root: this.#root, clock });
    this.#collector = new Collector({
      remote: parts.remote,
      root: this.#root,
      remoteFolder: (folder) => this.#remoteFolder(folder),
      seen: (name) => this.#watch.seen(name),
      graceMs: this.#watch.graceMs,
    });
  }

  /** Where a job's folder is on the cluster. */
  #remoteFolder(folder: string): string {
    return `${this.#root}/jobs/${relative(this.#parts.jobsFolder, folder)}`;
  }

  /**
   * @see Executor.submit. A job that was handed over before is known by its array's id; while nobody knows whether Slurm
   * took it, it is not handed over again: polls look for its batch by name.
   */
  async submit(jobs: JobSpec[]): Promise<Map<string, string | null>> {
    const records = new Map(jobs.map((job) => [job.name, readRecord(job.folder)]));
    const isTaken = (record: SlurmRecord) => this.#watch.arrayId(record) !== null;
    const isFresh = (job: JobSpec) => {
      const record = records.get(job.name) ?? null;
      return record === null || (!isTaken(record) && this.#watch.isForgotten(record));
    };
    const said = await this.#submitter.submit(jobs.filter(isFresh));
    this.#watch.lookSoon();
    const handles = new Map<string, string | null>();
    let unclear = 0;
    for (const job of jobs) {
      const record = readRecord(job.folder);
      if (record !== null && isTaken(record)) handles.set(job.name, JSON.stringify(record));
      else if (record !== null) unclear += 1;
    }
    if (unclear > 0) {
      const words = counted(unclear, 'submitted job');
      said.push(`Slurm’s answer to ${words} was lost: waiting whether it has taken what it was sent.`);
    }
    if (said.length > 0) throw new SubmitError(said.join(' '), handles);
    return handles;
  }

  /** @see Executor.poll. Slurm is asked at growing intervals; in between, what it said last holds. */
  async poll(jobs: JobHandle[]): Promise<JobObservation[]> {
    const asked = jobs.map((job) => ({ ...job, record: readRecord(job.folder) }));
    const handed = asked.flatMap(({ name, folder, record }) => (record ? [{ name, folder, record }] : []));
    const { observations, isFresh } = await this.#watch.look(handed);
    await this.#knowBegun(handed, observations);
    for (const { name, folder, record } of handed) {
      const seen = observations.get(name);
      if (record.isGivenUp && seen) observations.set(name, givenUp(seen));
      // A batch that was found by its name: a later process of the app knows it too.
      const arrayId = this.#watch.arrayId(record);
      if (record.arrayId === null && arrayId !== null) writeRecord(folder, { ...record, arrayId });
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
    } else await this.#seeResults(handed, observations);
    // Many at once, long before each is asked for.
    for (const job of jobs) if (observations.get(job.name)?.state === 'gone') this.#collector.fetch(job);
    return asked.map(
      ({ name, record }): JobObservation =>
        record === null
          ? { name, state: 'never-submitted', detail: null, cause: null }
          : (observations.get(name) ?? { name, state: 'unknown', detail: null, cause: null }),
    );
  }

  /** A result that is there counts, whatever Slurm said last: its word is asked for less often. */
  async #seeResults(
    handed: readonly { name: string; folder: string }[],
    observations: Map<string, JobObservation>,
  ): Promise<void> {
    const stateOf = (name: string) => observations.get(name)?.state;
    const isDue = Date.now() - this.#resultsMs >= tuning.resultsEveryMs;
    if (!isDue || !handed.some(({ name }) => stateOf(name) === 'running')) return;
    const open = handed.filter(({ name }) => stateOf(name) === 'running' || stateOf(name) === 'waiting');
    const folders = open.map(({ folder }) => this.#remoteFolder(folder));
    const ended = await foldersWith(this.#parts.remote, [jobFileNames.result], folders);
    this.#resultsMs = Date.now();
    for (const { name, folder } of open) {
      if (!ended.has(this.#remoteFolder(folder))) continue;
      observations.set(name, { name, state: 'gone', detail: 'its result is there', cause: null });
    }
  }

  /** A batch that Slurm knows no more was taken all the same where a task has left a log: its result counts. */
  async #knowBegun(
    handed: readonly { name: string; folder: string }[],
    observations: Map<string, JobObservation>,
  ): Promise<void> {
    const doubtful = handed.filter(({ name }) => observations.get(name)?.state === 'never-submitted');
    const folders = doubtful.map(({ folder }) => this.#remoteFolder(folder));
    const begun = await foldersWith(this.#parts.remote, [jobFileNames.log, jobFileNames.result], folders);
    for (const { name, folder } of doubtful) {
      if (!begun.has(this.#remoteFolder(folder))) continue;
      observations.set(name, { name, state: 'gone', detail: 'Slurm no longer knows it', cause: null });
    }
  }

  /** Ends tasks that Slurm would hold for ever. It is noted first, so that nobody takes them for cancelled by a person. */
  async #endHeld(jobs: readonly JobHandle[]): Promise<void> {
    const tasks = jobs.flatMap(({ folder }) => {
      const record = readRecord(folder);
      if (record?.arrayId == null) return [];
      if (!record.isGivenUp) writeRecord(folder, { ...record, isGivenUp: true });
      return [`${record.arrayId}_${record.index}`];
    });
    if (tasks.length === 0) return;
    await scancel(this.#parts.remote, tasks);
    this.#watch.lookSoon();
  }

  /** @see Executor.collect */
  async collect(job: JobHandle): Promise<void> {
    await this.#collector.collect(job);
  }

  /** @see Executor.explain */
  explain(job: JobHandle, seen: JobObservation): JobObservation {
    return explained(job.folder, seen);
  }

  /** @see Executor.cancel. @throws RemoteError while nobody knows whether Slurm has taken it. */
  async cancel(job: JobHandle): Promise<void> {
    const record = readRecord(job.folder);
    if (!record) return;
    const arrayId = this.#watch.arrayId(record);
    if (arrayId === null) {
      if (this.#watch.isForgotten(record)) return;
      throw new RemoteError(`${job.name} is cancelled as soon as Slurm tells whether it has taken it.`);
    }
    await scancel(this.#parts.remote, [`${arrayId}_${record.index}`]);
    this.#watch.lookSoon();
  }

  /** @see Executor.mayDouble */
  mayDouble(model: string, of: Scarce): boolean {
    return configuredResources(this.#parts.options, model).doubleOnce?.includes(of) ?? false;
  }

  /** @see Executor.usage. Without accounting only what was asked for is known. @throws RemoteError. */
  async usage(jobs: JobHandle[]): Promise<Map<string, JobUsage>> {
    return usageOf(
      this.#parts.remote,
      jobs.flatMap(({ name, folder }) => {
        const record = readRecord(folder);
        return record ? [{ name, record }] : [];
      }),
    );
  }

  /** @see Executor.clean. What ended longer ago than `keepDays`. @throws RemoteError. */
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
