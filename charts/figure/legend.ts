import type { Mark } from 'vega';
import type { FilterStyle } from '../look/filters.ts';
import { shorten, textWidth } from '../look/fonts.ts';
import { type Theme, textSizes } from '../look/theme.ts';
import type { Block } from './header.ts';
import { rectAt, ruleAt, symbolAt, textAt } from './marks.ts';

/** A hollow triangle that points down (the hole runs the other way round). */
export const LIMIT_SHAPE = 'M-1,-0.8L1,-0.8L0,0.95ZM-0.6,-0.57L0,0.48L0.6,-0.57Z';

/** One entry: what stands before its words, and how wide that is. */
export interface LegendEntry {
  label: string;
  width: number;
  /** The widest that the words may be; 240 px unless it says otherwise. */
  limit?: number;
  /** Draws around (x, y), from x on. */
  draw(x: number, y: number): Mark[];
}

const LABEL_LIMIT = 240;
const GAP = 22;

/** A filter: its symbol on a piece of its line. */
export function filterEntry(style: FilterStyle, theme: Theme, hasLine: boolean): LegendEntry {
  const width = hasLine ? 44 : 18;
  return {
    label: style.label,
    width,
    draw: (x, y) => [
      ...(hasLine
        ? [ruleAt([x, y], [x + width, y], { colour: style.colour, width: 2.5, dash: style.dash })]
        : []),
      symbolAt(x + width / 2, y, style.shape, 150, style.colour, theme.background),
    ],
  };
}

/** An upper limit. */
export function limitEntry(theme: Theme): LegendEntry {
  return {
    label: 'upper limit',
    width: 18,
    draw: (x, y) => [symbolAt(x + 9, y, LIMIT_SHAPE, 190, theme.soft)],
  };
}

/** The bands of the posterior, inner and outer. */
export function bandEntry(theme: Theme, hasInner: boolean): LegendEntry {
  return {
    label: hasInner ? '5–95 %, 16–84 %' : '5–95 %',
    width: 28,
    draw: (x, y) => [
      rectAt(x, y - 9, 28, 18, theme.soft, 0.25),
      ...(hasInner ? [rectAt(x, y - 4.5, 28, 9, theme.soft, 0.35)] : []),
    ],
  };
}

/** Entries in rows from the left. */
export function legendBlock(
  entries: readonly LegendEntry[],
  at: { left: number; top: number; width: number },
  theme: Theme,
): Block {
  const size = textSizes.text;
  const marks: Mark[] = [];
  let [x, y] = [at.left, at.top + size * 0.8];
  for (const entry of entries) {
    const label = shorten(entry.label, entry.limit ?? LABEL_LIMIT, size);
    const width = entry.width + 8 + textWidth(label, size);
    if (x > at.left && x + width > at.left + at.width) [x, y] = [at.left, y + size * 1.5];
    marks.push(...entry.draw(x, y));
    marks.push(textAt(x + entry.width + 8, y, label, size, theme.ink, { baseline: 'middle' }));
    x += width + GAP;
  }
  return { marks, bottom: y + size };
}
