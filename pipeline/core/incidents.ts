import { errorMessage } from '../shared/errorMessage.ts';
import type { Log } from '../shared/log.ts';
import { dayMs } from '../shared/time.ts';

/** Trouble that has lasted so long is told with its beginning, ms. */
const toldSinceMs = 120_000;

/** What is in trouble: a part of the installation, and what of it. */
export interface Area {
  part: 'database' | 'source' | 'executor' | 'Slack' | 'other';
  /** A source's name, a job's, or what the app was doing. */
  what: string;
}

/** The areas there are. */
export const areas = {
  source: (name: string): Area => ({ part: 'source', what: name }),
  jobs: { part: 'executor', what: 'jobs' },
  job: (name: string): Area => ({ part: 'executor', what: `job ${name}` }),
  cancelling: (name: string): Area => ({ part: 'executor', what: `cancelling ${name}` }),
  /** Posting to a channel. */
  slack: (channel: string): Area => ({ part: 'Slack', what: channel }),
  posts: { part: 'other', what: 'posts' },
  reports: { part: 'other', what: 'reports' },
  /** Bringing results to a SkyPortal. */
  portal: { part: 'other', what: 'SkyPortal' },
  uploads: { part: 'other', what: 'uploads' },
  pull: { part: 'other', what: 'pull' },
  notices: { part: 'other', what: 'notices' },
  upkeep: { part: 'other', what: 'upkeep' },
  oldLayout: { part: 'other', what: 'old layout' },
  database: { part: 'database', what: 'database' },
} as const satisfies Record<string, Area | ((name: string) => Area)>;

function keyOf({ part, what }: Area): string {
  return `${part}\n${what}`;
}

interface Noted {
  area: Area;
  words: string;
  since: Date;
}

/** Trouble that is there now. */
export interface NotedIncident {
  /** Of its area. */
  key: string;
  words: string;
  since: Date;
  /** The words, with their beginning. */
  told: string;
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
  note(area: Area, error: unknown): void {
    const words = errorMessage(error);
    const key = keyOf(area);
    const before = this.#noted.get(key);
    if (before?.words === words) return;
    this.#noted.set(key, { area, words, since: before?.since ?? this.#clock() });
    this.#log.error({ err: error, area }, words);
  }

  /** All is well again in that area. */
  clear(area: Area): void {
    if (this.#noted.delete(keyOf(area))) this.#log.info({ area }, 'the trouble is over');
  }

  /** What there is now, oldest first; the same words of several areas once. */
  list(): string[] {
    return [...new Set(this.areas().map(({ words }) => words))];
  }

  /** What there is now and where, oldest first; what has lasted for minutes with its beginning. */
  areas(): { area: Area; words: string }[] {
    return [...this.#noted.values()].map((noted) => ({ area: noted.area, words: this.#told(noted) }));
  }

  /** What there is now, oldest first, by area. */
  noted(): NotedIncident[] {
    return [...this.#noted].map(([key, noted]) => ({
      key: key.replace('\n', ': '),
      words: noted.words,
      since: noted.since,
      told: this.#told(noted),
    }));
  }

  #told({ words, since }: Noted): string {
    const lastsMs = this.#clock().getTime() - since.getTime();
    if (lastsMs < toldSinceMs) return words;
    const [date = '', time = ''] = since.toISOString().split('T');
    const day = lastsMs < dayMs ? '' : `${date} `;
    return `${words}${/[.!?…]$/.test(words) ? '' : '.'} (Since ${day}${time.slice(0, 5)} UTC.)`;
  }
}
