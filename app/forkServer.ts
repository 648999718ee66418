import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { jobEnvironment } from '../pipeline/executors/jobEnvironment.ts';

/** Whether a process of that number runs. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Removes the socket folders whose app and server were both killed: nobody else would. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/^nmma-fork-server-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // Another user's: theirs to remove.
    }
  }
}

/**
 * The fork server: a fitter that has imported NMMA once and forks for each job. It outlives the app for as long as fits
 * run in it, and ends by itself within seconds of the app. Where it cannot start, jobs import NMMA themselves.
 */
export class ForkServer {
  readonly #python: string;
  readonly #environment: Record<string, string>;
  readonly #socket: string;
  #server: ChildProcess | null = null;

  /** @param python the fitter's. @param environment of the fitter, beside this process's own. */
  constructor(python: string, environment: Record<string, string>) {
    this.#python = python;
    this.#environment = environment;
    // Not below the state folder: the path of a socket may have about 100 bytes only.
    const name = `nmma-fork-server-${process.pid}-${randomBytes(4).toString('hex')}`;
    this.#socket = join(tmpdir(), name, 'fitter.sock');
  }

  /** The variables that let a job find the server. */
  get variables(): { NMMA_FORK_SERVER_SOCKET: string } {
    return { NMMA_FORK_SERVER_SOCKET: this.#socket };
  }

  /** Starts the server unless it runs: the first time, and again after it died. */
  ensure(): void {
    if (this.#server !== null && this.#server.exitCode === null && this.#server.signalCode === null) return;
    removeAbandoned(tmpdir());
    // The server removes it at its end.
    mkdirSync(dirname(this.#socket), { recursive: true, mode: 0o700 });
    rmSync(this.#socket, { force: true });
    const child = spawn(
      this.#python,
      ['-m', 'nmma_fitter', 'serve', this.#socket, '--starter', String(process.pid)],
      {
        detached: true,
        stdio: 'ignore',
        cwd: '/',
        env: jobEnvironment(this.#environment),
      },
    );
    child.on('error', () => {});
    child.unref();
    this.#server = child;
  }
}
