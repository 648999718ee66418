import type { Mark } from 'vega';
import type { Layout } from './cornerLayout.ts';
import { FONT } from './fonts.ts';

export const INK = '#1d1c1d';
export const FRAME = '#aaaaaa';

type Encoding = Record<string, object>;

/** One line of text in the charts' font, dark unless told otherwise. */
export function text(at: Encoding, value: string, size: number, more: Encoding = {}): Mark {
  return {
    type: 'text',
    encode: {
      enter: {
        font: { value: FONT },
        fontSize: { value: size },
        fill: { value: INK },
        text: { value },
        ...at,
        ...more,
      },
    },
  } as Mark;
}

/** Tick marks, their labels and the title of a column, below its lowest cell. */
export function bottomAxis(index: number, layout: Layout): Mark[] {
  const axis = layout.axes[index];
  if (!axis) return [];
  const marks: Mark[] = [];
  for (const tick of axis.ticks) {
    const x = { scale: 'x', value: tick.value };
    marks.push({
      type: 'rule',
      encode: {
        enter: { x, y: { value: layout.cell }, y2: { value: layout.cell + 5 }, stroke: { value: FRAME } },
      },
    } as Mark);
    const beside = { ...x, offset: tick.shift };
    const at = {
      x: beside,
      y: { value: layout.cell + 8 },
      align: { value: 'center' },
      baseline: { value: 'top' },
    };
    marks.push(text(at, tick.label, layout.tickSize));
  }
  for (const [line, words] of axis.title.entries()) {
    const y = { value: layout.cell + 8 + layout.tickSize * 1.3 + 4 + line * axis.titleSize * 1.25 };
    const at = { x: { value: layout.cell / 2 }, y, align: { value: 'center' }, baseline: { value: 'top' } };
    marks.push(text(at, words, axis.titleSize));
  }
  return marks;
}

/** The same for a row, left of its first cell, with the title turned by 90°. */
export function leftAxis(index: number, layout: Layout): Mark[] {
  const axis = layout.axes[index];
  if (!axis) return [];
  const marks: Mark[] = [];
  for (const tick of axis.ticks) {
    const y = { scale: 'y', value: tick.value };
    marks.push({
      type: 'rule',
      encode: { enter: { y, x: { value: -5 }, x2: { value: 0 }, stroke: { value: FRAME } } },
    } as Mark);
    const at = { x: { value: -8 }, y, align: { value: 'right' }, baseline: { value: 'middle' } };
    marks.push(text(at, tick.label, layout.tickSize));
  }
  for (const [line, words] of axis.title.entries()) {
    const fromCell = layout.tickWidth + 16 + (axis.title.length - 1 - line) * axis.titleSize * 1.25;
    const at = { x: { value: -fromCell }, y: { value: layout.cell / 2 }, angle: { value: -90 } };
    marks.push(
      text({ ...at, align: { value: 'center' }, baseline: { value: 'bottom' } }, words, axis.titleSize),
    );
  }
  return marks;
}
