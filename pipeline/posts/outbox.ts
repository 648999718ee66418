import { z } from 'zod';
import {
  beginPostAttempt,
  failPost,
  findPost,
  markPostSent,
  type PostRow,
  pendingPosts,
  postponePost,
} from '../../db/posts.ts';
import { type OutgoingPost, type PostContent, PublishError } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { muteNow } from '../objects/mutes.ts';
import { maySeeObject } from '../objects/visibility.ts';
import { errorMessage } from '../shared/errorMessage.ts';

/** The longest pause before Slack is tried again, seconds. */
const longestPauseSeconds = 300;
const area = 'Slack';
const withheld = 'the channel may not see data of its programme';

/** The column is written by this side only, whole; this says that it is one of the kinds that it may be. */
const contentSchema = z.custom<PostContent>((value) => {
  const kinds = z.enum([
    'object-report',
    'corner',
    'refit-report',
    'daily-summary',
    'progress',
    'mute-notice',
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

/** A post as the publisher takes it; null when it must wait for another, or never can go. */
function outgoing(context: Context, post: PostRow): OutgoingPost | null {
  // Whoever wrote it down may have known less of the object, or of the channel.
  if (post.objectId !== null && !maySeeObject(context, post.channel, post.objectId)) {
    failPost(context.db, post.id, withheld, context.change('app', withheld));
    context.log.warn({ post: post.id, channel: post.channel }, `not posted: ${withheld}`);
    return null;
  }
  const needed = post.parentPostId ?? post.editsPostId;
  const place = needed === null ? null : timestampOf(context, needed);
  if (place === 'not-yet') return null;
  if (place === 'never') {
    const why = 'the message that it belongs to could not be posted';
    failPost(context.db, post.id, why, context.change('app', why));
    return null;
  }
  const written = contentSchema.parse(JSON.parse(post.content));
  // Between writing and sending somebody may have muted the object, or taken it back.
  const content =
    written.kind === 'object-report' && post.objectId !== null
      ? { ...written, muted: muteNow(context, post.objectId) }
      : written;
  return {
    postId: post.id,
    channel: post.channel,
    threadTs: post.parentPostId === null ? null : (place?.ts ?? null),
    editTs: post.editsPostId === null ? null : (place?.ts ?? null),
    mayHaveBeenSent: post.attempts > 0,
    content,
  };
}

/** What to do after a failure. @returns whether the others may be tried now. */
function afterFailure(context: Context, post: PostRow, error: unknown): boolean {
  const words = errorMessage(error);
  if (error instanceof PublishError && error.permanent) {
    failPost(context.db, post.id, words, context.change());
    context.log.error({ err: error, post: post.id }, 'a message was given up');
    return true;
  }
  const asked = error instanceof PublishError ? error.retryAfterSeconds : null;
  const seconds = asked ?? Math.min(longestPauseSeconds, 2 ** Math.min(post.attempts + 1, 10));
  const again = new Date(Date.parse(context.now()) + seconds * 1000).toISOString();
  postponePost(context.db, post.id, words, again);
  context.incidents.note(area, error);
  return false;
}

/**
 * Sends what the channel is owed, oldest first. Trouble with Slack is noted and waited out; the posts stay.
 * An attempt is counted before it is made, so that after a crash one that may have arrived is looked for first.
 */
export async function sendPosts(context: Context): Promise<void> {
  const { db, options } = context;
  const pending = pendingPosts(db);
  // While one waits because of trouble, those behind it would meet the same.
  if (pending.some((post) => post.nextAttemptAt !== null && post.nextAttemptAt > context.now())) return;
  for (const post of pending) {
    const ready = outgoing(context, post);
    if (ready === null || !beginPostAttempt(db, post.id)) continue;
    try {
      const place = await options.publisher.publish(ready);
      markPostSent(db, post.id, place, context.change());
      context.incidents.clear(area);
      context.emit({ type: 'post-sent', postId: post.id, channel: place.channel, ts: place.ts });
    } catch (error) {
      if (!afterFailure(context, post, error)) return;
    }
  }
}
