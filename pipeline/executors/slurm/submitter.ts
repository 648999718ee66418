import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';
import { type Remote, RemoteError } from '../../remote/remote.ts';
import { counted } from '../../shared/words.ts';
import type { JobSpec } from '../executor.ts';
import { Backoff } from './backoff.ts';
import { makeBatches } from './batches.ts';
import { fitterPlace, resourcesOf, type SlurmOptions } from './options.ts';
import { removeRecord, type SlurmRecord, writeRecord } from './records.ts';
import { largestArray, SlurmRefusal, sbatch } from './sbatch.ts';
import { minutesOf, sbatchCommand, taskScript } from './script.ts';
import { tuning } from './tuning.ts';

/** What handing over needs. */
export interface SubmitterParts {
  remote: Remote;
  options: SlurmOptions;
  jobsFolder: string;
  instance: string;
  /** The app's folder on the cluster. */
  root: string;
  clock: () => Date;
  /** What Slurm refuses is offered again after `firstMs`, then at growing intervals up to `mostMs`. */
  refusedPause?: { firstMs: number; mostMs: number } | undefined;
}

/** Fits that ask for the same. */
interface ResourceClass {
  backoff: Backoff;
  /** How many at once are offered. */
  most: number;
  /** Why they wait here. */
  words: string;
}

/** Which fits an array is of, so that `squeue` shows it: "f12-a1", or "f12-f40" for several. */
function fitsInName(jobs: readonly JobSpec[]): string {
  const [first, last] = [jobs[0], jobs.at(-1)];
  if (first === undefined || last === undefined || first === last)
    return `f${first?.fitId}-a${first?.attempt}`;
  return `f${first.fitId}-f${last.fitId}`;
}

/** Hands jobs over as arrays. What Slurm refuses of one class keeps no other waiting. */
export class Submitter {
  readonly #parts: SubmitterParts;
  readonly #classes = new Map<string, ResourceClass>();
  readonly #trouble = new Backoff(tuning.failurePause.firstMs, tuning.failurePause.mostMs);
  #words = '';
  /** Jobs whose folders are on the cluster already, though Slurm refused them. */
  readonly #uploaded = new Set<string>();
  #largest: number | null = null;

  constructor(parts: SubmitterParts) {
    this.#parts = parts;
  }

