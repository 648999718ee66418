/** Standard Markdown, as far as Slack's markdown block knows it → a small tree. Pure: markdownview.ts draws it. */
import { type Inline, plain } from './mrkdwn.ts';

export type MarkdownBlock =
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'pre'; text: string }
  | { type: 'quote'; blocks: MarkdownBlock[] }
  | { type: 'list'; ordered: boolean; start: number; items: { depth: number; children: Inline[] }[] }
  | { type: 'table'; head: Inline[][]; rows: Inline[][][]; align: ('left' | 'center' | 'right')[] }
  | { type: 'rule' };

const SPANS: [RegExp, (match: RegExpExecArray) => Inline][] = [
  [/^`([^`\n]+)`/, (m) => ({ type: 'code', text: m[1] ?? '' })],
  [
    /^!?\[([^\]\n]+)\]\(([^)\s]+)[^)\n]*\)/,
    (m) => ({ type: 'link', url: m[2] ?? '', children: markdownInline(m[1] ?? '') }),
  ],
  [
    /^<(https?:[^>\s]+)>/,
    (m) => ({ type: 'link', url: m[1] ?? '', children: [{ type: 'text', text: m[1] ?? '' }] }),
  ],
  [/^<@([A-Z0-9]+)>/, (m) => ({ type: 'user', id: m[1] ?? '' })],
  [/^<#([A-Z0-9]+)(?:\|[^>]*)?>/, (m) => ({ type: 'channel', id: m[1] ?? '' })],
  [
    /^https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"*_~]/,
    (m) => ({ type: 'link', url: m[0], children: [{ type: 'text', text: m[0] }] }),
  ],
  [
    /^(?:\*\*|__)(?=\S)([\s\S]*?\S)(?:\*\*|__)/,
    (m) => ({ type: 'bold', children: markdownInline(m[1] ?? '') }),
  ],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (m) => ({ type: 'strike', children: markdownInline(m[1] ?? '') })],
  [/^\*(?=[^\s*])([\s\S]*?[^\s*])\*/, (m) => ({ type: 'italic', children: markdownInline(m[1] ?? '') })],
  [
    /^_(?=[^\s_])([\s\S]*?[^\s_])_(?![\p{L}\p{N}])/u,
    (m) => ({ type: 'italic', children: markdownInline(m[1] ?? '') }),
  ],
];

/** The spans of one run of Markdown. */
export function markdownInline(text: string): Inline[] {
  const out: Inline[] = [];
  let held = '';
  const flush = () => {
    if (held) out.push(...plain(held));
    held = '';
  };
  for (let i = 0; i < text.length; ) {
    if (text[i] === '\\' && /[\\`*_{}[\]()#+\-.!~|>]/.test(text[i + 1] ?? '')) {
      held += text[i + 1];
      i += 2;
      continue;
    }
    const inWord = /[\p{L}\p{N}]$/u.test(held);
    const rest = text.slice(i);
    const hit = SPANS.map(([pattern, make]) => ({ match: pattern.exec(rest), make })).find(
      ({ match }) => match && !(inWord && /^[_h]/.test(match[0])),
    );
    if (hit?.match) {
      flush();
      out.push(hit.make(hit.match));
      i += hit.match[0].length;
    } else {
      held += text[i];
      i += 1;
    }
  }
  flush();
  return out;
}

const LIST = /^(\s*)(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const TABLE_LINE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const cells = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => markdownInline(cell.trim()));
const alignment = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => {
      const mark = cell.trim();
      return mark.endsWith(':') ? (mark.startsWith(':') ? 'center' : 'right') : 'left';
    });

/** A whole Markdown text. */
export function parseMarkdown(text: string): MarkdownBlock[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const out: MarkdownBlock[] = [];
  let at = 0;
  const take = (test: (line: string) => boolean) => {
    const taken: string[] = [];
    while (at < lines.length && test(lines[at] ?? '')) taken.push(lines[at++] ?? '');
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    const list = LIST.exec(line);
    if (line.trim() === '') at += 1;
    else if (line.trimStart().startsWith('```')) {
      at += 1;
      out.push({ type: 'pre', text: take((next) => !next.trimStart().startsWith('```')).join('\n') });
      at += 1;
    } else if (heading) {
      out.push({
        type: 'heading',
        level: (heading[1] ?? '#').length,
        children: markdownInline(heading[2] ?? ''),
      });
      at += 1;
    } else if (RULE.test(line)) {
      out.push({ type: 'rule' });
      at += 1;
    } else if (line.startsWith('>')) {
      const quoted = take((next) => next.startsWith('>')).map((next) => next.replace(/^> ?/, ''));
      out.push({ type: 'quote', blocks: parseMarkdown(quoted.join('\n')) });
    } else if (line.includes('|') && TABLE_LINE.test(lines[at + 1] ?? '')) {
      const [head, rule, ...rows] = take((next) => next.includes('|'));
      out.push({
        type: 'table',
        head: cells(head ?? ''),
        rows: rows.map(cells),
        align: alignment(rule ?? ''),
      });
    } else if (list) {
      const items = take((next) => LIST.test(next)).map((next) => {
        const match = LIST.exec(next);
        const task = /^\[([ xX])\] (.*)$/.exec(match?.[4] ?? '');
        const content = task ? `${task[1] === ' ' ? '☐' : '☑'} ${task[2]}` : (match?.[4] ?? '');
        return { depth: Math.floor((match?.[1] ?? '').length / 2), children: markdownInline(content) };
      });
      out.push({ type: 'list', ordered: list[3] !== undefined, start: Number(list[3] ?? 1), items });
    } else {
      const first = lines[at++] ?? '';
      const more = take(
        (next) => next.trim() !== '' && !/^(\s*```|#{1,6}\s|>)/.test(next) && !LIST.test(next),
      );
      out.push({ type: 'paragraph', children: markdownInline([first, ...more].join('\n')) });
    }
  }
  return out;
}
