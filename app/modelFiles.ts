import { execa } from 'execa';
import { loadModels } from '../pipeline/fitter/models.ts';
import { inRoot } from './paths.ts';

/** Longest time that a start waits for files, ms: a slow line must not keep the app from starting. */
const longestMs = 600_000;

/** What {@link bringModelFiles} needs. */
export interface ModelFilesParts {
  /** The fitter's Python. */
  python: string;
  /** Told what is done, a line at a time; the progress of each file goes to standard error. */
  say(line: string): void;
  /** Of models.yml. */
  fitterDir?: string;
}

/**
 * Brings the files that the default models lack: made on this machine, or downloaded where there is a network. What
 * cannot be had is told and waits for the next start; the app starts without those models.
 */
export async function bringModelFiles({
  python,
  say,
  fitterDir = inRoot('fitter'),
}: ModelFilesParts): Promise<void> {
  const lacking = () => loadModels(fitterDir).filter((model) => model.isDefault && model.missing.length > 0);
  const before = lacking().map(({ name }) => name);
  if (before.length === 0) return;
  say(`Files of models are missing, and are brought now: ${before.join(', ')}`);
  await execa(python, ['-m', 'nmma_fitter', 'assets', 'fetch', ...before], {
    cwd: fitterDir,
    stdio: ['ignore', 'ignore', 'inherit'],
    reject: false,
    timeout: longestMs,
    env: { SLACK_BOT_TOKEN: undefined, SLACK_APP_TOKEN: undefined },
  });
  const still = lacking();
  if (still.length === 0) return say('All files of the default models are there.');
  const names = still.map(({ name }) => name).join(', ');
  say(`Without their files these models are not fitted: ${names}. The next start tries again.`);
  if (!loadModels(fitterDir).some((model) => model.kind === 'SN' && model.isDefault && !model.missing.length))
    say('No supernova model can be compared.');
}
