import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { uptime } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultPoint } from '../shared/faultPoint.ts';
import { jobPaths } from '../shared/jobPaths.ts';
import type { Executor, JobHandle, JobObservation, JobSpec } from './executor.ts';
import { jobEnvironment } from './jobEnvironment.ts';
import { JobRecord, jobScript } from './jobRecord.ts';

/** How the local executor runs jobs. */
export interface LocalOptions {
  /** Program and arguments; the job's folder is added at the end: `[python, '-m', 'nmma_fitter', 'run']`. */
  command: string[];
  /** How many jobs run at once, each on one core. */
  cores: number;
  /** Added to the environment of the jobs. */
  env?: Record<string, string>;
  /** Seconds between the request to end and the end by force; default 10. */
  graceSeconds?: number;
  /** Gets ready what makes jobs start at once; called before jobs start, so that what died is started again. */
  warmUp?: () => void;
  clock?: () => Date;
  /** Seconds since this machine's start, for limits: they do not depend on the time of day. */
  uptime?: () => number;
}

/**
 * Jobs as processes of this machine, each in a process group of its own, so that they go on when the app ends.
 * Everything needed to find one again is in its folder; the handle is null.
 */
export class LocalExecutor implements Executor {
  readonly name = 'local';
  readonly #options: Required<LocalOptions>;
  /** Jobs that wait for a free core, by name, in order. */
  readonly #waiting = new Map<string, JobSpec>();
  /** Jobs that hold a core, by name. */
  readonly #running = new Map<string, JobRecord>();
  /** Started here, and their shell has not written its number yet. */
  readonly #starting = new Set<string>();
  #spawnError: Error | null = null;

