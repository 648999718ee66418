import type { PipelineLog } from './options.ts';

/** Trouble of the infrastructure, one sentence per area at most; it is told, and waited out. */
export class Trouble {
  readonly #words = new Map<string, string>();
  readonly #log: PipelineLog;

  constructor(log: PipelineLog) {
    this.#log = log;
  }

  /** Notes trouble; the log is told only when it is new. */
  note(area: string, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    if (this.#words.get(area) === words) return;
    this.#words.set(area, words);
    this.#log.error({ err: error, area }, words);
  }

  /** All is well again in that area. */
  clear(area: string): void {
    if (this.#words.delete(area)) this.#log.info({ area }, 'the trouble is over');
  }

  /** What there is now, oldest first. */
  list(): string[] {
    return [...this.#words.values()];
  }

  /** What there is now and where, oldest first. */
  areas(): { area: string; words: string }[] {
    return [...this.#words].map(([area, words]) => ({ area, words }));
  }
}
