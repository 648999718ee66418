import { z } from 'zod';
import { formerNames, lastLoss } from '../../db/installation.ts';
import { durably } from '../../db/open.ts';
import {
  beginPostAttempt,
  failPost,
  findPost,
  hasNewerEdit,
  markPostSent,
  type PostRow,
  postponePost,
  queuedPosts,
} from '../../db/posts.ts';
import { isPerson } from '../api/audience.ts';
import { type OutgoingPost, type PostContent, PublishError } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { areas } from '../core/incidents.ts';
import { postUrlOf } from '../fits/ranking.ts';
import { muteNow } from '../objects/mutes.ts';
import { opinionsNow } from '../objects/opinions.ts';
import { maySeeObject } from '../objects/visibility.ts';
import { errorMessage } from '../shared/errorMessage.ts';
import { faultPoint } from '../shared/faultPoint.ts';
import { adopt, findUnknown } from './adopt.ts';
import { Pauses } from './pauses.ts';
import { putInPlaceOf } from './replace.ts';
import { duePosts } from './sendingOrder.ts';
import { sendingTuning } from './sendingTuning.ts';

const withheld = {
  channel: 'the channel may not see data of its programme',
  person: 'the person may not look at data of its programme',
};
const parentFailed = 'the message that it belongs to could not be posted';

/** The column is written by this side only, whole; this says that it is one of the kinds that it may be. */
const contentSchema = z.custom<PostContent>((value) => {
  const kinds = z.enum([
    'object-report',
    'corner',
    'refit-report',
    'daily-summary',
    'progress',
    'mute-notice',
    'reminder',
    'alert',
    'watch-notice',
    'notice',
  ]);
  return z.looseObject({ kind: kinds }).safeParse(value).success;
}, 'no content of a post');

/** The timestamp of a message that another one needs; null while it is not there, and why it never will be. */
function timestampOf(context: Context, id: number): { ts: string } | 'not-yet' | 'never' {
  const post = findPost(context.db, id);
  if (!post || post.state === 'failed') return 'never';
  return post.state === 'sent' && post.slackTs !== null ? { ts: post.slackTs } : 'not-yet';
}

function giveUp(context: Context, post: PostRow, why: { words: string; code: string | null }): void {
  failPost(context.db, post.id, { ...why, mayHaveBeenSent: false }, context.change('app', why.words));
}

function withhold(context: Context, post: PostRow): void {
  const words = withheld[isPerson(post.channel) ? 'person' : 'channel'];
  giveUp(context, post, { words, code: 'withheld' });
  context.log.warn({ post: post.id, channel: post.channel }, `not posted: ${words}`);
}

/** Whether a person may be told of an object directly: who may look at everything, or everybody if it is public. */
async function mayBeTold(context: Context, person: string, objectId: number): Promise<boolean> {
  if (maySeeObject(context, null, objectId)) return true;
  return (await context.options.mayLook?.(person)) ?? true;
}

/** What a post says now: between writing and sending people may have done something about its object. */
function contentNow(context: Context, post: PostRow): PostContent | 'answered' {
  const written = contentSchema.parse(JSON.parse(post.content));
  const { objectId } = post;
  if (objectId === null) return written;
  const muted = () => muteNow(context, objectId);
  const opinions = () => opinionsNow(context, objectId);
  switch (written.kind) {
    case 'object-report':
      return { ...written, muted: muted(), opinions: opinions() };
    case 'watch-notice':
      return { ...written, postUrl: postUrlOf(context, objectId, null) };
    case 'alert':
    case 'reminder':
      // Who has said something, or muted it, has seen it.
      return muted() !== null || opinions().length > 0 ? 'answered' : written;
    default:
      return written;
  }
}

/**
 * Whether a reply, or a picture that an edit shows, may have been posted in a time that the database lost: for as long as
 * what was lost may be owed again.
 */
function isOfLostTime({ db, now }: Context, post: PostRow): boolean {
  const isInChannel = post.parentPostId === null && post.editsPostId === null && !isPerson(post.channel);
  // The channels themselves were searched.
  if (isInChannel) return false;
  const lost = lastLoss(db);
  return lost !== null && Math.abs(Date.parse(now()) - Date.parse(lost)) < sendingTuning.owedAgainMs;
}

