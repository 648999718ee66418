import { type Remote, RemoteTrouble } from '../../remote/remote.ts';
import type { SlurmTask } from './states.ts';
import { type AccountedTask, parseUsage } from './usageRows.ts';

/** Slurm's commands read their defaults from variables; a user's own must not change what we read. */
const clean = [
  'env',
  '-u',
  'SQUEUE_FORMAT',
  '-u',
  'SQUEUE_STATES',
  '-u',
  'SACCT_FORMAT',
  '-u',
  'SLURM_TIME_FORMAT',
  'LC_ALL=C',
];
const timeoutMs = 40_000;

/** Slurm does not answer; it is waited out. */
function trouble(remote: Remote, command: string, words: string): RemoteTrouble {
  const first = words.trim().split('\n')[0] ?? '';
  return new RemoteTrouble(`${command} on ${remote.description} did not work: ${first || 'no words'}`);
}

/** A task of an array; rows of single jobs and of whole arrays that wait are something else. */
const queueRow = /^(\d+)\|(\d+)\|([^|]*)\|([A-Z_]+)\|([^|]*)\|(.*)$/;

/** A task in the queue, and the name of its array. */
export interface QueuedTask extends SlurmTask {
  batch: string;
}

/**
 * All our tasks that the scheduler knows, those that ended lately too: one command, however many there are.
 * @throws RemoteTrouble when the scheduler does not answer.
 */
export async function queue(remote: Remote): Promise<QueuedTask[]> {
  const format = '%F|%K|%j|%T|%N|%r';
  const { stdout, stderr, exitCode } = await remote.run(
    [...clean, 'squeue', '--me', '-h', '-r', '-t', 'all', '-o', format],
    { timeoutMs },
  );
  if (exitCode !== 0) throw trouble(remote, 'squeue', stderr);
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
 * @throws RemoteTrouble when it does not answer.
 */
export async function accounting(
  remote: Remote,
  of: { ids: readonly number[] } | { names: readonly string[] },
): Promise<QueuedTask[] | null> {
  const which = 'ids' in of ? ['-j', of.ids.join(',')] : [`--name=${of.names.join(',')}`, '-S', 'now-14days'];
  const { stdout, stderr, exitCode } = await remote.run(
    [...clean, 'sacct', '-n', '-P', '-X', ...which, '-o', 'JobID,State,ExitCode,NodeList,JobName'],
    { timeoutMs },
  );
  if (/accounting storage is disabled/i.test(stderr)) return null;
  if (exitCode !== 0) throw trouble(remote, 'sacct', stderr);
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
 * @throws RemoteTrouble when it does not answer.
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
    { timeoutMs },
  );
  if (/accounting storage is disabled/i.test(stderr)) return null;
  if (exitCode !== 0) throw trouble(remote, 'sacct', stderr);
  return parseUsage(stdout);
}

/** Slurm refuses what it was asked for: it will not happen by itself. */
export class SlurmRefusal extends RemoteTrouble {}

/** Words of `sbatch` after which nobody knows whether the batch was taken. */
const unclear =
  /unable to contact|timed out|connection (refused|reset)|zero bytes|unexpected message|communication/i;

/**
 * Submits. An answer that says that Slurm was not reached means nothing: the batch may have been taken.
 * @returns the array's id.
 * @throws SlurmRefusal when it certainly was not taken; RemoteTrouble when nobody knows. Both have Slurm's own words.
 */
export async function sbatch(remote: Remote, command: readonly string[]): Promise<number> {
  const { stdout, stderr, exitCode } = await remote.run([...clean, ...command], { timeoutMs });
  // Login scripts may say something before it; federations add ";cluster".
  const id = /^(\d+)(;\S+)?$/m.exec(stdout)?.[1];
  if (exitCode === 0 && id !== undefined) return Number(id);
  const told = trouble(remote, 'sbatch', stderr || stdout);
  // 124 and 137: `timeout` ended it; a status of 0 without an id is not understood.
  const isClear = exitCode !== null && ![0, 124, 137].includes(exitCode) && !unclear.test(stderr);
  throw isClear ? new SlurmRefusal(told.message) : told;
}

/** Ends tasks; those that have ended are no error. @throws RemoteTrouble. */
export async function scancel(remote: Remote, tasks: readonly string[]): Promise<void> {
  const { stderr, exitCode } = await remote.run([...clean, 'scancel', ...tasks], { timeoutMs });
  const isOver = /invalid job id|already completing|has finished/i.test(stderr);
  if (exitCode !== 0 && !isOver) throw trouble(remote, 'scancel', stderr);
}
