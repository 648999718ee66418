import type { types } from '@slack/bolt';
import { cut } from './text.ts';

/** One block of a message. */
export type Block = types.KnownBlock;
/** A button. */
export type Button = types.Button;
/** What stands in a row of buttons. */
export type ActionElement = types.ActionsBlockElement;

/** A whole message: `text` is what notifications, screen readers and old clients show. */
export interface Message {
  text: string;
  blocks: Block[];
}

// Limits of https://docs.slack.dev/reference/block-kit/blocks, one reference page per block.
const maxBlocks = 50;
const maxHeader = 150;
const maxSection = 3000;
const maxContext = 2000;
const maxAltText = 2000;
const maxButtonText = 75;
const maxTableRows = 100;
const maxOptionValue = 150;
const maxCell = 200;
/** Longest fallback text: `chat.update` refuses more than 4,000 characters. */
const maxFallback = 3000;
/** Slack refuses messages whose blocks hold more than about 13,000 characters; this leaves room. */
const maxTotal = 11_000;

/** A title in plain text. */
export function header(text: string): Block {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, maxHeader), emoji: false } };
}

/** A paragraph in mrkdwn; what came from outside must be escaped before. */
export function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, maxSection) } };
}

/** Small grey print in mrkdwn. */
export function context(text: string, blockId?: string): Block {
  return {
    type: 'context',
    block_id: blockId,
    elements: [{ type: 'mrkdwn', text: cut(text, maxContext) }],
  };
}

/** A picture that was uploaded to Slack before. */
export function image(fileId: string, altText: string): Block {
  return { type: 'image', slack_file: { id: fileId }, alt_text: altTextShown(altText) };
}

/** What a picture's words become in a message: no longer than Slack takes them. */
export function altTextShown(altText: string): string {
  return cut(altText, maxAltText);
}

/** A row of buttons. */
export function actions(blockId: string, elements: ActionElement[]): Block {
  return { type: 'actions', block_id: blockId, elements };
}

/** A button that tells the app its `value`. */
export function button(text: string, actionId: string, value: string, more: Partial<Button> = {}): Button {
  return {
    type: 'button',
    text: { type: 'plain_text', text: cut(text, maxButtonText), emoji: false },
    action_id: actionId,
    value,
    ...more,
  };
}

/** The menu behind ⋯: up to five words, each with the value that the app is told. */
export function overflow(
  actionId: string,
  options: readonly (readonly [text: string, value: string])[],
): types.Overflow {
  return {
    type: 'overflow',
    action_id: actionId,
    options: options.map(([text, value]) => ({
      text: { type: 'plain_text', text: cut(text, maxButtonText), emoji: false },
      value: cut(value, maxOptionValue),
    })),
  };
}

/** What stands in a table: plain text, or a link. */
export type Cell = string | types.RichTextBlock;

/** A cell that leads somewhere. */
export function linkCell(text: string, url: string): Cell {
  const element: types.RichTextLink = { type: 'link', url, text: cut(text, maxCell) };
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] };
}

/**
 * A table of plain texts and links, the first row its head. Only one may stand in a message, none in a modal.
 * @param align one per column; 'wrapped': left, in as many lines as it takes. Rows beyond Slack's hundred are left out.
 */
export function table(rows: readonly (readonly Cell[])[], align: ('left' | 'right' | 'wrapped')[]): Block {
  return {
    type: 'table',
    column_settings: align.map((side) =>
      side === 'wrapped' ? { align: 'left', is_wrapped: true } : { align: side },
    ),
    rows: rows
      .slice(0, maxTableRows)
      .map((row) =>
        row.map((cell) =>
          typeof cell === 'string' ? { type: 'raw_text', text: cut(cell || '—', maxCell) } : cell,
        ),
      ),
  };
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : textLength(one)),
    0,
  );
}

/**
 * A message that Slack takes: if the blocks hold too much, sections are dropped from the end (never the
 * header, pictures or buttons) and a line says that there is more.
 */
export function message(text: string, blocks: Block[]): Message {
  const kept = [...blocks];
  let dropped = 0;
  while (kept.length > maxBlocks - 1 || textLength(kept) > maxTotal) {
    const last = kept.findLastIndex((block) => block.type === 'section' || block.type === 'table');
    if (last < 0) break;
    kept.splice(last, 1);
    dropped += 1;
  }
  if (dropped > 0) kept.push(context('More was left out here: it does not fit in one message.'));
  return { text: cut(text, maxFallback), blocks: kept };
}
