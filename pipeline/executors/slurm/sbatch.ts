import { type Remote, RemoteError } from '../../remote/remote.ts';
import { clean } from './queries.ts';
import { tuning } from './tuning.ts';

/** Slurm refuses what it was asked for, and has certainly not taken it. */
export class SlurmRefusal extends RemoteError {
  /** Fewer tasks may be taken, or the same ones later. */
  readonly isLimit: boolean;
  constructor(message: string, isLimit: boolean) {
    super(message);
    this.isLimit = isLimit;
  }
}

/** Words of `sbatch` after which nobody knows whether the batch was taken. */
const unclear =
  /unable to contact|timed out|connection (refused|reset)|zero bytes|unexpected message|communication|message (send|receive) failure|insane message|broken pipe|no route to host|unreachable|temporarily un/i;

/** Words for a batch that is too large now: limits of an account, a QOS or a user, of arrays, and of all jobs. */
const tooMany = /submit.*limit|limit.*submit|violates accounting|invalid job array|too many|maxjobcount/i;

/** What sbatch said without its own name and what tells nothing, on one line. */
function saidBy(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => line.replace(/^\s*sbatch: (error: )?(Batch job submission failed: )?/, '').trim())
    .filter(Boolean);
  return [...new Set(lines)].slice(-3).join('; ') || 'no words';
}

/**
 * Submits. An answer that says that Slurm was not reached means nothing: the batch may have been taken.
 * @returns the array's id.
 * @throws SlurmRefusal when it certainly was not taken; RemoteError when nobody knows. Both have Slurm's own words.
 */
export async function sbatch(remote: Remote, command: readonly string[]): Promise<number> {
  const { stdout, stderr, exitCode } = await remote.run([...clean, ...command], {
    timeoutMs: tuning.commandMs,
  });
  // Login scripts may say something before it; federations add ";cluster".
  const id = [...stdout.matchAll(/^(\d+)(;\S+)?$/gm)].at(-1)?.[1];
  if (exitCode === 0 && id !== undefined) return Number(id);
  const said = saidBy(stderr || stdout);
  // 124 and 137: `timeout` ended it; a status of 0 without an id is not understood.
  const isClear = exitCode !== null && ![0, 124, 137].includes(exitCode) && !unclear.test(stderr);
  if (isClear) throw new SlurmRefusal(said, tooMany.test(said));
  throw new RemoteError(`sbatch on ${remote.description} did not work: ${said}`);
}

/**
 * How many tasks an array may have here (Slurm's MaxArraySize).
 * @returns null when Slurm does not say now. @throws RemoteError when the machine is not reached.
 */
export async function largestArray(remote: Remote): Promise<number | null> {
  const { stdout, exitCode } = await remote.run([...clean, 'scontrol', 'show', 'config'], {
    timeoutMs: tuning.commandMs,
  });
  if (exitCode !== 0) return null;
  const size = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(stdout)?.[1] ?? tuning.usualArraySize);
  return Math.max(1, size);
}
