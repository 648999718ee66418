import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultStep } from '../../pipeline/shared/faultPoint.ts';
import { until } from '../until.ts';
import type { Scene } from './scene.ts';

/** Where an app finds its workspace, its fitter and its configuration. */
export type AppScene = Pick<Scene, 'root' | 'config' | 'python' | 'place'>;

/** What is wrong with an app from its start on. */
export interface Faults {
  /** Where it ends itself with SIGKILL, and the how manieth time it comes there. */
  step?: { name: FaultStep; times: number };
  /** So much later than it is, ms. */
  clockOffsetMs?: number;
}

/** The real app: `nmma start` as a process of its own. */
export class AppProcess {
  readonly child: ChildProcess;
  readonly #log: string;
  readonly #logFrom: number;
  #words = '';

  constructor(scene: AppScene, faults: Faults = {}) {
    this.#log = join(scene.root, 'log.txt');
    this.#logFrom = statSync(this.#log, { throwIfNoEntry: false })?.size ?? 0;
    const { step, clockOffsetMs } = faults;
    const preload = join(import.meta.dirname, 'preload.ts');
    this.child = spawn(
      process.execPath,
      ['--import', preload, 'app/main.ts', 'start', '--config', scene.config],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          SLACK_BOT_TOKEN: scene.place.botToken,
          SLACK_APP_TOKEN: scene.place.appToken,
          NMMA_SLACK_API_URL: scene.place.slackApiUrl,
          NMMA_PYTHON: scene.python,
          XDG_CONFIG_HOME: join(scene.root, 'xdg'),
          TMPDIR: scene.root,
          ...(step === undefined ? {} : { NMMA_FAULT: `${step.name}:${step.times}` }),
          ...(clockOffsetMs === undefined ? {} : { NMMA_CLOCK_OFFSET_MS: String(clockOffsetMs) }),
        },
      },
    );
    this.child.stderr?.on('data', (bytes: Buffer) => {
      this.#words += bytes.toString();
    });
  }

  /** What it wrote to standard error. */
  get words(): string {
    return this.#words.trim();
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Whether it has said that it started. */
  get isUp(): boolean {
    if (this.hasEnded) return false;
    try {
      return readFileSync(this.#log).subarray(this.#logFrom).includes('"msg":"started"');
    } catch {
      return false;
    }
  }

  /** Waits until it is up, or has ended. @throws Error when it is neither in time. */
  async untilUp(seconds = 60): Promise<boolean> {
    await until(() => this.isUp || this.hasEnded, seconds);
    return this.isUp;
  }

  /** Waits for its end by itself. @returns whether it ended. */
  async untilEnd(seconds: number): Promise<boolean> {
    if (this.hasEnded) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), seconds * 1000);
    void once(this.child, 'exit').then(() => resolve(true));
    return promise.finally(() => clearTimeout(timer));
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.hasEnded) this.child.kill(signal);
  }

  /** Ends it with SIGKILL. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
