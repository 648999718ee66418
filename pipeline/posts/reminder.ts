import { getObject } from '../../db/objects.ts';
import { addReminder, unansweredObjects } from '../../db/opinions.ts';
import { addPost, objectPost } from '../../db/posts.ts';
import { type VerdictRow, verdictsOfObject } from '../../db/verdicts.ts';
import type { PostContent } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { portalUrlOf } from '../fits/ranking.ts';
import { muteNow } from '../objects/mutes.ts';
import { channelsFor } from '../objects/visibility.ts';
import { dayMs } from '../shared/time.ts';
import { reminderIdentity } from './identity.ts';
import { surfacingScore } from './worth.ts';

/** Of older candidates nobody is reminded. */
const lookBackMs = 7 * dayMs;
const hourMs = 3_600_000;
/** How often it is looked, ms. */
const everyMs = 60_000;

/** The verdict since which an object has been a strong candidate; null: it is none now. */
function strongSince(verdicts: readonly VerdictRow[], least: number): VerdictRow | null {
  const isStrong = ({ kilonovaScore }: VerdictRow) => kilonovaScore !== null && kilonovaScore >= least;
  const lastWeak = verdicts.findLastIndex((one) => !isStrong(one));
  return verdicts[lastWeak + 1] ?? null;
}

/** Owes the channels of one object the reminder, each once. @param longestAgo candidates since then are told of. */
function remindOf(context: Context, objectId: number, longestAgo: string): void {
  const { db } = context;
  const verdicts = verdictsOfObject(db, objectId);
  const newest = verdicts.at(-1);
  if (newest === undefined) return;
  const object = getObject(db, objectId);
  const { state, kind, probability, kilonovaScore } = newest;
  for (const channel of channelsFor(context, objectId)) {
    const first = objectPost(db, objectId, channel);
    // Who has not been told of it cannot be reminded.
    if (first?.state !== 'sent') continue;
    const since = strongSince(verdicts, surfacingScore(context, channel))?.at;
    if (since === undefined || since > longestAgo) continue;
    if (!addReminder(db, objectId, channel, context.now())) continue;
    const content: PostContent = {
      kind: 'reminder',
      object: object.name,
      verdict: { state, kind, probability },
      kilonovaScore,
      since,
      portalUrl: portalUrlOf(context, object.name),
    };
    const place = { runId: null, objectId, parentPostId: first.id, editsPostId: null, channel };
    const identity = reminderIdentity(object.name);
    addPost(db, { ...place, kind: 'thread', content: JSON.stringify(content), identity }, context.change());
  }
}

/** Reminds the channels, once, of a strong candidate that nobody has said anything of for some hours. */
export class Reminder {
  readonly #context: Context;
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
  }

  /** One turn: nothing more than once a minute. */
  async turn(): Promise<void> {
    const { db, options, monotonicMs } = this.#context;
    const hours = options.remindAfterHours ?? null;
    if (hours === null || monotonicMs() - this.#lookedMs < everyMs) return;
    this.#lookedMs = monotonicMs();
    const nowMs = Date.parse(this.#context.now());
    const longestAgo = new Date(nowMs - hours * hourMs).toISOString();
    db.transaction(() => {
      for (const objectId of unansweredObjects(db, new Date(nowMs - lookBackMs).toISOString())) {
        // Who muted it has seen it.
        if (muteNow(this.#context, objectId) === null) remindOf(this.#context, objectId, longestAgo);
      }
    })();
  }
}
