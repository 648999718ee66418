import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Remote, RemoteError } from '../../remote/remote.ts';
import { jobFileNames } from '../../shared/jobPaths.ts';
import type { JobHandle, JobObservation } from '../executor.ts';
import { readRecord } from './records.ts';
import { begunLine } from './script.ts';

/** What collecting needs. */
export interface CollectorParts {
  remote: Remote;
  /** The app's folder on the cluster. */
  root: string;
  /** Where a job's folder is there. */
  remoteFolder(folder: string): string;
  /** What was seen of a job last. */
  seen(name: string): (JobObservation & { isCompleted: boolean }) | undefined;
  /** So long files of a shared folder may take to appear, ms. */
  graceMs: number;
}

/** Brings the files of jobs that are gone. */
export class Collector {
  readonly #parts: CollectorParts;
  /** Files on their way here, by the job's name. */
  readonly #fetching = new Map<string, Promise<unknown>>();
  /** Since when, ms, jobs are gone without the files that they should have left. */
  readonly #lacking = new Map<string, number>();

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  /** Begins to bring a job's files, unless they are on their way; `collect` tells what became of it. */
  fetch(job: JobHandle): Promise<unknown> {
    const under = this.#fetching.get(job.name);
    if (under) return under;
    const fetched = this.#download(job);
    this.#fetching.set(job.name, fetched);
    // Whoever collects the job hears of it.
    fetched.catch(() => {});
    return fetched;
  }

  /**
   * Brings a job's files; without a result also what Slurm itself wrote of it, at the end of its log.
   * @throws RemoteError also while files are missing that may yet appear.
   */
  async #download(job: JobHandle): Promise<void> {
    const { remote, root, remoteFolder } = this.#parts;
    const folder = remoteFolder(job.folder);
    const names = await remote.download(folder, job.folder);
    const record = readRecord(job.folder);
    if (names === null) await this.#requireJobs();
    if (names?.includes(jobFileNames.result) || record === null) return;
    this.#waitForFiles(job, folder, names ?? []);
    if (names === null) return;
    const words = await remote.readFile(`${root}/batches/${record.batch}/slurm-${record.index}.log`);
    if (words) appendFileSync(join(job.folder, jobFileNames.log), words);
  }

  /** A work folder that is not mounted says nothing about the fits in it. @throws RemoteError. */
  async #requireJobs(): Promise<void> {
    const { remote, root } = this.#parts;
    const found = await remote.run(['test', '-d', `${root}/jobs`]);
    if (found.exitCode === 0) return;
    throw new RemoteError(
      `${root}/jobs is not there on ${remote.description}: is executor.workFolder mounted?`,
    );
  }

  /** Shared folders show a file late: a job that ended well, or that never began, is looked at again for a while. */
  #waitForFiles(job: JobHandle, folder: string, names: readonly string[]): void {
    const seen = this.#parts.seen(job.name);
    const isOdd = seen?.isCompleted || !names.includes(jobFileNames.log);
    if (!seen || !isOdd || seen.cause !== null || names.includes(jobFileNames.error)) return;
    const now = Date.now();
    const since = this.#lacking.get(job.name) ?? now;
    this.#lacking.set(job.name, since);
    if (now - since >= this.#parts.graceMs) return;
    throw new RemoteError(
      `${job.name} has ended, and its files are not in ${folder} on ${this.#parts.remote.description}: waiting whether they appear.`,
    );
  }

  /**
   * Makes a job's files readable here.
   * @throws RemoteError when they did not come, and while some that it should have left may yet appear.
   */
  async collect(job: JobHandle): Promise<void> {
    const fetched = this.fetch(job);
    await fetched.finally(() => this.#fetching.delete(job.name));
    this.#lacking.delete(job.name);
  }
}

/**
 * What is known of the end of a job whose files are here. One that failed before it could begin says something of its
 * node, nothing of its fit.
 */
export function explained(folder: string, seen: JobObservation): JobObservation {
  if (seen.cause !== null) return seen;
  const file = (name: string) => join(folder, name);
  if (existsSync(file(jobFileNames.result)) || existsSync(file(jobFileNames.error))) return seen;
  const log = existsSync(file(jobFileNames.log)) ? readFileSync(file(jobFileNames.log), 'utf8') : '';
  if (begunLine.test(log)) return seen;
  const words = log.trim().split('\n').at(-1)?.slice(0, 200);
  const said = words ? `, and said: ${words}` : '';
  return { ...seen, detail: `${seen.detail}; it never began${said}`, cause: 'node' };
}
