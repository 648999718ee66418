import type { Finding } from '../cli/doctor/finding.ts';
import type { Ask } from './ask.ts';
import type { ConfigFile } from './configFile.ts';

/** What the steps of the guide share. */
export interface SetupParts {
  ask: Ask;
  config: ConfigFile;
  /** Tokens and the like, by the names of their variables; written at the end. */
  secrets: Record<string, string>;
  /** Where tokens are that are known already. */
  environment: NodeJS.ProcessEnv;
  /** Unset: Slack itself. */
  slackApiUrl?: string | undefined;
}

/** Tells what a check has found. @returns whether all is well. */
export function tellFindings(ask: Ask, findings: readonly Finding[]): boolean {
  for (const { ok, isNote, what, todo } of findings) {
    const mark = ok ? (isNote ? '·' : '✓') : '✗';
    ask.say(`${mark} ${what}${todo ? ` → ${todo}` : ''}`);
  }
  return findings.every(({ ok }) => ok);
}

/**
 * Asks and checks until all is well, or until the person says that it may be as it is.
 * @param step asks, and tells what is found; false: something is not well.
 */
export async function untilWell(ask: Ask, name: string, step: () => Promise<boolean>): Promise<void> {
  while (!(await step())) {
    const next = await ask.choose(`${name}-again`, 'That is not well yet.', [
      { value: 'again', label: 'Try again' },
      { value: 'keep', label: 'Go on all the same' },
    ]);
    if (next === 'keep') return;
  }
}