  /**
   * Hands over what Slurm takes; a job that it has taken has a record with its array's id.
   * @returns why others were not taken, a sentence each.
   */
  async submit(jobs: readonly JobSpec[]): Promise<string[]> {
    if (jobs.length === 0) return [];
    if (!this.#trouble.isDue()) return [this.#words];
    const said: string[] = [];
    try {
      this.#largest ??= await largestArray(this.#parts.remote);
      const keyOf = (job: JobSpec) =>
        JSON.stringify([resourcesOf(this.#parts.options, job), job.timeLimitSeconds]);
      for (const [key, group] of Map.groupBy(jobs, keyOf)) {
        const words = await this.#submitClass(key, group);
        if (words !== null) said.push(words);
      }
      this.#trouble.worked();
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      // The other classes would meet the same.
      this.#trouble.failed();
      this.#words = error.message;
      said.push(error.message);
    }
    return said;
  }

  /** @returns why some were not taken; null when all were. @throws RemoteError when Slurm does not answer. */
  async #submitClass(key: string, jobs: readonly JobSpec[]): Promise<string | null> {
    const largest = Math.min(tuning.mostTasks, this.#largest ?? tuning.mostTasks);
    const { firstMs, mostMs } = this.#parts.refusedPause ?? tuning.refusedPause;
    const own = this.#classes.get(key) ?? {
      backoff: new Backoff(firstMs, mostMs),
      most: largest,
      words: '',
    };
    this.#classes.set(key, own);
    if (!own.backoff.isDue()) return own.words;
    let taken = 0;
    while (taken < jobs.length) {
      const [batch = []] = makeBatches(jobs.slice(taken), own.most, () => '');
      const refusal = await this.#tryBatch(batch);
      if (refusal === null) {
        taken += batch.length;
      } else if (refusal.isLimit && batch.length > 1) {
        own.most = Math.floor(batch.length / 2);
      } else {
        own.words = this.#refused(jobs.slice(taken), refusal);
        if (taken > 0) own.backoff.worked();
        own.backoff.failed();
        own.most = Math.min(largest, Math.max(1, 2 * taken));
        return own.words;
      }
    }
    own.backoff.worked();
    own.most = largest;
    return null;
  }

  /** @returns why Slurm refused the batch; null when it took it. @throws RemoteError when Slurm does not answer. */
  async #tryBatch(batch: readonly JobSpec[]): Promise<SlurmRefusal | null> {
    try {
      await this.#submitBatch(batch);
      return null;
    } catch (error) {
      if (error instanceof SlurmRefusal) return error;
      throw error;
    }
  }

  #refused(jobs: readonly JobSpec[], error: SlurmRefusal): string {
    const fits = counted(jobs.length, 'fit');
    const models = [...new Set(jobs.map((job) => job.model))].join(', ');
    if (error.isLimit) {
      return `Slurm takes no more fits of ${models} now, ${fits} wait here for a place: “${error.message}”.`;
    }
    return (
      `Slurm refuses fits of ${models}: “${error.message}”. ${fits} wait here: see executor.resources and ` +
      'executor.models in config.yml; `./nmma doctor --cluster` shows what the cluster has.'
    );
  }

  async #upload(jobs: readonly JobSpec[]): Promise<void> {
    const { remote, jobsFolder } = this.#parts;
    const missing = jobs.filter((job) => !this.#uploaded.has(job.name));
    if (missing.length === 0) return;
    const names = missing.map((job) => relative(jobsFolder, job.folder));
    await remote.upload(jobsFolder, names, `${this.#parts.root}/jobs`);
  }

  async #submitBatch(jobs: readonly JobSpec[]): Promise<void> {
    const { remote, options, jobsFolder, instance, root, clock } = this.#parts;
    const [first] = jobs;
    if (!first) return;
    const name = `nmma-${fitsInName(jobs)}-${instance}-${randomBytes(5).toString('hex')}`;
    const folder = `${root}/batches/${name}`;
    const at = clock().toISOString();
    await this.#upload(jobs);
    const made = await remote.run(['mkdir', '-p', folder]);
    if (made.exitCode !== 0) {
      throw new RemoteError(`${folder} on ${remote.description} cannot be made: ${made.stderr.trim()}`);
    }
    const folders = jobs.map((job) => `${root}/jobs/${relative(jobsFolder, job.folder)}`);
    await remote.writeFile(`${folder}/tasks`, `${folders.join('\n')}\n`);
    await remote.writeFile(`${folder}/run.sh`, taskScript);
    const resources = resourcesOf(options, first);
    const { timeLimitSeconds } = first;
    const { cpus, memoryMB } = resources;
    const asked = { seconds: 60 * minutesOf({ resources, timeLimitSeconds }), cpus, memoryMB };
    const record = (index: number, arrayId: number | null): SlurmRecord => ({
      ...{ batch: name, index, arrayId, at, asked },
      isGivenUp: false,
    });
    // Before Slurm hears of it: whatever happens to its answer, the batch is found by its name.
    jobs.forEach((job, index) => {
      writeRecord(job.folder, record(index, null));
    });
    const { tasksAtOnce } = options;
    const command = sbatchCommand({
      ...{ name, folder, tasks: jobs.length, tasksAtOnce, timeLimitSeconds, resources },
      place: fitterPlace(options),
    });
    const arrayId = await sbatch(remote, command).catch(async (error: unknown) => {
      if (!(error instanceof SlurmRefusal)) throw error;
      for (const job of jobs) {
        removeRecord(job.folder);
        this.#uploaded.add(job.name);
      }
      await remote.run(['rm', '-rf', '--', folder]);
      throw error;
    });
    jobs.forEach((job, index) => {
      writeRecord(job.folder, record(index, arrayId));
      this.#uploaded.delete(job.name);
    });
  }
}
