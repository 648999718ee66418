import type { JobCause, JobObservation } from '../executor.ts';

/** A task as the scheduler or the accounting has it. */
export interface SlurmTask {
  /** Id of its array. */
  arrayId: number;
  /** Its place in the array. */
  index: number;
  /** One of Slurm's words: "RUNNING". */
  state: string;
  /** Where it runs; '' when nowhere. */
  node: string;
  /** Why it waits, or its exit status. */
  reason: string;
}

const waiting = new Set([
  'PENDING',
  'CONFIGURING',
  'REQUEUED',
  'REQUEUE_FED',
  'REQUEUE_HOLD',
  'SPECIAL_EXIT',
  'RESV_DEL_HOLD',
]);
const running = new Set([
  'RUNNING',
  'COMPLETING',
  'SUSPENDED',
  'STOPPED',
  'SIGNALING',
  'STAGE_OUT',
  'RESIZING',
]);

const causes: Record<string, JobCause> = {
  TIMEOUT: 'time-limit',
  DEADLINE: 'time-limit',
  OUT_OF_MEMORY: 'out-of-memory',
  NODE_FAIL: 'node',
  BOOT_FAIL: 'node',
  PREEMPTED: 'node',
  REVOKED: 'node',
  CANCELLED: 'cancelled',
};

/** Whether a word of Slurm says that a task has not ended. */
export function isOpenState(state: string): boolean {
  return waiting.has(state) || running.has(state);
}

/** Reasons for which a task waits until somebody does something. */
const endless: Record<string, string> = {
  JobHeldUser: 'held by its user',
  JobHeldAdmin: 'held by an administrator',
  PartitionTimeLimit: 'asks for more time than the partition allows',
  PartitionNodeLimit: 'asks for more than the partition has',
  BadConstraints: 'no node has what it asks for',
  DependencyNeverSatisfied: 'what it waits for can no longer happen',
  AssocMaxWallDurationPerJobLimit: 'asks for more time than the account allows',
};

/**
 * Whether Slurm holds a task because a node could not start it: such a one waits until somebody releases it, though
 * nobody decided that it should.
 */
export function isHeldAfterLaunch({ state, detail }: JobObservation): boolean {
  return state === 'waiting' && /launch.failed.requeued.held/i.test(detail ?? '');
}

/** What a task means that was ended here because Slurm held it: its fit may be tried anew once the task is gone. */
export function givenUp(seen: JobObservation): JobObservation {
  if (seen.state !== 'gone') return seen;
  return { ...seen, detail: 'Slurm could not start it and held it', cause: 'node' };
}

/** What a state of Slurm means for the pipeline. A word that is not known says nothing about the fit. */
export function observation(name: string, task: SlurmTask): JobObservation {
  const { state, node, reason } = task;
  if (waiting.has(state)) {
    const words = endless[reason];
    return {
      name,
      state: 'waiting',
      detail: words === undefined ? reason || null : `${reason}: ${words}`,
      cause: null,
    };
  }
  if (running.has(state)) {
    const where = node === '' ? null : `node ${node}`;
    return {
      name,
      state: 'running',
      detail: state === 'RUNNING' ? where : `${state.toLowerCase()}, ${where ?? 'nowhere'}`,
      cause: null,
    };
  }
  const ended = ['COMPLETED', 'FAILED', ...Object.keys(causes)];
  if (!ended.includes(state)) return { name, state: 'unknown', detail: state, cause: null };
  const on = node === '' ? '' : ` on ${node}`;
  return { name, state: 'gone', detail: `Slurm says ${state}${on}`, cause: causes[state] ?? null };
}
