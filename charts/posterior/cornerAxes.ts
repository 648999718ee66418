import type { Mark } from 'vega';
import { ruleAt, textAt } from '../figure/marks.ts';
import { richTextAt } from '../figure/richText.ts';
import type { Theme } from '../look/theme.ts';
import type { Layout } from './cornerLayout.ts';

type Range = readonly [number, number];

function share(value: number, [low, high]: Range): number {
  return (value - low) / (high - low);
}

/** Tick marks, their labels and the title of a column, below its lowest cell. */
export function bottomAxis(index: number, range: Range, layout: Layout, theme: Theme): Mark[] {
  const axis = layout.axes[index];
  if (!axis) return [];
  const { cell, tickSize } = layout;
  const marks: Mark[] = [];
  for (const tick of axis.ticks) {
    const x = share(tick.value, range) * cell;
    marks.push(
      ruleAt([x, cell], [x, cell + 5], { colour: theme.frame }),
      textAt(x + tick.shift, cell + 8, tick.label, tickSize, theme.ink, { align: 'center', baseline: 'top' }),
    );
  }
  for (const [line, words] of axis.title.entries()) {
    const y = cell + 8 + tickSize * 1.3 + 4 + line * axis.titleSize * 1.25;
    marks.push(
      ...richTextAt(cell / 2, y, words, axis.titleSize, theme.ink, { align: 'center', baseline: 'top' }),
    );
  }
  return marks;
}

/** The same for a row, left of its first cell, with the title turned by 90°. */
export function leftAxis(index: number, range: Range, layout: Layout, theme: Theme): Mark[] {
  const axis = layout.axes[index];
  if (!axis) return [];
  const { cell, tickSize, tickWidth } = layout;
  const marks: Mark[] = [];
  for (const tick of axis.ticks) {
    const y = cell * (1 - share(tick.value, range));
    marks.push(
      ruleAt([-5, y], [0, y], { colour: theme.frame }),
      textAt(-8, y, tick.label, tickSize, theme.ink, { align: 'right', baseline: 'middle' }),
    );
  }
  for (const [line, words] of axis.title.entries()) {
    const x = -(tickWidth + 16 + (axis.title.length - 1 - line) * axis.titleSize * 1.25);
    const look = { align: 'center', baseline: 'bottom', angle: -90 } as const;
    marks.push(...richTextAt(x, cell / 2, words, axis.titleSize, theme.ink, look));
  }
  return marks;
}
