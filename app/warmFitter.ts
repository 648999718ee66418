import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Starts a fitter that has imported NMMA once and forks for each job. It outlives this process for as long as fits
 * run in it, and ends by itself. Where it cannot start, jobs import NMMA themselves.
 * @param python the fitter's. @param environment of the fitter, beside this process's own.
 * @returns the variables that let a job find it.
 */
export function startWarmFitter(
  python: string,
  environment: Record<string, string>,
): { NMMA_WARM_SOCKET: string } {
  // Not below the state folder: the path of a socket may have about 100 bytes only.
  const socket = join(mkdtempSync(join(tmpdir(), 'nmma-warm-')), 'fitter.sock');
  const child = spawn(python, ['-m', 'nmma_fitter', 'serve', socket], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
    env: { ...process.env, SLACK_BOT_TOKEN: undefined, SLACK_APP_TOKEN: undefined, ...environment },
  });
  child.on('error', () => {});
  child.unref();
  return { NMMA_WARM_SOCKET: socket };
}