/** A post as the publisher takes it; null when it must wait for another, or never can go. */
function outgoing(context: Context, post: PostRow): OutgoingPost | null {
  // Whoever wrote it down may have known less of the object, or of the channel.
  const { objectId, channel } = post;
  if (objectId !== null && !isPerson(channel) && !maySeeObject(context, channel, objectId)) {
    withhold(context, post);
    return null;
  }
  const needed = post.parentPostId ?? post.editsPostId;
  const place = needed === null ? null : timestampOf(context, needed);
  if (place === 'not-yet') return null;
  if (place === 'never') {
    giveUp(context, post, { words: parentFailed, code: 'parent' });
    return null;
  }
  if (post.editsPostId !== null && place && hasNewerEdit(context.db, post.id, post.editsPostId)) {
    // Made now, it would show an older state of things.
    const change = context.change('app', 'a newer edit shows it');
    markPostSent(context.db, post.id, { channel: post.channel, ts: place.ts }, change);
    return null;
  }
  const content = contentNow(context, post);
  if (content === 'answered') {
    giveUp(context, post, { words: 'people have answered meanwhile', code: 'answered' });
    return null;
  }
  return {
    postId: post.id,
    installation: post.installation,
    identity: post.identity,
    formerNames: formerNames(context.db),
    channel: post.channel,
    threadTs: post.parentPostId === null ? null : (place?.ts ?? null),
    editTs: post.editsPostId === null ? null : (place?.ts ?? null),
    mayHaveBeenSent: post.mayHaveBeenSent === 1 || isOfLostTime(context, post),
    content,
  };
}

/**
 * Sends what the channels are owed. Every channel has its own turn, rate and pauses: one in trouble, or one message,
 * never silences the others. What a person waits for goes first, then the oldest.
 */
export class Outbox {
  readonly #context: Context;
  readonly #channels: Pauses<string>;
  readonly #posts: Pauses<number>;
  /** When a channel was last sent something, by the monotonic clock. */
  readonly #sentMs = new Map<string, number>();
  /** Channels that were searched for messages of ours that the database knows nothing of. */
  readonly #searched = new Set<string>();
  #isStarted = false;
  #isStopping = false;

  constructor(context: Context) {
    this.#context = context;
    this.#channels = new Pauses(context.monotonicMs);
    this.#posts = new Pauses(context.monotonicMs);
  }

  /** No other message is begun. */
  stop(): void {
    this.#isStopping = true;
  }

