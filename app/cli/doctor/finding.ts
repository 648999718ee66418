import type { CommandResult, Remote } from '../../../pipeline/remote/remote.ts';
import { redactedWords } from '../../secrets.ts';

/** What came of looking at something; a machine that does not answer is a finding too. */
export async function findingOf(what: string, act: () => Promise<Finding>): Promise<Finding> {
  try {
    return await act();
  } catch (error) {
    return { ok: false, what, todo: redactedWords(error) };
  }
}

/** One look: a command there, and what its answer means. */
export function look(
  remote: Remote,
  what: string,
  command: readonly string[],
  judge: (result: CommandResult) => Finding,
  timeoutMs = 30_000,
): Promise<Finding> {
  return findingOf(what, async () => judge(await remote.run(command, { timeoutMs })));
}

/** What a command that did not work said last. */
export function lastWords(result: CommandResult): string {
  return (result.stderr || result.stdout).trim().split('\n').at(-1) ?? '';
}

/** One thing that was looked at. */
export interface Finding {
  ok: boolean;
  /** Nothing is wrong, but something could be better. */
  isNote?: boolean;
  /** What was looked at, and what was found. */
  what: string;
  /** What to do, when it is not well. */
  todo?: string;
}
