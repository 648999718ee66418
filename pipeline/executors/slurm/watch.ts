import { type Remote, RemoteError } from '../../remote/remote.ts';
import type { JobObservation } from '../executor.ts';
import { Backoff } from './backoff.ts';
import { accounting, type QueuedTask, queue } from './queries.ts';
import type { SlurmRecord } from './records.ts';
import { isOpenState, observation } from './states.ts';
import { tuning } from './tuning.ts';

/** How often Slurm is asked, ms. */
export interface WatchTimes {
  /** After something changed. */
  shortestMs: number;
  /** When nothing has changed for long. */
  longestMs: number;
  /** So long accounting may lag behind, and a batch whose answer was lost may still appear. */
  lateMs: number;
}

interface Handed {
  name: string;
  record: SlurmRecord;
}

function taskKey(task: Pick<QueuedTask, 'batch' | 'index'>): string {
  return `${task.batch} ${task.index}`;
}

/** What Slurm says of our jobs, asked in one go for all of them, and at intervals that grow while nothing happens. */
export class Watch {
  readonly #remote: Remote;
  readonly #times: WatchTimes;
  readonly #clock: () => Date;
  readonly #failing: Backoff;
  /** Why Slurm did not answer when it was asked last; null: it did. */
  #failure: unknown = null;
  #nextMs = 0;
  #intervalMs: number;
  #said = '';
  #observations = new Map<string, { batch: string; seen: JobObservation }>();
  /** Array ids by the name of their batch. */
  readonly #arrays = new Map<string, number>();
  /** Tasks that a Slurm that answered did not know, and since when. */
  readonly #missing = new Map<string, number>();

  constructor(remote: Remote, times: Partial<WatchTimes>, clock: () => Date) {
    this.#remote = remote;
    this.#times = { ...tuning.watch, ...times };
    this.#intervalMs = this.#times.shortestMs;
    this.#failing = new Backoff(
      this.#times.shortestMs,
      Math.min(tuning.longestFailingMs, this.#times.longestMs),
    );
    this.#clock = clock;
  }

  /** How long files of a shared folder may take to appear on the login node, ms. */
  get graceMs(): number {
    return this.#times.lateMs / 4;
  }

  /**
   * Whether Slurm has answered for so long without knowing a task that it will not appear any more. Time in which it
   * did not answer does not count: a controller that hangs may take a batch when it goes on.
   */
  isForgotten(record: SlurmRecord): boolean {
    return this.#missedMs(taskKey(record)) >= this.#times.lateMs;
  }

  /** What was seen of a job last; undefined: nothing. */
  seen(name: string): (JobObservation & { isCompleted: boolean }) | undefined {
    const seen = this.#observations.get(name)?.seen;
    return seen && { ...seen, isCompleted: seen.detail?.startsWith('Slurm says COMPLETED') ?? false };
  }

