import { errorMessage } from '../shared/errorMessage.ts';
import type { Log } from '../shared/log.ts';

/** Trouble that has lasted so long is told with its beginning, ms. */
const toldSinceMs = 120_000;
const dayMs = 86_400_000;

interface Noted {
  words: string;
  since: Date;
}

/** Trouble of the infrastructure, one sentence per area at most; it is told, and waited out. */
export class Incidents {
  readonly #noted = new Map<string, Noted>();
  readonly #log: Log;
  readonly #clock: () => Date;

  constructor(log: Log, clock: () => Date) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Notes trouble; the log is told only when it is new. Other words for the same area do not begin it anew. */
  note(area: string, error: unknown): void {
    const words = errorMessage(error);
    const before = this.#noted.get(area);
    if (before?.words === words) return;
    this.#noted.set(area, { words, since: before?.since ?? this.#clock() });
    this.#log.error({ err: error, area }, words);
  }

  /** All is well again in that area. */
  clear(area: string): void {
    if (this.#noted.delete(area)) this.#log.info({ area }, 'the trouble is over');
  }

  /** What there is now, oldest first; the same words of several areas once. */
  list(): string[] {
    return [...new Set(this.areas().map(({ words }) => words))];
  }

  /** What there is now and where, oldest first; what has lasted for minutes with its beginning. */
  areas(): { area: string; words: string }[] {
    return [...this.#noted].map(([area, noted]) => ({ area, words: this.#told(noted) }));
  }

  #told({ words, since }: Noted): string {
    const lastsMs = this.#clock().getTime() - since.getTime();
    if (lastsMs < toldSinceMs) return words;
    const [date = '', time = ''] = since.toISOString().split('T');
    const day = lastsMs < dayMs ? '' : `${date} `;
    return `${words}${/[.!?…]$/.test(words) ? '' : '.'} (Since ${day}${time.slice(0, 5)} UTC.)`;
  }
}
