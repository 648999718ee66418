import type { CornerChart } from '../data/types.ts';
import { type Ticks, ticksFor } from '../figure/ticks.ts';
import { fitText, shorten, textWidth } from '../look/fonts.ts';
import type { Column } from './cornerColumns.ts';
import { FEWEST_FOR_REGIONS } from './density.ts';

/** No side of the specification is longer; the PNG has twice as many pixels. */
export const LONGEST_SIDE = 1300;

const GAP = 10;
const MARGIN = 16;
/** A corner plot of one or two parameters is still wide enough for its title. */
const NARROWEST = 620;

interface Axis extends Ticks {
  title: string[];
  titleSize: number;
}

/** Where everything in a corner plot stands, in pixels of the specification. */
export interface Layout {
  width: number;
  height: number;
  margin: number;
  /** Left and top of the first cell. */
  left: number;
  top: number;
  cell: number;
  /** From one cell's left to the next one's. */
  pitch: number;
  tickSize: number;
  /** Of the widest label of a left axis. */
  tickWidth: number;
  headingSize: number;
  headings: { label: string; value: string }[];
  axes: Axis[];
  header: { text: string; y: number; size: number; bold: boolean }[];
}

/** Sizes of text and cell by the number of parameters: the more there are, the smaller. */
function sizes(count: number) {
  if (count === 1) return { largestCell: 560, tickSize: 18, titleSize: 20, headingSize: 20, captionSize: 17 };
  if (count <= 3) return { largestCell: 300, tickSize: 16, titleSize: 18, headingSize: 18, captionSize: 17 };
  if (count <= 4) return { largestCell: 250, tickSize: 15, titleSize: 17, headingSize: 17, captionSize: 18 };
  if (count <= 6) return { largestCell: 200, tickSize: 14, titleSize: 15, headingSize: 15, captionSize: 18 };
  if (count <= 8) return { largestCell: 150, tickSize: 12, titleSize: 13, headingSize: 14, captionSize: 18 };
  return { largestCell: 120, tickSize: 11, titleSize: 12, headingSize: 13, captionSize: 18 };
}

/** An axis's title on at most two lines that fit beside the cell; unit and left-out power go together. */
function axisTitle(
  column: Column,
  left: string,
  room: number,
  largest: number,
): { title: string[]; titleSize: number } {
  const unit = [left, column.unit].filter(Boolean).join(' ');
  const inBrackets = unit ? `[${unit}]` : '';
  const whole = [column.label, inBrackets].filter(Boolean).join(' ');
  const smallest = Math.min(largest, 11);
  if (textWidth(whole, largest) <= room) return { title: [whole], titleSize: largest };
  // The unit stays in one piece.
  const words = [...column.label.split(' '), ...(inBrackets ? [inBrackets] : [])];
  for (let size = largest; size >= smallest; size -= 1) {
    // The break that leaves the two lines most alike.
    const breaks = words
      .slice(1)
      .map((_, i) => [words.slice(0, i + 1).join(' '), words.slice(i + 1).join(' ')]);
    const width = (lines: string[]) => Math.max(...lines.map((line) => textWidth(line, size)));
    const best = breaks.sort((a, b) => width(a) - width(b))[0];
    if (best && width(best) <= room) return { title: best, titleSize: size };
  }
  const lines = inBrackets ? [column.label, inBrackets] : [column.label];
  return { title: lines.map((line) => shorten(line, room, smallest)), titleSize: smallest };
}

/** Real samples that were merged from padded ones are not counted as more than they are worth. */
export function effectiveText(effective: number): string {
  const count = Math.max(1, Math.round(effective));
  return `${count.toLocaleString('en-GB')} effective sample${count === 1 ? '' : 's'}`;
}

/** What the caption says; lines, regions and limits are named only if they are there. */
function captionParts(columns: Column[], effective: number, left: number): string[] {
  const pairs = columns.filter((column) => !column.constant).length > 1;
  const isShaded = columns.some((c) => c.inside[0] > c.range[0] || c.inside[1] < c.range[1]);
  const onLimit = columns.filter((c) => c.bestIsOn !== null);
  return [
    effectiveText(effective),
    ...(left > 0 ? [`first ${columns.length} of ${columns.length + left} parameters`] : []),
    'black: median and 5–95 %',
    ...(columns.some((c) => c.best !== null) ? ['orange: best fit'] : []),
    ...(pairs && effective >= FEWEST_FOR_REGIONS ? ['regions hold 68 % and 95 %'] : []),
    ...(columns.length > 1 && effective < FEWEST_FOR_REGIONS
      ? ['too few for regions: each point is a sample, its area its weight']
      : []),
    ...(isShaded ? ['grey: outside the prior'] : []),
    ...onLimit.map((c) => `best fit on the ${c.bestIsOn} limit of ${c.label}`),
  ];
}

