import { type Remote, RemoteError } from '../../remote/remote.ts';
import type { SlurmTask } from './states.ts';
import { tuning } from './tuning.ts';
import { type AccountedTask, parseUsage } from './usageRows.ts';

/** Slurm's commands read their defaults from variables; a user's own must not change what we read. */
const variables = [
  ...['SQUEUE_FORMAT', 'SQUEUE_FORMAT2', 'SQUEUE_STATES', 'SQUEUE_PARTITION', 'SQUEUE_ACCOUNT', 'SQUEUE_QOS'],
  ...['SQUEUE_NAMES', 'SQUEUE_USERS', 'SQUEUE_SORT', 'SACCT_FORMAT', 'SLURM_TIME_FORMAT', 'SBATCH_WAIT'],
];
/** What stands before a command of Slurm. */
export const clean = ['env', ...variables.flatMap((name) => ['-u', name]), 'LC_ALL=C'];

/** Slurm does not answer; it is waited out. */
export function slurmError(remote: Remote, command: string, words: string): RemoteError {
  const first = words.trim().split('\n')[0] ?? '';
  return new RemoteError(`${command} on ${remote.description} did not work: ${first || 'no words'}`);
}

/** A task of an array; rows of single jobs and of whole arrays that wait are something else. */
const queueRow = /^(\d+)\|(\d+)\|([^|]*)\|([A-Z_]+)\|([^|]*)\|(.*)$/;

/** A task in the queue, and the name of its array. */
export interface QueuedTask extends SlurmTask {
  batch: string;
}

/**
 * All our tasks that the scheduler knows, those that ended lately too: one command, however many there are.
 * @throws RemoteError when the scheduler does not answer.
 */
export async function queue(remote: Remote): Promise<QueuedTask[]> {
  const format = '%F|%K|%j|%T|%N|%r';
  const { stdout, stderr, exitCode } = await remote.run(
    // --all: a job that was moved to a hidden partition is one of ours too.
    [...clean, 'squeue', '--me', '--all', '-h', '-r', '-t', 'all', '-o', format],
    { timeoutMs: tuning.commandMs },
  );
  // A scheduler that timed out can make squeue end with status 0 all the same.
  if (exitCode !== 0 || /^slurm_\w+ error|^squeue: error/m.test(stderr))
    throw slurmError(remote, 'squeue', stderr);
  return stdout.split('\n').flatMap((line) => {
    const [, arrayId, index, batch = '', state = '', node = '', reason = ''] = queueRow.exec(line) ?? [];
    if (arrayId === undefined || !batch.startsWith('nmma-')) return [];
    const isNowhere = node === '(null)';
    const why = reason === 'None' ? '' : reason;
    return [
      {
        arrayId: Number(arrayId),
        index: Number(index),
        batch,
        state,
        node: isNowhere ? '' : node,
        reason: why,
      },
    ];
  });
}

const accountingRow = /^(\d+)_(\d+)\|([A-Z_]+)[^|]*\|([^|]*)\|([^|]*)\|(.*)$/;

/**
 * What the accounting knows of arrays, by id or by name.
 * @returns null where the cluster has no accounting.
 * @throws RemoteError when it does not answer.
 */
export async function accounting(
  remote: Remote,
  of: { ids: readonly number[] } | { names: readonly string[] },
): Promise<QueuedTask[] | null> {
  const which = 'ids' in of ? ['-j', of.ids.join(',')] : [`--name=${of.names.join(',')}`, '-S', 'now-14days'];
  const { stdout, stderr, exitCode } = await remote.run(
    [...clean, 'sacct', '-n', '-P', '-X', ...which, '-o', 'JobID,State,ExitCode,NodeList,JobName'],
    { timeoutMs: tuning.commandMs },
  );
  if (/accounting storage is disabled/i.test(stderr)) return null;
  if (exitCode !== 0) throw slurmError(remote, 'sacct', stderr);
  return stdout.split('\n').flatMap((line) => {
    const [, arrayId, index, state = '', exit = '', node = '', batch = ''] = accountingRow.exec(line) ?? [];
    if (arrayId === undefined) return [];
    const isNowhere = node === 'None assigned';
    return [
      {
        arrayId: Number(arrayId),
        index: Number(index),
        batch,
        state,
        node: isNowhere ? '' : node,
        reason: `exit ${exit}`,
      },
    ];
  });
}

/**
 * What tasks of arrays used, as the accounting has it.
 * @returns null where the cluster has no accounting.
 * @throws RemoteError when it does not answer.
 */
export async function accountedUsage(
  remote: Remote,
  arrayIds: readonly number[],
): Promise<AccountedTask[] | null> {
  const { stdout, stderr, exitCode } = await remote.run(
    [
      ...clean,
      'SLURM_TIME_FORMAT=%s',
      ...['sacct', '-n', '-P', '--noconvert', '-j', arrayIds.join(',')],
      ...['-o', 'JobID,Submit,Start,ElapsedRaw,TotalCPU,MaxRSS'],
    ],
    { timeoutMs: tuning.commandMs },
  );
  if (/accounting storage is disabled/i.test(stderr)) return null;
  if (exitCode !== 0) throw slurmError(remote, 'sacct', stderr);
  return parseUsage(stdout);
}

/** Ends tasks; those that have ended are no error. @throws RemoteError. */
export async function scancel(remote: Remote, tasks: readonly string[]): Promise<void> {
  const { stderr, exitCode } = await remote.run([...clean, 'scancel', ...tasks], {
    timeoutMs: tuning.commandMs,
  });
  const isOver = /invalid job id|already completing|has finished/i.test(stderr);
  if (exitCode !== 0 && !isOver) throw slurmError(remote, 'scancel', stderr);
}
