import { setTimeout as sleep } from 'node:timers/promises';

/** Runs something again and again until it is stopped; never twice at once, and a failure does not end it. */
export class Loop {
  readonly #turn: () => Promise<void>;
  readonly #pauseMs: number;
  #running: Promise<void> | null = null;
  #stop: AbortController | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(turn: () => Promise<void>, pauseMs: number) {
    this.#turn = turn;
    this.#pauseMs = pauseMs;
  }

  /** One turn; the one that is under way when there is one. */
  once(): Promise<void> {
    this.#running ??= this.#turn().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  start(): void {
    const stop = new AbortController();
    this.#stop = stop;
    this.#loop = (async () => {
      while (!stop.signal.aborted) {
        await this.once();
        await sleep(this.#pauseMs, undefined, { signal: stop.signal }).catch(() => {});
      }
    })();
  }

  /** No other turn begins; one that is under way is not waited for. */
  end(): void {
    this.#stop?.abort();
  }

  async stop(): Promise<void> {
    this.end();
    await this.#loop;
    await this.#running;
  }
}
