import type { Mark } from 'vega';
import { fitText, shorten, textWidth } from '../look/fonts.ts';
import { type Theme, textSizes } from '../look/theme.ts';
import { textAt } from './marks.ts';

/** Words on as many lines as they need, no line wider than `width`. */
export function wrapped(words: readonly string[], width: number, size: number, bold = false): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, size, bold) <= width) lines[lines.length - 1] = longer;
    else lines.push(shorten(word, width, size, bold));
  }
  return lines;
}

/** A block of text: its marks, and where it ends. */
export interface Block {
  marks: Mark[];
  bottom: number;
}

/** An object and what else the title says, on one line or two, and lines below it. */
export function titleBlock(
  parts: readonly string[],
  below: readonly string[],
  at: { left: number; top: number; width: number },
  theme: Theme,
): Block {
  const given = parts.filter(Boolean);
  const whole = given.join(' · ');
  const isOne = textWidth(whole, textSizes.title - 4, true) <= at.width;
  const lines = isOne ? [whole] : given;
  const fitted = lines.map((line) => fitText(line, at.width, textSizes.title, textSizes.text, true));
  const marks: Mark[] = [];
  let y = at.top;
  for (const { text, size } of fitted) {
    y += size * 1.2;
    marks.push(textAt(at.left, y, text, size, theme.ink, { bold: true }));
  }
  for (const line of below.filter(Boolean)) {
    y += textSizes.text * 1.4;
    marks.push(textAt(at.left, y, shorten(line, at.width, textSizes.text), textSizes.text, theme.soft));
  }
  return { marks, bottom: y + 6 };
}

/** Sentences below a chart, in as many lines as they need. */
export function captionBlock(
  sentences: readonly string[],
  at: { left: number; top: number; width: number },
  theme: Theme,
): Block {
  const size = textSizes.text;
  const marks: Mark[] = [];
  let y = at.top;
  for (const line of wrapped(sentences.join(' ').split(' ').filter(Boolean), at.width, size)) {
    y += size * 1.3;
    marks.push(textAt(at.left, y, line, size, theme.soft));
  }
  return { marks, bottom: y };
}
