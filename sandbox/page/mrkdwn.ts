/** Slack's mrkdwn → a small tree. Pure: text.ts makes DOM nodes of it. */

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'user' | 'channel'; id: string; label?: string }
  | { type: 'special'; text: string }
  | { type: 'date'; seconds: number; format: string; fallback: string; url?: string }
  | { type: 'emoji'; name: string };

export type MrkdwnBlock =
  | { type: 'inline'; children: Inline[] }
  | { type: 'quote'; children: Inline[] }
  | { type: 'pre'; text: string };

/** Undoes the three escapes of Slack's text. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Makes typed text safe to send: the three characters that Slack wants escaped. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function special(body: string, label: string | undefined): Inline {
  if (body.startsWith('date^')) {
    const [, seconds, format, ...url] = body.split('^');
    const node = {
      type: 'date',
      seconds: Number(seconds),
      format: format ?? '',
      fallback: label ?? '',
    } as const;
    return url.length > 0 ? { ...node, url: url.join('^') } : node;
  }
  if (body.startsWith('subteam^')) return { type: 'special', text: label ?? '@group' };
  return { type: 'special', text: `@${label?.replace(/^@/, '') ?? body}` };
}

/** What stands between `<` and `>`. */
function angle(body: string): Inline {
  const bar = body.indexOf('|');
  const head = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeText(body.slice(bar + 1));
  const named = label ? { label } : {};
  if (/^@[A-Z0-9]+$/.test(head)) return { type: 'user', id: head.slice(1), ...named };
  if (/^#[A-Z0-9]+$/.test(head)) return { type: 'channel', id: head.slice(1), ...named };
  if (head.startsWith('!')) return special(head.slice(1), label);
  const shown = label ?? unescapeText(head).replace(/^mailto:/, '');
  return { type: 'link', url: unescapeText(head), children: plain(shown) };
}

const EMOJI = /^:([a-z0-9_+'-]+):(?::skin-tone-\d:)?/;

/** Text in which only `:emoji:` mean something (plain_text objects). */
export function plain(text: string): Inline[] {
  const out: Inline[] = [];
  let rest = 0;
  for (const match of text.matchAll(/:([a-z0-9_+'-]+):/g)) {
    if (/^\d+$/.test(match[1] ?? '')) continue;
    if (match.index < rest) continue;
    if (match.index > rest) out.push({ type: 'text', text: text.slice(rest, match.index) });
    out.push({ type: 'emoji', name: match[1] ?? '' });
    rest = match.index + match[0].length;
  }
  if (rest < text.length) out.push({ type: 'text', text: text.slice(rest) });
  return out;
}

const STYLES: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };
const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** Where a tag or code that starts here ends, as styles do not end inside; `i` itself when none starts. */
function endOfTag(text: string, i: number): number {
  if (text[i] !== '<' && text[i] !== '`') return i;
  return Math.max(i, text.indexOf(text[i] === '<' ? '>' : '`', i + 1));
}

/** Where the span opened at `start` ends, or -1: on the same line, not after a space, not before a letter. */
function closing(text: string, start: number, marker: string): number {
  if (/[\s]/.test(text[start + 1] ?? ' ')) return -1;
  for (let i = endOfTag(text, start + 1) + 1; i < text.length; i = endOfTag(text, i) + 1) {
    const char = text[i];
    if (char === '\n') return -1;
    if (char !== marker) continue;
    if (!/\s/.test(text[i - 1] ?? ' ') && !isWord(text[i + 1]) && text[i + 1] !== marker) return i;
  }
  return -1;
}

/** What starts at a place of a text, and how many characters it takes. */
interface Found {
  node: Inline;
  length: number;
}

function codeAt(rest: string): Found | null {
  const [whole, code = ''] = /^`([^`\n]+)`/.exec(rest) ?? [];
  return whole ? { node: { type: 'code', text: unescapeText(code) }, length: whole.length } : null;
}

function tagAt(rest: string): Found | null {
  const [whole, body = ''] = /^<([^<>\n]+)>/.exec(rest) ?? [];
  return whole ? { node: angle(body), length: whole.length } : null;
}

function emojiAt(rest: string): Found | null {
  const [whole, name = ''] = EMOJI.exec(rest) ?? [];
  return whole && !/^\d+$/.test(name) ? { node: { type: 'emoji', name }, length: whole.length } : null;
}

function urlAt(rest: string): Found | null {
  const [whole] = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"*_~]/.exec(rest) ?? [];
  if (!whole) return null;
  const url = unescapeText(whole);
  return { node: { type: 'link', url, children: [{ type: 'text', text: url }] }, length: whole.length };
}

function styledAt(text: string, i: number, type: 'bold' | 'italic' | 'strike'): Found | null {
  const end = closing(text, i, text[i] ?? '');
  if (end < 0) return null;
  return { node: { type, children: inline(text.slice(i + 1, end)) }, length: end + 1 - i };
}

function foundAt(text: string, i: number): Found | null {
  const char = text[i] ?? '';
  const rest = text.slice(i);
  if (char === '`') return codeAt(rest);
  if (char === '<') return tagAt(rest);
  if (char === ':') return emojiAt(rest);
  if (isWord(text[i - 1])) return null;
  if (char === 'h') return urlAt(rest);
  const style = STYLES[char];
  return style ? styledAt(text, i, style) : null;
}

/** The spans of one run of text. */
export function inline(text: string): Inline[] {
  const out: Inline[] = [];
  let held = '';
  const flush = () => {
    if (held) out.push({ type: 'text', text: unescapeText(held) });
    held = '';
  };
  for (let i = 0; i < text.length; ) {
    const found = foundAt(text, i);
    if (found) {
      flush();
      out.push(found.node);
    } else held += text[i];
    i += found?.length ?? 1;
  }
  flush();
  return out;
}

/** Paragraphs and quotes of text that holds no ``` block. */
function paragraphs(text: string): MrkdwnBlock[] {
  const out: { type: 'inline' | 'quote'; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const type = quote ? 'quote' : 'inline';
    const last = out.at(-1);
    const content = quote?.[1] ?? line;
    if (last?.type === type) last.lines.push(content);
    else out.push({ type, lines: [content] });
  }
  return out
    .map(({ type, lines }) => ({ type, children: inline(lines.join('\n')) }))
    .filter((block) => block.children.length > 0);
}

/** A whole mrkdwn text. */
export function parseMrkdwn(text: string): MrkdwnBlock[] {
  return text.split(/```([\s\S]+?)```/).flatMap((piece, index): MrkdwnBlock[] => {
    if (index % 2 === 1) {
      const shown = piece.replace(/<([^<>|\n]+\|)?([^<>\n]+)>/g, '$2');
      return [{ type: 'pre', text: unescapeText(shown).replace(/^\n/, '').replace(/\n$/, '') }];
    }
    // The line breaks around a block of code belong to the block.
    const trimmed = piece.replace(/^\n/, index > 0 ? '' : '\n').replace(/\n$/, '');
    return trimmed.trim() === '' ? [] : paragraphs(trimmed);
  });
}