/** Title and caption above the cells, broken so that each line fits. */
function headerLines(chart: CornerChart, parts: string[], width: number, captionSize: number) {
  const room = width - 2 * MARGIN;
  const whole = [chart.object, chart.modelTitle].filter(Boolean).join(' · ');
  const titles =
    textWidth(whole, 21, true) <= room || !chart.modelTitle ? [whole] : [chart.object, chart.modelTitle];
  const fitted = titles.map((line) => fitText(line, room, 26, 15, true));
  const size = Math.min(...fitted.map((line) => line.size));
  const header: Layout['header'] = [];
  let y = MARGIN / 2;
  for (const line of titles) {
    y += size * 1.25;
    header.push({ text: shorten(line, room, size, true), y, size, bold: true });
  }
  let line = '';
  y += 4;
  for (const part of [...parts, '']) {
    const longer = line ? `${line} · ${part}` : part;
    if (part && textWidth(longer, captionSize) <= room) {
      line = longer;
      continue;
    }
    y += captionSize * 1.35;
    header.push({ text: line, y, size: captionSize, bold: false });
    line = part;
  }
  return { header, bottom: y };
}

/** Places the cells so that every label has room and no side exceeds `LONGEST_SIDE`. */
export function cornerLayout(chart: CornerChart, columns: Column[], effective: number): Layout {
  const count = columns.length;
  const { largestCell, tickSize, titleSize, headingSize, captionSize } = sizes(count);
  const headings = columns.map((c) => ({
    label: c.unit ? `${c.label} [${c.unit}]` : c.label,
    value: c.summary.text,
  }));

  const caption = captionParts(columns, effective, chart.parameters.length - count);

  const arrange = (cell: number) => {
    const axes = columns.map((column) => {
      const ticks = ticksFor(column.range, cell, tickSize);
      return { ...ticks, ...axisTitle(column, ticks.left, cell, titleSize) };
    });
    const rows = axes.slice(1);
    const tickWidth = Math.max(0, ...rows.flatMap((a) => a.ticks.map((t) => textWidth(t.label, tickSize))));
    const titleHeight = (list: Axis[]) =>
      Math.max(0, ...list.map((a) => a.title.length * a.titleSize * 1.25));
    const left = MARGIN + (rows.length > 0 ? tickWidth + 16 + titleHeight(rows) : 0);
    const bottom = 8 + tickSize * 1.3 + 4 + titleHeight(axes) + MARGIN;
    const last = headings.at(-1);
    const headingWidth = last
      ? Math.max(textWidth(last.label, headingSize, true), textWidth(last.value, headingSize))
      : 0;
    const right = MARGIN + Math.min(220, Math.max(0, headingWidth - cell));
    const inside = count * cell + (count - 1) * GAP;
    const width = Math.max(NARROWEST, Math.ceil(left + inside + right));
    const { header, bottom: headerEnd } = headerLines(chart, caption, width, captionSize);
    const top = headerEnd + 18 + headingSize * 2.7;
    const height = Math.ceil(top + inside + bottom);
    return { axes, tickWidth, left, top, width, height, header };
  };

  let cell = largestCell;
  let placed = arrange(cell);
  while (cell > 40 && Math.max(placed.width, placed.height) > LONGEST_SIDE) {
    cell -= 2;
    placed = arrange(cell);
  }
  // A heading may stand over the empty half of the plot, up to the edge of the picture.
  const room = (index: number) => placed.width - MARGIN / 2 - placed.left - index * (cell + GAP);
  return {
    ...placed,
    margin: MARGIN,
    cell,
    pitch: cell + GAP,
    tickSize,
    headingSize,
    headings: headings.map((h, i) => ({
      label: shorten(h.label, room(i), headingSize, true),
      value: shorten(h.value, room(i), headingSize),
    })),
  };
}
