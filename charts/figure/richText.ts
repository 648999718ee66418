import type { Mark } from 'vega';
import { textWidth } from '../look/fonts.ts';
import { textAt } from './marks.ts';

/** A piece of a label, as large as the text or as a subscript. */
interface Piece {
  text: string;
  isBelow: boolean;
}

const SMALLER = 0.72;

/** "log₁₀ M_ej" in pieces: what follows a letter and an underscore, up to the next blank or bracket, stands below. */
export function pieces(label: string): Piece[] {
  const found: Piece[] = [];
  let rest = label;
  for (;;) {
    const match = /^(.*?\p{L})_([\p{L}\p{N}]+)/u.exec(rest);
    if (!match) break;
    found.push({ text: match[1] ?? '', isBelow: false }, { text: match[2] ?? '', isBelow: true });
    rest = rest.slice(match[0].length);
  }
  return rest ? [...found, { text: rest, isBelow: false }] : found;
}

/** Width of a label with its subscripts, in pixels. */
export function richWidth(label: string, size: number, bold = false): number {
  return pieces(label).reduce(
    (sum, { text, isBelow }) => sum + textWidth(text, isBelow ? size * SMALLER : size, bold),
    0,
  );
}

/** A label with real subscripts; `align` is where (x, y) is on its line, `angle` 0 or −90. */
export function richTextAt(
  x: number,
  y: number,
  label: string,
  size: number,
  fill: string,
  more: { align?: 'left' | 'center' | 'right'; baseline?: string; bold?: boolean; angle?: 0 | -90 } = {},
): Mark[] {
  const { align = 'left', baseline = 'alphabetic', bold = false, angle = 0 } = more;
  const all = pieces(label);
  if (all.length <= 1) return [textAt(x, y, label, size, fill, { align, baseline, bold, angle })];
  const width = richWidth(label, size, bold);
  let at = align === 'center' ? -width / 2 : align === 'right' ? -width : 0;
  return all.map(({ text, isBelow }) => {
    const own = isBelow ? size * SMALLER : size;
    const drop = isBelow ? size * 0.22 + (baseline === 'top' ? size * (1 - SMALLER) : 0) : 0;
    // Vega cuts blanks at the ends of a text.
    const words = text.trim();
    const blanks = textWidth(text.slice(0, text.length - text.trimStart().length), own, bold);
    const place =
      angle === 0 ? ([x + at + blanks, y + drop] as const) : ([x + drop, y - at - blanks] as const);
    at += textWidth(text, own, bold);
    return textAt(...place, words, own, fill, { baseline, bold, angle });
  });
}
