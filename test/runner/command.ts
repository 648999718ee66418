import { spawn } from 'node:child_process';
import { type Print, terminal } from './sideBySide.ts';

/** The exit status of a command that was ended because it took too long, as coreutils' `timeout` has it. */
const timedOut = 124;
/** How long after its end the last output of a command is waited for, ms. */
const lastWordsMs = 5000;

/** Where and how long a command may run. */
export interface CommandOptions {
  cwd: string;
  limitSeconds: number;
  env?: Record<string, string>;
  /** Takes its output. */
  print: Print;
}

/**
 * Runs a command in a process group of its own: when the time is over, or this process is told to end, the whole group
 * goes.
 * @returns its exit status; 124 after the time limit, 127 when it could not be started.
 */
export async function runCommand(command: string, words: string[], options: CommandOptions): Promise<number> {
  const { print } = options;
  const child = spawn(command, words, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: print === terminal ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout?.on('data', print);
  child.stderr?.on('data', print);
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
    print(`${command} ${words.join(' ')}: not done after ${options.limitSeconds} s, ended\n`);
    killGroup();
  }, options.limitSeconds * 1000);
  const onSignal = () => {
    killGroup();
    // Only when each of the commands that run side by side has ended its group.
    setImmediate(() => process.exit(130));
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => {
        print(`${command}: ${error.message}\n`);
        resolve(127);
      });
      const end = (status: number | null) => resolve(isLate ? timedOut : (status ?? 1));
      // What it printed last comes before 'close', which a process that it left behind would keep back.
      child.once('exit', (status) => setTimeout(() => end(status), lastWordsMs).unref());
      child.once('close', end);
    });
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
