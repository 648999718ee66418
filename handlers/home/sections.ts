import type { types } from '@slack/bolt';
import { type Block, type Button, header, section } from '../messages/blocks.ts';
import type { Picture } from '../messages/parts.ts';
import { cut, escapeText } from '../messages/text.ts';

const maxSection = 3000;
const maxAltText = 2000;

/** A titled part of App Home; nothing when there is nothing in it. */
export function titled(title: string, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [{ type: 'divider' }, header(title), ...blocks];
}

/** A paragraph with a button beside it. */
export function withButton(text: string, button: Button): Block {
  return { ...paragraph(text), accessory: button };
}

/** A paragraph with a small picture beside it; where it is missing, a line that says why. */
export function withThumbnail(text: string, picture: Picture): Block {
  if (picture === null) return section(text);
  if ('missing' in picture) return section(`${text}\n_${escapeText(picture.missing)}_`);
  const { fileId, altText } = picture;
  const image = { type: 'image' as const, slack_file: { id: fileId }, alt_text: cut(altText, maxAltText) };
  return { ...paragraph(text), accessory: image };
}

function paragraph(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, maxSection) } };
}