  #missedMs(key: string): number {
    const since = this.#missing.get(key);
    return since === undefined ? 0 : this.#clock().getTime() - since;
  }

  /** Something was done: the next look is not put off. */
  lookSoon(): void {
    this.#intervalMs = this.#times.shortestMs;
    this.#nextMs = 0;
  }

  /**
   * What became of jobs that were handed over.
   * @returns by their names; `isFresh`: Slurm was asked just now.
   * @throws RemoteError while it does not answer: nothing is known then.
   */
  async look(
    jobs: readonly Handed[],
  ): Promise<{ observations: Map<string, JobObservation>; isFresh: boolean }> {
    const isWell = this.#failure === null;
    const isNew = jobs.some(({ name, record }) => this.#observations.get(name)?.batch !== record.batch);
    const isDue = isWell ? isNew || Date.now() >= this.#nextMs : this.#failing.isDue();
    if (jobs.length === 0) this.#failure = null;
    else if (isDue) await this.#ask(jobs);
    else if (!isWell) throw this.#failure;
    const observations = new Map([...this.#observations].map(([name, { seen }]) => [name, seen]));
    return { observations, isFresh: jobs.length > 0 && isDue };
  }

  async #ask(jobs: readonly Handed[]): Promise<void> {
    const tasks = new Map<string, QueuedTask>();
    let silent: string | null;
    try {
      silent = await this.#tasks(jobs, tasks);
      this.#failure = null;
      this.#failing.worked();
    } catch (error) {
      // A scheduler in trouble is not asked every second, and what it said before is not told as if it were now.
      this.#failure = error;
      this.#failing.failed();
      throw error;
    }
    const mine = new Set(jobs.map(({ record }) => taskKey(record)));
    for (const key of this.#missing.keys()) if (!mine.has(key)) this.#missing.delete(key);
    this.#observations = new Map(
      jobs.map((job) => [job.name, { batch: job.record.batch, seen: this.#observe(job, tasks, silent) }]),
    );
    const said = JSON.stringify(
      [...this.#observations.values()].map(({ seen }) => [seen.name, seen.state, seen.detail]),
    );
    this.#putOff(said !== this.#said);
    this.#said = said;
  }

  #putOff(hasChanged: boolean): void {
    const { shortestMs } = this.#times;
    const isRunning = [...this.#observations.values()].some(({ seen }) => seen.state === 'running');
    const longestMs = isRunning
      ? Math.min(tuning.longestRunningMs, this.#times.longestMs)
      : this.#times.longestMs;
    this.#intervalMs = hasChanged ? shortestMs : Math.min(longestMs, this.#intervalMs * tuning.watchGrowth);
    this.#nextMs = Date.now() + this.#intervalMs;
  }

  /**
   * The scheduler's word for each task; the accounting's for those that it has forgotten.
   * @returns why the accounting did not answer: that keeps nobody from what the scheduler says. null: it did.
   * @throws RemoteError when the scheduler does not answer.
   */
  async #tasks(jobs: readonly Handed[], tasks: Map<string, QueuedTask>): Promise<string | null> {
    for (const task of await queue(this.#remote)) this.#note(tasks, task);
    const forgotten = jobs.filter(({ record }) => !tasks.has(taskKey(record)));
    for (const { record } of forgotten) {
      const key = taskKey(record);
      if (!this.#missing.has(key)) this.#missing.set(key, this.#clock().getTime());
    }
    for (const key of tasks.keys()) this.#missing.delete(key);
    if (forgotten.length === 0) return null;
    try {
      await this.#account(forgotten, tasks);
      return null;
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      // Only while both answer is a task missed that neither knows.
      for (const { record } of forgotten) this.#missing.delete(taskKey(record));
      return error.message;
    }
  }

  async #account(forgotten: readonly Handed[], tasks: Map<string, QueuedTask>): Promise<void> {
    const unnamed = forgotten.filter(({ record }) => this.arrayId(record) === null);
    const ids = new Set(forgotten.flatMap(({ record }) => this.arrayId(record) ?? []));
    const names = new Set(unnamed.map(({ record }) => record.batch));
    for (const of of [
      ...(ids.size > 0 ? [{ ids: [...ids] }] : []),
      ...(names.size > 0 ? [{ names: [...names] }] : []),
    ]) {
      for (const task of (await accounting(this.#remote, of)) ?? []) {
        if (!tasks.has(taskKey(task))) this.#note(tasks, task);
      }
    }
  }

  #note(tasks: Map<string, QueuedTask>, task: QueuedTask): void {
    tasks.set(taskKey(task), task);
    this.#arrays.set(task.batch, task.arrayId);
  }

  /** The id of a task's array; null while nobody has heard it. */
  arrayId(record: SlurmRecord): number | null {
    return record.arrayId ?? this.#arrays.get(record.batch) ?? null;
  }

  #observe({ name, record }: Handed, tasks: Map<string, QueuedTask>, silent: string | null): JobObservation {
    const key = taskKey(record);
    const task = tasks.get(key);
    const { lateMs } = this.#times;
    if (task) {
      // An accounting that was never told of the end says "RUNNING" for ever.
      const isLeftOver = isOpenState(task.state) && this.#missedMs(key) >= lateMs;
      if (!isLeftOver) return observation(name, task);
      const detail = `Slurm’s accounting says ${task.state}, its scheduler does not know it`;
      return { name, state: 'gone', detail, cause: 'node' };
    }
    if (silent !== null) return { name, state: 'unknown', detail: null, cause: null, trouble: silent };
    if (this.arrayId(record) === null) {
      // Without an id nobody ever heard that Slurm took it, and it does not know the name.
      if (this.isForgotten(record)) return { name, state: 'never-submitted', detail: null, cause: null };
      return { name, state: 'unknown', detail: 'Slurm does not know it yet', cause: null };
    }
    const isYoung = this.#clock().getTime() - Date.parse(record.at) < lateMs;
    if (isYoung || this.#missedMs(key) < lateMs * tuning.vanishedShare) {
      return { name, state: 'unknown', detail: 'Slurm does not know it now', cause: null };
    }
    return { name, state: 'gone', detail: 'Slurm no longer knows it', cause: null };
  }
}
