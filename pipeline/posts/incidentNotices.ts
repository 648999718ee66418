import { addPost } from '../../db/posts.ts';
import {
  forgetToldIncident,
  noteToldIncident,
  type ToldIncident,
  toldIncidents,
} from '../../db/toldIncidents.ts';
import type { PostContent } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import type { NotedIncident } from '../core/incidents.ts';
import type { PipelineOptions } from '../core/options.ts';

/** What of the context is needed here. */
export type NoticeContext = Pick<Context, 'db' | 'now' | 'incidents' | 'change'> & {
  options: Pick<PipelineOptions, 'incidents'>;
};

const minuteMs = 60_000;
/** Trouble that comes back within so long was not over, ms. */
const overAfterMs = 10 * minuteMs;

function sentences(heading: string, words: readonly string[], end: string): string {
  const each = [...new Set(words)];
  return each.length === 1
    ? `${heading}: ${each[0]} ${end}`.trim()
    : `${heading}:\n${each.map((one) => `• ${one}`).join('\n')}\n${end}`.trim();
}

/**
 * Tells people of trouble of the infrastructure that does not pass by itself: once, and again when it is over. What was
 * told is in the database, so that a restart tells nothing twice.
 */
export class IncidentNotices {
  readonly #context: NoticeContext;
  readonly #startedMs: number;

  constructor(context: NoticeContext) {
    this.#context = context;
    this.#startedMs = Date.parse(context.now());
  }

  /** One turn. */
  async turn(): Promise<void> {
    const { db, options, incidents, now } = this.#context;
    const { tell, afterMinutes } = options.incidents ?? { tell: [], afterMinutes: 0 };
    if (tell.length === 0) return;
    const [at, nowMs] = [now(), Date.parse(now())];
    const there = incidents.noted();
    const told = new Map(toldIncidents(db).map((one) => [one.area, one]));
    const lasting = there.filter(
      ({ key, since }) => told.has(key) || nowMs - since.getTime() >= afterMinutes * minuteMs,
    );
    const fresh = lasting.filter(({ key }) => !told.has(key));
    const over = [...told.values()].filter((one) => this.#isOver(one, there, nowMs));
    db.transaction(() => {
      for (const { key, words } of lasting) noteToldIncident(db, { area: key, words, at });
      for (const { area } of over) forgetToldIncident(db, area);
      if (fresh.length > 0) {
        const words = fresh.map((one) => one.told);
        this.#tell(sentences('⚠ This needs somebody', words, '`/nmma status` shows what there is now.'));
      }
      if (over.length > 0)
        this.#tell(
          sentences(
            '✓ Over',
            over.map(({ words }) => words),
            '',
          ),
        );
    })();
  }

  /** A restarted app has to meet the trouble again before its absence says anything. */
  #isOver(told: ToldIncident, there: readonly NotedIncident[], nowMs: number): boolean {
    const lastMs = Math.max(Date.parse(told.seenAt), this.#startedMs);
    return !there.some(({ key }) => key === told.area) && nowMs - lastMs >= overAfterMs;
  }

  #tell(text: string): void {
    const { db, options, change } = this.#context;
    const content: PostContent = { kind: 'notice', text };
    const post = {
      kind: 'notice' as const,
      runId: null,
      objectId: null,
      parentPostId: null,
      editsPostId: null,
    };
    for (const channel of options.incidents?.tell ?? [])
      addPost(db, { ...post, channel, content: JSON.stringify(content) }, change());
  }
}
