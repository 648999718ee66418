import type { Block, Message } from '../../handlers/messages/blocks.ts';
import { duration } from '../../handlers/messages/text.ts';
import { displayWidth, padded } from './displayWidth.ts';

/** What a terminal can do. */
export interface TerminalStyle {
  /** Emphasis as bold letters; without it the words alone. */
  isBold: boolean;
  /** For "3 h ago"; default: the machine's clock. */
  now?: Date;
}

/** Stand-ins for marks that Slack has no escape for (see handlers/messages/text.ts), and what they stand for. */
const lookalikes: Record<string, string> = { '∗': '*', ˍ: '_', '∼': '~', ʹ: '`' };
const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Words from outside must not move the cursor or change a terminal's colours. */
function withoutControls(text: string): string {
  return text.replace(/(?!\n)\p{Cc}/gu, ' ');
}

function bold(text: string, { isBold }: TerminalStyle): string {
  return isBold ? `\u001b[1m${text}\u001b[22m` : text;
}

/** `/nmma word` as it is typed in a shell. */
function asTypedHere(text: string): string {
  return text.replaceAll(/(?<![\w./])\/nmma(?= |$)/gm, './nmma');
}

/** How long ago, or how soon, as Slack says it. */
function ago(seconds: number): string {
  const days = Math.abs(seconds) / 86_400;
  const words =
    days >= 730
      ? `${Math.floor(days / 365.25)} years`
      : days >= 2
        ? `${Math.floor(days)} days`
        : duration(Math.abs(seconds));
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}

/** What Slack shows in place of `<…>`: a moment in words, a person's or channel's id, a link with its address. */
function reference(inner: string, { now = new Date() }: TerminalStyle): string {
  const [target = '', label] = inner.split(/\|(.*)/s);
  const [, unixSeconds] = /^!date\^(\d+)\^\{ago\}$/.exec(target) ?? [];
  if (unixSeconds !== undefined) return ago(now.getTime() / 1000 - Number(unixSeconds));
  if (target.startsWith('!date^')) return label ?? target;
  if (target.startsWith('@') || target.startsWith('#')) return label ?? target;
  if (target.startsWith('!')) return `@${label ?? target.replace(/^!(subteam\^)?/, '')}`;
  return label === undefined || label === target ? target : `${label} (${target})`;
}

function emphasis(text: string, style: TerminalStyle): string {
  return text
    .replaceAll(/(?<![\p{L}\p{N}*])\*(\S(?:[^*\n]*\S)?)\*(?![\p{L}\p{N}*])/gu, (_, inner) =>
      bold(inner, style),
    )
    .replaceAll(/(?<![\p{L}\p{N}_])_(\S(?:[^_\n]*\S)?)_(?![\p{L}\p{N}_])/gu, '$1');
}

/** Slack's mrkdwn as plain lines. */
export function plainMrkdwn(mrkdwn: string, style: TerminalStyle): string {
  const parts = withoutControls(mrkdwn).split(/(`[^`\n]+`)/);
  const plain = parts.map((part, index) => {
    if (index % 2 === 1) return asTypedHere(part.slice(1, -1));
    // References first: what stands in them is no emphasis.
    const pieces = part.split(/<([^<>\n]+)>/);
    const resolved = pieces.map((piece, at) => (at % 2 === 1 ? reference(piece, style) : piece)).join('');
    return emphasis(resolved, style).replaceAll(/[∗ˍ∼ʹ]/g, (mark) => lookalikes[mark] ?? mark);
  });
  return plain.join('').replaceAll(/&(amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}

type Table = Extract<Block, { type: 'table' }>;

function cellText(cell: Table['rows'][number][number]): string {
  if (cell.type === 'raw_text') return withoutControls(cell.text).replaceAll('\n', ' ');
  if (cell.type !== 'rich_text') return '';
  const texts = cell.elements.flatMap((part) =>
    part.type === 'rich_text_section'
      ? part.elements.map((one) => ('text' in one ? (one.text ?? '') : ''))
      : [],
  );
  return withoutControls(texts.join('')).replaceAll('\n', ' ');
}

/** A table in columns, its head underlined. */
function plainTable(table: Table, style: TerminalStyle): string {
  const rows = table.rows.map((row) => row.map(cellText));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const align = (column: number) =>
    table.column_settings?.[column]?.align === 'right' ? ('right' as const) : ('left' as const);
  const lines = rows.map((row) =>
    row
      .map((text, column) => padded(text, widths[column] ?? 0, align(column)))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...others] = lines;
  return [bold(head, style), widths.map((width) => '─'.repeat(width)).join('  '), ...others].join('\n');
}

/** One block as lines; null for what can only be pressed or filled in. */
function plainBlock(block: Block, style: TerminalStyle): string | null {
  if (block.type === 'header') return bold(withoutControls(block.text.text), style);
  if (block.type === 'section') {
    const texts = [...(block.text ? [block.text] : []), ...(block.fields ?? [])];
    return texts.map(({ text }) => plainMrkdwn(text, style)).join('\n');
  }
  if (block.type === 'context') {
    const texts = block.elements.map((one) =>
      one.type === 'image' ? one.alt_text : plainMrkdwn(one.text, style),
    );
    return texts.join('\n');
  }
  if (block.type === 'table') return plainTable(block, style);
  if (block.type === 'image') return `[${withoutControls(block.alt_text)}]`;
  return null;
}

/** A message of Block Kit as a terminal shows it: the same facts, without buttons. Ends without a line feed. */
export function plainText(message: Message, style: TerminalStyle): string {
  const lines: string[] = [];
  let before: Block['type'] | null = null;
  for (const block of message.blocks) {
    const text = plainBlock(block, style);
    if (text === null) continue;
    // Small print stands together.
    const isApart = before !== null && !(before === 'context' && block.type === 'context');
    lines.push(...(isApart ? [''] : []), text);
    before = block.type;
  }
  return lines.length > 0 ? lines.join('\n') : plainMrkdwn(message.text, style);
}

/** A sentence about something that was typed wrongly, in the words of a shell. */
export function plainSentence(sentence: string): string {
  return asTypedHere(withoutControls(sentence));
}
