import type { JobUsage } from '../../db/jobUsage.ts';

/** A job's folder, ready to run. */
export interface JobSpec {
  /** Unique, carries installation, fit id and attempt: `nmma-0a1b2c3d-f12-a1`. */
  name: string;
  fitId: number;
  attempt: number;
  /** Absolute path of the job's folder. */
  folder: string;
  model: string;
  timeLimitSeconds: number;
  /** What the model's entry asks for; a cluster's configuration may say otherwise. */
  cpus: number;
  memoryMB: number;
  /** What it is given twice as much of, because an earlier attempt ran out; the time limit above is doubled already. */
  doubled: Scarce | null;
  /** A person waits for it: it goes before what the app asked for by itself. */
  isUrgent: boolean;
}

/** What a job can run out of. */
export type Scarce = 'time' | 'memory';

/** What an executor knows of a job; `handle` is what it needs to find the job again after a restart. */
export interface JobHandle {
  name: string;
  folder: string;
  handle: string | null;
}

/**
 * Why a job ended, where the executor knows better than the job's own files. 'node': the machine was lost under
 * it, which says nothing about the fit.
 */
export type JobCause = 'time-limit' | 'out-of-memory' | 'node' | 'cancelled';

/** What became of a job, by the scheduler's word alone; result.json is the truth about success. */
export interface JobObservation {
  name: string;
  /** 'gone': no longer waiting nor running, collect it; 'unknown': the executor cannot tell now. */
  state: 'waiting' | 'running' | 'gone' | 'never-submitted' | 'unknown';
  /** Why, in the executor's words: a pending reason, an exit status, a signal. */
  detail: string | null;
  /** Only of a job that is gone. */
  cause: JobCause | null;
  /** Why the executor cannot tell now, where that is trouble to be told. */
  trouble?: string;
}

/** Not all jobs could be handed over; those that were are noted with it, the others stay where they are. */
export class SubmitError extends Error {
  /** Of the jobs that were handed over, by name. */
  readonly handles: Map<string, string | null>;
  constructor(message: string, handles: Map<string, string | null>) {
    super(message);
    this.name = 'SubmitError';
    this.handles = handles;
  }
}

/** Where jobs go. Trouble of the infrastructure is thrown as an Error and waited out; it is never a failed fit. */
export interface Executor {
  readonly name: 'local' | 'slurm';
  /** Gets ready what makes jobs start at once, where there is such a thing. */
  warmUp?(): void;
  /**
   * Submits; a job that waits for a free core is submitted too. A job that was submitted before, even by an
   * earlier process, is not started a second time. Returns the handle to store for each name.
   * @throws SubmitError when some were handed over and others were not.
   */
  submit(jobs: JobSpec[]): Promise<Map<string, string | null>>;
  /** One look at all the jobs given. */
  poll(jobs: JobHandle[]): Promise<JobObservation[]>;
  /** Makes the job's files readable at its local folder. */
  collect(job: JobHandle): Promise<void>;
  /** What is known of the end of a collected job, where its files tell more than the scheduler did. */
  explain?(job: JobHandle, seen: JobObservation): JobObservation;
  /** Ends the job wherever it is; an unknown job is no error. */
  cancel(job: JobHandle): Promise<void>;
  /** Whether a fit of that model that ran out of something may be tried once more with twice as much. */
  mayDouble?(model: string, of: Scarce): boolean;
  /** What jobs that ended asked for and used; one that nobody knows of yet is left out. */
  usage?(jobs: JobHandle[]): Promise<Map<string, JobUsage>>;
  /** Removes what was kept elsewhere of jobs that ended long ago. @param open jobs whose files stay. */
  clean?(open: JobHandle[]): Promise<void>;
}
