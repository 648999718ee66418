import { deadPosts, findPost, type PostRow, retryPost } from '../../db/posts.ts';
import type { DeadPost, PostContent } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { maySeeObject } from '../objects/visibility.ts';
import { dayMs } from '../shared/time.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** Older ones nobody asks for any more. */
const keptDays = 7;

/** What a message is, in words. */
function whatOf(post: PostRow): string {
  const content: PostContent = JSON.parse(post.content);
  switch (content.kind) {
    case 'object-report':
      return `the report of ${content.object}`;
    case 'corner':
      return `the corner plot of ${content.object}`;
    case 'refit-report':
      return `the newer fits of ${content.object}`;
    case 'daily-summary':
      return `the summary of ${content.date}`;
    case 'progress':
      return `the progress of ${content.object}`;
    case 'mute-notice':
      return `the news that ${content.object} was ${content.mute ? 'muted' : 'unmuted'}`;
    case 'notice':
      return 'a notice';
  }
}

/**
 * Messages that could not be sent, newest first.
 * @param channel only what it may see; null: all.
 */
export function notPosted(context: Context, channel: string | null = null): DeadPost[] {
  const since = new Date(Date.parse(context.now()) - keptDays * dayMs).toISOString();
  const shown = deadPosts(context.db, since).filter(
    ({ objectId }) => channel === null || objectId === null || maySeeObject(context, channel, objectId),
  );
  return shown.map((post) => ({
    postId: post.id,
    what: whatOf(post),
    why: post.lastError ?? 'nobody knows why',
    channel: post.channel,
  }));
}

/** @see PipelineService.retryPost */
export function retryDeadPost(context: Context, request: { postId: number; by: string }): string {
  const { db } = context;
  const post = findPost(db, request.postId);
  if (!post) throw new UserInputError(`There is no message ${request.postId}.`);
  if (!retryPost(db, post.id, context.change(request.by, 'tried again')))
    throw new UserInputError('That message is on its way, or has been sent already.');
  return whatOf(post);
}