  /** One turn for every channel that is owed something. */
  async send(): Promise<void> {
    if (!this.#isStarted) this.#takeUpPauses();
    this.#isStarted = true;
    const channels = new Set(queuedPosts(this.#context.db, this.#context.now()).map((post) => post.channel));
    await Promise.all([...channels].map((channel) => this.#sendTo(channel)));
  }

  /** Pauses that Slack asked an earlier process for. */
  #takeUpPauses(): void {
    const nowMs = Date.parse(this.#context.now());
    for (const { channel, nextAttemptAt } of queuedPosts(this.#context.db, this.#context.now())) {
      const seconds = (Date.parse(nextAttemptAt ?? '') - nowMs) / 1000;
      if (seconds > 0 && seconds <= sendingTuning.longestBelievedSeconds && !this.#channels.lasts(channel))
        this.#channels.lengthen(channel, seconds, sendingTuning.longestPauseSeconds);
    }
  }

  async #sendTo(channel: string): Promise<void> {
    const { db, monotonicMs, options, now } = this.#context;
    const beganMs = monotonicMs();
    const tried = new Set<number>();
    if (!(await this.#search(channel))) return;
    while (
      !this.#isStopping &&
      !this.#channels.lasts(channel) &&
      monotonicMs() - beganMs < sendingTuning.turnMs
    ) {
      const sentMs = this.#sentMs.get(channel) ?? Number.NEGATIVE_INFINITY;
      if (monotonicMs() - sentMs < (options.postPauseMs ?? sendingTuning.pauseMs)) return;
      // Asked anew each time: what a person waits for may have come meanwhile.
      const queued = duePosts(queuedPosts(db, now()), channel);
      const due = queued.filter((id) => !tried.has(id) && !this.#posts.lasts(id));
      const next = this.#firstReady(due, tried);
      if (next === null) return;
      tried.add(next.post.id);
      await this.#sendOne(next.post, next.ready);
    }
  }

  /** Once, before the first message: what stands in the channel. @returns whether the channel is known. */
  async #search(channel: string): Promise<boolean> {
    if (this.#searched.has(channel) || isPerson(channel)) return true;
    if (this.#isStopping || this.#channels.lasts(channel)) return false;
    try {
      await findUnknown(this.#context, channel);
      this.#searched.add(channel);
      return true;
    } catch (error) {
      const known = error instanceof PublishError ? error : null;
      this.#channels.lengthen(
        channel,
        known?.retryAfterSeconds ?? null,
        sendingTuning.longestWaitForCureSeconds,
      );
      this.#context.incidents.note(areas.slack(channel), error);
      return false;
    }
  }

  #firstReady(due: readonly number[], tried: Set<number>): { post: PostRow; ready: OutgoingPost } | null {
    for (const id of due) {
      const post = findPost(this.#context.db, id);
      const isOwed = post?.state === 'pending' && !adopt(this.#context, post);
      const ready = isOwed ? outgoing(this.#context, post) : null;
      if (post && ready) return { post, ready };
      tried.add(id);
    }
    return null;
  }

  /** An attempt is counted before it is made, so that after a crash one that may have arrived is looked for first. */
  async #sendOne(post: PostRow, ready: OutgoingPost): Promise<void> {
    const { db, options, incidents, monotonicMs } = this.#context;
    if (!(await this.#isAllowed(post))) return;
    if (!durably(db, () => beginPostAttempt(db, post.id))) return;
    faultPoint('attempt noted');
    try {
      const place = await options.publisher.publish(ready);
      faultPoint('posted');
      durably(db, () => markPostSent(db, post.id, place, this.#context.change()));
      this.#channels.end(post.channel);
      this.#posts.end(post.id);
      incidents.clear(areas.slack(post.channel));
      this.#context.emit({ type: 'post-sent', postId: post.id, channel: place.channel, ts: place.ts });
    } catch (error) {
      this.#afterFailure(post, error);
    } finally {
      this.#sentMs.set(post.channel, monotonicMs());
    }
  }

  /** Whether a direct message may be sent; where it may not it is given up, where nobody knows it waits. */
  async #isAllowed(post: PostRow): Promise<boolean> {
    if (post.objectId === null || !isPerson(post.channel)) return true;
    try {
      if (await mayBeTold(this.#context, post.channel, post.objectId)) return true;
      withhold(this.#context, post);
    } catch (error) {
      this.#afterFailure(post, error);
    }
    return false;
  }

  #afterFailure(post: PostRow, error: unknown): void {
    const { db, log, incidents, change } = this.#context;
    const words = errorMessage(error);
    const known = error instanceof PublishError ? error : new PublishError(words, { cause: error });
    const { code, trouble, mayHaveBeenSent, retryAfterSeconds } = known;
    const why = { words, code, mayHaveBeenSent };
    const isLastTry =
      (trouble === 'unknown' || trouble === 'gone') && post.attempts + 1 >= sendingTuning.mostUnknownTries;
    if (trouble === 'never' || isLastTry) {
      failPost(db, post.id, why, change());
      this.#posts.end(post.id);
      log.error({ err: error, post: post.id }, 'a message was given up');
      return;
    }
    if (trouble === 'gone') {
      log.warn({ err: error, post: post.id }, 'a message was deleted in Slack: it is posted anew');
      putInPlaceOf(this.#context, post);
      return;
    }
    const ofPost = trouble === 'unknown';
    const most =
      trouble === 'cure' ? sendingTuning.longestWaitForCureSeconds : sendingTuning.longestPauseSeconds;
    const seconds = ofPost
      ? this.#posts.lengthen(post.id, retryAfterSeconds, most)
      : this.#channels.lengthen(post.channel, retryAfterSeconds, most);
    const again = new Date(Date.parse(this.#context.now()) + seconds * 1000).toISOString();
    postponePost(db, post.id, why, again);
    if (!ofPost) incidents.note(areas.slack(post.channel), error);
    else log.warn({ err: error, post: post.id }, words);
  }
}
