import { describe, expect, it } from 'vitest';
import { formatDate } from '../../sandbox/page/dates.ts';
import { escapeText, inline, parseMrkdwn, plain } from '../../sandbox/page/mrkdwn.ts';
import type { KnownBlock } from '../../sandbox/page/types.ts';
import { validate } from '../../sandbox/page/validate.ts';

const text = (words: string) => ({ type: 'text', text: words });

describe('mrkdwn', () => {
  it('knows bold, italic, strike and code, and leaves words with marks inside alone', () => {
    expect(inline('*b* _i_ ~s~ `c`')).toEqual([
      { type: 'bold', children: [text('b')] },
      text(' '),
      { type: 'italic', children: [text('i')] },
      text(' '),
      { type: 'strike', children: [text('s')] },
      text(' '),
      { type: 'code', text: 'c' },
    ]);
    expect(inline('log_likelihood_max 2*3*4 a * b * c')).toEqual([
      text('log_likelihood_max 2*3*4 a * b * c'),
    ]);
    expect(inline('*_both_*')).toEqual([
      { type: 'bold', children: [{ type: 'italic', children: [text('both')] }] },
    ]);
  });

  it('reads links, mentions, channels, special mentions and dates', () => {
    expect(inline('<https://x.org/?a=1&amp;b=2|the *page*>')).toEqual([
      { type: 'link', url: 'https://x.org/?a=1&b=2', children: [text('the *page*')] },
    ]);
    expect(inline('<@U1> <#C1|kn> <!here>')).toEqual([
      { type: 'user', id: 'U1' },
      text(' '),
      { type: 'channel', id: 'C1', label: 'kn' },
      text(' '),
      { type: 'special', text: '@here' },
    ]);
    expect(inline('<!date^1392734382^{date} at {time}^https://x.org|then>')).toEqual([
      {
        type: 'date',
        seconds: 1392734382,
        format: '{date} at {time}',
        fallback: 'then',
        url: 'https://x.org',
      },
    ]);
  });

  it('unescapes once, and escapes what is typed', () => {
    expect(inline('1 &lt; 2 &amp;amp; 3')).toEqual([text('1 < 2 &amp; 3')]);
    expect(escapeText('a <b> & c')).toBe('a &lt;b&gt; &amp; c');
    expect(inline(escapeText('<https://x.org>')).some((node) => node.type === 'user')).toBe(false);
  });

  it('makes links of bare addresses without the full stop behind them', () => {
    expect(inline('see https://x.org/a_b_c.')).toEqual([
      text('see '),
      { type: 'link', url: 'https://x.org/a_b_c', children: [text('https://x.org/a_b_c')] },
      text('.'),
    ]);
  });

  it('knows emoji, but not times of day', () => {
    expect(plain('at 10:30:00 :tada:')).toEqual([text('at 10:30:00 '), { type: 'emoji', name: 'tada' }]);
  });

  it('splits code blocks and quotes from the rest', () => {
    expect(parseMrkdwn('a\n```\nx = *1*\n```\n&gt; q\nb')).toEqual([
      { type: 'inline', children: [text('a')] },
      { type: 'pre', text: 'x = *1*' },
      { type: 'quote', children: [text('q')] },
      { type: 'inline', children: [text('b')] },
    ]);
  });
});

describe('dates', () => {
  it('fills Slack’s tokens and refuses formats without any', () => {
    const noon = new Date(2026, 10, 23, 12);
    const seconds = new Date(2026, 10, 22, 15, 4).getTime() / 1000;
    expect(formatDate(seconds, '{date_short_pretty} at {time}', noon)).toBe('Yesterday at 3:04 PM');
    expect(formatDate(seconds, 'on {date_num}', noon)).toBe('on 2026-11-22');
    expect(formatDate(seconds, '{ago}', noon)).toBe('21 hours ago');
    expect(formatDate(seconds, 'no token', noon)).toBeUndefined();
    expect(formatDate(Number.NaN, '{date}', noon)).toBeUndefined();
  });
});

describe('the checks of the modal window', () => {
  const label = { type: 'plain_text', text: 'L' } as const;
  const blocks: KnownBlock[] = [
    {
      type: 'input',
      block_id: 'n',
      label,
      element: {
        type: 'number_input',
        action_id: 'a',
        is_decimal_allowed: false,
        min_value: '32',
        max_value: '64',
      },
    },
    {
      type: 'input',
      block_id: 'o',
      label,
      optional: true,
      element: { type: 'plain_text_input', action_id: 'a' },
    },
  ];
  const check = (value: string | null) =>
    validate(blocks, {
      values: {
        n: { a: { type: 'number_input', value } },
        o: { a: { type: 'plain_text_input', value: null } },
      },
    });

  it('lets a good form pass and names the block of a bad one', () => {
    expect(check('50')).toEqual({});
    expect(check(null)).toEqual({ n: 'Please complete this required field.' });
    expect(check('12')).toEqual({ n: 'Please enter a number that is 32 or more.' });
    expect(check('33.5')).toEqual({ n: 'Please enter a whole number.' });
    expect(check('many')).toEqual({ n: 'Please enter a number.' });
  });
});