  constructor(options: LocalOptions) {
    if (options.cores < 1) throw new Error('The local executor needs at least one core.');
    this.#options = {
      env: {},
      graceSeconds: 10,
      warmUp: () => {},
      clock: () => new Date(),
      uptime,
      ...options,
    };
  }

  /** @see Executor.warmUp */
  warmUp(): void {
    this.#options.warmUp();
  }

  /** @see Executor.submit */
  async submit(jobs: JobSpec[]): Promise<Map<string, string | null>> {
    const [program] = this.#options.command;
    if (program === undefined) throw new Error('The local executor has no command to run.');
    if (program.includes('/')) {
      try {
        accessSync(program, constants.X_OK);
      } catch (error) {
        throw new Error(`The program ${program}, which runs the fits, is not there.`, { cause: error });
      }
    }
    for (const job of jobs) {
      const record = new JobRecord(job.folder);
      if (this.#waiting.has(job.name) || this.#running.has(job.name)) continue;
      if (record.pid() !== null) {
        if (record.isAlive()) this.#running.set(job.name, record);
        continue;
      }
      this.#waiting.set(job.name, job);
    }
    this.#fillCores();
    return new Map(jobs.map((job) => [job.name, null]));
  }

  /** @see Executor.poll. Also ends jobs that are over their time, and starts waiting ones. */
  async poll(jobs: JobHandle[]): Promise<JobObservation[]> {
    const seen = jobs.map((job) => this.#observe(job));
    this.#fillCores();
    if (this.#spawnError) {
      const error = this.#spawnError;
      this.#spawnError = null;
      throw new Error(`A job could not be started here: ${error.message}.`, { cause: error });
    }
    return seen;
  }

  /** @see Executor.collect. The files are here already. */
  async collect(): Promise<void> {}

  /** @see Executor.cancel. Resolves when the job has ended. */
  async cancel(job: JobHandle): Promise<void> {
    this.#waiting.delete(job.name);
    const record = new JobRecord(job.folder);
    // The shell writes its number within milliseconds of the start.
    for (let i = 0; i < 20 && this.#starting.has(job.name) && record.pid() === null; i += 1) await sleep(50);
    if (record.pid() === null) return;
    const wasAlive = record.isAlive();
    if (wasAlive) record.noteStop('cancelled', this.#options.uptime());
    const deadline = performance.now() + this.#options.graceSeconds * 1000;
    let isThere = record.signal('SIGTERM');
    while (isThere && performance.now() < deadline) {
      await sleep(50);
      isThere = record.isAlive();
    }
    // Also for what outlives the job's shell, which nobody tells us of when an earlier process of the app began it.
    if (wasAlive) record.signal('SIGKILL');
    while (record.isAlive()) await sleep(20);
    this.#release(job.name);
  }

  #observe(job: JobHandle): JobObservation {
    const { name } = job;
    if (this.#waiting.has(name)) {
      return { name, state: 'waiting', detail: 'all cores are busy', cause: null };
    }
    const record = this.#running.get(name) ?? new JobRecord(job.folder);
    const pid = record.pid();
    if (pid === null) {
      if (this.#starting.has(name)) return { name, state: 'running', detail: null, cause: null };
      return { name, state: 'never-submitted', detail: null, cause: null };
    }
    if (record.isAlive()) {
      // A job of an earlier process of the app holds a core like any other.
      this.#running.set(name, record);
      this.#enforceLimit(record);
      return { name, state: 'running', detail: `process ${pid}`, cause: null };
    }
    this.#ended(name);
    return { name, state: 'gone', ...whyGone(record) };
  }

  #enforceLimit(record: JobRecord): void {
    const started = record.read();
    if (!started) return;
    // A job that lives began since the machine's last start.
    const now = this.#options.uptime();
    const stop = record.stop();
    if (stop === null) {
      const ranSeconds = now - (started.startedUptime ?? now);
      if (ranSeconds < started.timeLimitSeconds) return;
      record.noteStop('time-limit', now);
      record.signal('SIGTERM');
    } else if (now - stop.atUptime > this.#options.graceSeconds) {
      record.signal('SIGKILL');
    }
  }

  /** Frees the core of a job that was seen running here. */
  #ended(name: string): void {
    const record = this.#running.get(name);
    // Whatever outlived the job's shell would hold the core that is given away now. Only of a job seen alive
    // shortly before: the number of an old group may mean somebody else's by now.
    if (record && !record.isAlive()) record.signal('SIGKILL');
    this.#release(name);
  }

  #release(name: string): void {
    this.#running.delete(name);
    this.#starting.delete(name);
    this.#fillCores();
  }

  #fillCores(): void {
    const inOrder = [...this.#waiting].sort(([, a], [, b]) => Number(b.isUrgent) - Number(a.isUrgent));
    for (const [name, job] of inOrder) {
      if (this.#running.size >= this.#options.cores) return;
      this.#waiting.delete(name);
      try {
        this.#start(job);
      } catch (error) {
        // Then it counts as never submitted, and whoever asked for it submits it again.
        this.#spawnError = error instanceof Error ? error : new Error(String(error));
      }
    }
  }

  #start(job: JobSpec): void {
    this.#options.warmUp();
    const record = new JobRecord(job.folder);
    record.begin(job.name, job.timeLimitSeconds, this.#options.clock(), this.#options.uptime());
    faultPoint('start noted');
    const log = openSync(jobPaths(job.folder).log, 'a');
    try {
      const child = spawn(
        '/bin/sh',
        ['-c', jobScript, job.name, job.folder, ...this.#options.command, job.folder],
        {
          cwd: job.folder,
          detached: true,
          stdio: ['ignore', log, log],
          env: jobEnvironment(this.#options.env),
        },
      );
      this.#running.set(job.name, record);
      this.#starting.add(job.name);
      child.on('error', (error) => {
        // Nothing ran: the machine is short of something. The job waits and is tried again at the next look.
        this.#running.delete(job.name);
        this.#starting.delete(job.name);
        this.#waiting.set(job.name, job);
        this.#spawnError = error;
      });
      child.on('exit', () => this.#ended(job.name));
      faultPoint('process started');
      if (child.pid !== undefined) record.started(child.pid);
      child.unref();
    } finally {
      closeSync(log);
    }
  }
}

function whyGone(record: JobRecord): Pick<JobObservation, 'detail' | 'cause'> {
  const status = record.exitStatus();
  const stop = record.stop();
  if (stop?.why === 'time-limit') {
    const limit = record.read()?.timeLimitSeconds;
    return { detail: `stopped after ${limit} s`, cause: 'time-limit' };
  }
  if (stop?.why === 'cancelled') return { detail: 'cancelled', cause: 'cancelled' };
  if (status === null) {
    if (record.wasLostWithMachine()) {
      return { detail: 'this machine was started anew', cause: 'node' };
    }
    return { detail: 'killed, no exit status', cause: null };
  }
  return { detail: status > 128 ? `ended by signal ${status - 128}` : `exit status ${status}`, cause: null };
}
