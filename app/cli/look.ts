import type { CommandResult, Remote } from '../../pipeline/remote/remote.ts';
import { redact } from '../secrets.ts';
import type { Finding } from './doctor.ts';

/** One look: a command there, and what its answer means. A machine that does not answer is a finding too. */
export async function look(
  remote: Remote,
  what: string,
  command: readonly string[],
  judge: (result: CommandResult) => Finding,
  timeoutMs = 30_000,
): Promise<Finding> {
  try {
    return judge(await remote.run(command, { timeoutMs }));
  } catch (error) {
    return { ok: false, what, todo: redact(error instanceof Error ? error.message : String(error)) };
  }
}

/** What a command that did not work said last. */
export function lastWords(result: CommandResult): string {
  return (result.stderr || result.stdout).trim().split('\n').at(-1) ?? '';
}
