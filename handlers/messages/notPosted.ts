import { isPerson } from '../../pipeline/api/audience.ts';
import type { DeadPost } from '../../pipeline/api/views.ts';
import { actions, type Block, button, section } from './blocks.ts';
import { bullets } from './fitLists.ts';
import { ids } from './parts.ts';
import { capital, counted, cut, escapeText, mention } from './text.ts';

const mostShown = 5;

/** Messages that could not be sent, each with its cause and a way to try it again; none: nothing. */
export function notPostedBlocks(posts: readonly DeadPost[]): Block[] {
  if (posts.length === 0) return [];
  const shown = posts.slice(0, mostShown);
  const lines = shown.map(
    ({ what, why, channel }) =>
      `${escapeText(capital(what))} (${isPerson(channel) ? mention(channel) : `<#${channel}>`}): ${escapeText(cut(why, 300))}`,
  );
  const title = `⚠ *${capital(counted(posts.length, 'message'))} could not be sent*`;
  return [
    section(`${title}\n${bullets(lines, '')}`),
    actions(
      'nmma_not_posted',
      shown.map(({ postId, what }) =>
        button('Try again', `${ids.retryPost}_${postId}`, String(postId), {
          accessibility_label: cut(`Try again to send ${what}`, 75),
        }),
      ),
    ),
  ];
}
