import type { Remote } from '../../remote/remote.ts';
import type { JobObservation } from '../executor.ts';
import { accounting, type QueuedTask, queue } from './queries.ts';
import type { SlurmRecord } from './records.ts';
import { observation } from './states.ts';

/** How often Slurm is asked, ms. */
export interface WatchTimes {
  /** After something changed. */
  shortestMs: number;
  /** When nothing has changed for long. */
  longestMs: number;
  /** So long accounting may lag behind, and a batch whose answer was lost may still appear. */
  lateMs: number;
}

const usualTimes: WatchTimes = { shortestMs: 5000, longestMs: 180_000, lateMs: 120_000 };
const growth = 1.5;
/** While something runs its end is not waited for longer than this, ms. */
const longestRunningMs = 15_000;

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
  #nextMs = 0;
  #intervalMs: number;
  #said = '';
  #observations = new Map<string, JobObservation>();
  /** Array ids by the name of their batch. */
  readonly #arrays = new Map<string, number>();

  constructor(remote: Remote, times: Partial<WatchTimes>, clock: () => Date) {
    this.#remote = remote;
    this.#times = { ...usualTimes, ...times };
    this.#intervalMs = this.#times.shortestMs;
    this.#clock = clock;
  }

  /** Whether a batch was handed over so long ago that Slurm would know it. */
  isOverdue(record: SlurmRecord): boolean {
    return this.#clock().getTime() - Date.parse(record.at) >= this.#times.lateMs;
  }

  /** Something was done: the next look is not put off. */
  lookSoon(): void {
    this.#intervalMs = this.#times.shortestMs;
    this.#nextMs = 0;
  }

  /**
   * What became of jobs that were handed over.
   * @returns by their names; `isFresh`: Slurm was asked just now.
   * @throws RemoteTrouble when it was due to be asked and did not answer: nothing is known then.
   */
  async look(
    jobs: readonly Handed[],
  ): Promise<{ observations: Map<string, JobObservation>; isFresh: boolean }> {
    const isNew = jobs.some((job) => !this.#observations.has(job.name));
    if (jobs.length === 0 || (Date.now() < this.#nextMs && !isNew)) {
      return { observations: this.#observations, isFresh: false };
    }
    // Also when it fails: a scheduler in trouble is not asked every second.
    this.#putOff(false);
    const tasks = await this.#tasks(jobs);
    this.#observations = new Map(jobs.map((job) => [job.name, this.#observe(job, tasks)]));
    const said = JSON.stringify(
      [...this.#observations.values()].map((one) => [one.name, one.state, one.detail]),
    );
    this.#putOff(said !== this.#said);
    this.#said = said;
    return { observations: this.#observations, isFresh: true };
  }

  #putOff(hasChanged: boolean): void {
    const { shortestMs } = this.#times;
    const isRunning = [...this.#observations.values()].some((one) => one.state === 'running');
    const longestMs = isRunning ? Math.min(longestRunningMs, this.#times.longestMs) : this.#times.longestMs;
    this.#intervalMs = hasChanged ? shortestMs : Math.min(longestMs, this.#intervalMs * growth);
    this.#nextMs = Date.now() + this.#intervalMs;
  }

  /** The scheduler's word for each task; the accounting's for those that it has forgotten. */
  async #tasks(jobs: readonly Handed[]): Promise<Map<string, QueuedTask>> {
    const tasks = new Map<string, QueuedTask>();
    for (const task of await queue(this.#remote)) this.#note(tasks, task);
    const forgotten = jobs.filter(({ record }) => !tasks.has(taskKey(record)));
    if (forgotten.length === 0) return tasks;
    const unnamed = forgotten.filter(({ record }) => this.#arrayId(record) === null);
    const ids = new Set(forgotten.flatMap(({ record }) => this.#arrayId(record) ?? []));
    const names = new Set(unnamed.map(({ record }) => record.batch));
    for (const of of [
      ...(ids.size > 0 ? [{ ids: [...ids] }] : []),
      ...(names.size > 0 ? [{ names: [...names] }] : []),
    ]) {
      for (const task of (await accounting(this.#remote, of)) ?? []) {
        if (!tasks.has(taskKey(task))) this.#note(tasks, task);
      }
    }
    return tasks;
  }

  #note(tasks: Map<string, QueuedTask>, task: QueuedTask): void {
    tasks.set(taskKey(task), task);
    this.#arrays.set(task.batch, task.arrayId);
  }

  #arrayId(record: SlurmRecord): number | null {
    return record.arrayId ?? this.#arrays.get(record.batch) ?? null;
  }

  #observe({ name, record }: Handed, tasks: Map<string, QueuedTask>): JobObservation {
    const task = tasks.get(taskKey(record));
    if (task) return observation(name, task);
    if (!this.isOverdue(record)) {
      return { name, state: 'unknown', detail: 'Slurm does not know it yet', cause: null };
    }
    // Without an id nobody ever heard that Slurm took it, and it does not know the name.
    if (this.#arrayId(record) === null) return { name, state: 'never-submitted', detail: null, cause: null };
    return { name, state: 'gone', detail: 'Slurm no longer knows it', cause: null };
  }

  /**
   * Which batches Slurm has taken, of some whose answer may have been lost.
   * @throws RemoteTrouble when it does not answer: then nothing may be submitted.
   */
  async knownBatches(names: readonly string[]): Promise<Set<string>> {
    const wanted = [...new Set(names.filter(Boolean))];
    if (wanted.length === 0) return new Set();
    const known = new Set<string>();
    const note = (task: QueuedTask) => {
      known.add(task.batch);
      this.#arrays.set(task.batch, task.arrayId);
    };
    for (const task of await queue(this.#remote)) note(task);
    const rest = wanted.filter((name) => !known.has(name));
    if (rest.length > 0)
      for (const task of (await accounting(this.#remote, { names: rest })) ?? []) note(task);
    return known;
  }

  /** The id of a batch's array; null when Slurm does not know it. @throws RemoteTrouble. */
  async arrayOf(batch: string): Promise<number | null> {
    if (!this.#arrays.has(batch)) await this.knownBatches([batch]);
    return this.#arrays.get(batch) ?? null;
  }
}
