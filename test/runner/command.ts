import { spawn } from 'node:child_process';

/** The exit status of a command that was ended because it took too long, as coreutils' `timeout` has it. */
const timedOut = 124;

/** Where and how long a command may run. */
export interface CommandOptions {
  cwd: string;
  limitSeconds: number;
  env?: Record<string, string>;
}

/**
 * Runs a command with its output on this terminal, in a process group of its own: when the time is over, or this
 * process is told to end, the whole group goes.
 * @returns its exit status; 124 after the time limit, 127 when it could not be started.
 */
export async function runCommand(command: string, words: string[], options: CommandOptions): Promise<number> {
  const child = spawn(command, words, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  let isLate = false;
  const killGroup = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  const timer = setTimeout(() => {
    isLate = true;
    console.error(`${command} ${words.join(' ')}: not done after ${options.limitSeconds} s, ended`);
    killGroup();
  }, options.limitSeconds * 1000);
  const onSignal = () => {
    killGroup();
    process.exit(130);
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => {
        console.error(`${command}: ${error.message}`);
        resolve(127);
      });
      child.once('exit', (status) => resolve(isLate ? timedOut : (status ?? 1)));
    });
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
