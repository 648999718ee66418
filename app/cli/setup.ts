import { UsageError } from '../config/usageError.ts';
import { readAnswers } from '../setup/answers.ts';
import { AskCancelled, onlyTold } from '../setup/ask.ts';

/** What was typed behind `nmma setup`. */
export interface SetupFlags {
  config: string;
  /** A file of answers. */
  yes?: string;
}

/** `nmma setup`. @returns the exit status. @throws UsageError. */
export async function setup(flags: SetupFlags): Promise<number> {
  const answers = flags.yes === undefined ? null : readAnswers(flags.yes);
  if (answers === null && !(process.stdin.isTTY && process.stdout.isTTY)) {
    throw new UsageError(
      'setup asks questions and needs a terminal: run it in one, or give it a file of answers with --yes FILE (docs/install.md).',
    );
  }
  const [{ guide, setupFrom }, { TerminalAsk }] = await Promise.all([
    import('../setup/setup.ts'),
    import('../setup/terminalAsk.ts'),
  ]);
  const options = {
    config: flags.config,
    environment: process.env,
    slackApiUrl: process.env.NMMA_SLACK_API_URL || undefined,
  };
  try {
    if (answers === null) return await guide(new TerminalAsk(), options);
    return await setupFrom(
      answers,
      onlyTold((words) => process.stdout.write(`${words}\n`)),
      options,
    );
  } catch (error) {
    if (!(error instanceof AskCancelled)) throw error;
    process.stderr.write('Left: nothing was written.\n');
    return 1;
  }
}
