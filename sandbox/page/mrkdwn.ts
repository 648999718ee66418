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

/** Where the span opened at `start` ends, or -1: on the same line, not after a space, not before a letter. */
function closing(text: string, start: number, marker: string): number {
  if (/[\s]/.test(text[start + 1] ?? ' ')) return -1;
  for (let i = start + 1; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\n') return -1;
    if (char === '<' || char === '`') {
      const end = text.indexOf(char === '<' ? '>' : '`', i + 1);
      if (end > 0) i = end;
      continue;
    }
    if (char !== marker || i === start + 1) continue;
    if (!/\s/.test(text[i - 1] ?? ' ') && !isWord(text[i + 1]) && text[i + 1] !== marker) return i;
  }
  return -1;
}

/** The spans of one run of text. */
export function inline(text: string): Inline[] {
  const out: Inline[] = [];
  let held = '';
  const push = (node: Inline) => {
    if (held) out.push({ type: 'text', text: unescapeText(held) });
    held = '';
    out.push(node);
  };
  for (let i = 0; i < text.length; ) {
    const char = text[i] ?? '';
    const rest = text.slice(i);
    const code = char === '`' ? /^`([^`\n]+)`/.exec(rest) : null;
    const tag = char === '<' ? /^<([^<>\n]+)>/.exec(rest) : null;
    const emoji = char === ':' ? EMOJI.exec(rest) : null;
    const url =
      char === 'h' && !isWord(text[i - 1]) ? /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"*_~]/.exec(rest) : null;
    const style = STYLES[char];
    const end = style && !isWord(text[i - 1]) ? closing(text, i, char) : -1;
    if (code) push({ type: 'code', text: unescapeText(code[1] ?? '') });
    else if (tag) push(angle(tag[1] ?? ''));
    else if (emoji && !/^\d+$/.test(emoji[1] ?? '')) push({ type: 'emoji', name: emoji[1] ?? '' });
    else if (url)
      push({
        type: 'link',
        url: unescapeText(url[0]),
        children: [{ type: 'text', text: unescapeText(url[0]) }],
      });
    else if (style && end > 0) push({ type: style, children: inline(text.slice(i + 1, end)) });
    else {
      held += char;
      i += 1;
      continue;
    }
    const taken = code?.[0] ?? tag?.[0] ?? emoji?.[0] ?? url?.[0];
    i = taken === undefined ? end + 1 : i + taken.length;
  }
  if (held) out.push({ type: 'text', text: unescapeText(held) });
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
