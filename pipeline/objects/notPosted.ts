import { deadPosts, type PostRow } from '../../db/posts.ts';
import type { PostContent } from '../api/posts.ts';
import type { DeadPost } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { dayMs } from '../shared/time.ts';
import { maySeeObject } from './visibility.ts';

/** Older ones nobody asks for any more. */
const keptDays = 7;

/** What a message is, in words. */
export function whatOf(post: PostRow): string {
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
    case 'reminder':
      return `the reminder of ${content.object}`;
    case 'alert':
      return `the call for ${content.object}`;
    case 'watch-notice':
      return `the direct message about ${content.object}`;
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
