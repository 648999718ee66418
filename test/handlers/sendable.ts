import { expect } from 'vitest';
import { fitSummary } from '../../app/examples/posts.ts';
import type { Message } from '../../handlers/messages/blocks.ts';
import { blockTextLimit, checkBlocks, textLength } from '../../sandbox/blockKit/check.ts';

/** Words with everything that Slack would take for formatting, and an emoji. */
export const nasty = 'a <!channel> & *bold* _it_ ~no~ `code` <https://x.org|y> 🔭\nline';
/** About as long as the longest reason that a form lets through. */
export const long = `${nasty} `.repeat(50);

/** Twenty models, each with a long warning or a long failure. */
export const manyFits = Array.from({ length: 20 }, (_, index) =>
  fitSummary({
    fitId: index + 1,
    model: `Model_${index}*`,
    kind: index % 2 === 0 ? 'KN' : 'SN',
    lnZ: -1e5 - index,
    requestedBy: 'U0IGOR0001',
    settings: ['400 live points', long],
    warnings: [{ code: 'odd', text: `${index} ${long}` }],
    ...(index > 14 ? { state: 'failed' as const, lnZ: null, message: long } : {}),
  }),
);

/** Slack would take it, text and all. */
export function expectSendable(message: Message): void {
  expect(checkBlocks(message.blocks, 'message')).toEqual([]);
  expect(textLength(message.blocks)).toBeLessThan(blockTextLimit);
  expect(message.text.trim()).not.toBe('');
  expect(message.text.length).toBeLessThanOrEqual(4000);
  expect(message.text).not.toContain('<!channel>');
  const markdown = JSON.stringify(message.blocks.filter((block) => block.type !== 'table'));
  expect(markdown).not.toMatch(/"type":"mrkdwn","text":"[^"]*<!channel>/);
}
