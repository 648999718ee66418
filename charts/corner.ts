import type { Data, GroupMark, Mark, Spec } from 'vega';
import { bottomAxis, FRAME, INK, leftAxis, text } from './cornerAxes.ts';
import { type Column, cornerColumns } from './cornerColumns.ts';
import { cornerLayout, type Layout } from './cornerLayout.ts';
import { density, FEWEST_FOR_CONTOURS, GRID } from './density.ts';
import type { CornerChart } from './types.ts';

/** More parameters than this would make cells too small to read: of more, only the first are drawn. */
export const MOST_PARAMETERS = 12;

const GREY = '#616061';
const POSTERIOR = '#2f6db3';
const BEST = '#c8420a';

function verticalLine(
  value: number,
  colour: string,
  layout: Layout,
  dash: number[] = [],
  width = 1.5,
  opacity = 1,
): Mark {
  return {
    type: 'rule',
    clip: true,
    encode: {
      enter: {
        x: { scale: 'x', value },
        y: { value: 0 },
        y2: { value: layout.cell },
        stroke: { value: colour },
        strokeWidth: { value: width },
        strokeDash: { value: dash },
        strokeOpacity: { value: opacity },
      },
    },
  } as Mark;
}

function horizontalLine(value: number, colour: string, layout: Layout): Mark {
  return {
    type: 'rule',
    clip: true,
    encode: {
      enter: {
        y: { scale: 'y', value },
        x: { value: 0 },
        x2: { value: layout.cell },
        stroke: { value: colour },
        strokeWidth: { value: 1 },
        strokeOpacity: { value: 0.55 },
      },
    },
  } as Mark;
}

/** The histogram of one parameter with its median, its 5–95 % range and the best fit. */
function histogramCell(column: Column, layout: Layout): { data: Data[]; marks: Mark[] } {
  const marks: Mark[] = [
    {
      type: 'rect',
      clip: true,
      from: { data: 'bars' },
      encode: {
        enter: {
          x: { scale: 'x', field: 'from' },
          x2: { scale: 'x', field: 'to' },
          y: { scale: 'y', field: 'count' },
          y2: { value: layout.cell },
          fill: { value: POSTERIOR },
          fillOpacity: { value: 0.45 },
        },
      },
    } as Mark,
  ];
  if (!column.constant) {
    marks.push(verticalLine(column.summary.p05, INK, layout, [4, 4], 1.2));
    marks.push(verticalLine(column.summary.p95, INK, layout, [4, 4], 1.2));
  }
  marks.push(verticalLine(column.summary.median, INK, layout));
  if (column.best !== null) marks.push(verticalLine(column.best, BEST, layout, [], 2));
  return { data: [{ name: 'bars', values: column.bars }], marks };
}

/** The credible regions of two parameters as filled contours, or their samples where there are too few. */
function jointCell(x: Column, y: Column, layout: Layout): { data: Data[]; marks: Mark[] } {
  const data: Data[] = [];
  const marks: Mark[] = [];
  if (x.values.length < FEWEST_FOR_CONTOURS || x.constant || y.constant) {
    const thin = Math.ceil(x.values.length / 500);
    const points = x.values
      .map((value, i) => ({ x: value, y: y.values[i] }))
      .filter((_, i) => i % thin === 0);
    data.push({ name: 'points', values: points });
    marks.push({
      type: 'symbol',
      clip: true,
      from: { data: 'points' },
      encode: {
        enter: {
          x: { scale: 'x', field: 'x' },
          y: { scale: 'y', field: 'y' },
          size: { value: x.values.length > 20 ? 30 : 80 },
          fill: { value: POSTERIOR },
          fillOpacity: { value: x.values.length > 20 ? 0.4 : 0.9 },
        },
      },
    } as Mark);
  } else {
    const { values, level68, level95 } = density(x.values, y.values, x.range, y.range);
    data.push({
      name: 'regions',
      values: [{ grid: { width: GRID, height: GRID, values } }],
      transform: [
        {
          type: 'isocontour',
          field: 'grid',
          thresholds: [level95, level68],
          scale: layout.cell / GRID,
        },
      ],
    } as Data);
    marks.push({
      type: 'shape',
      clip: true,
      from: { data: 'regions' },
      encode: {
        enter: {
          fill: { value: POSTERIOR },
          fillOpacity: { value: 0.33 },
          stroke: { value: POSTERIOR },
          strokeWidth: { value: 1.4 },
        },
      },
      transform: [{ type: 'geoshape', field: 'datum.contour' }],
    } as Mark);
  }
  if (x.best !== null) marks.push(verticalLine(x.best, BEST, layout, [], 1, 0.55));
  if (y.best !== null) marks.push(horizontalLine(y.best, BEST, layout));
  if (x.best !== null && y.best !== null) {
    marks.push({
      type: 'symbol',
      encode: {
        enter: {
          x: { scale: 'x', value: x.best },
          y: { scale: 'y', value: y.best },
          shape: { value: 'diamond' },
          size: { value: layout.cell > 140 ? 90 : 45 },
          fill: { value: BEST },
          stroke: { value: 'white' },
          strokeWidth: { value: 1 },
        },
      },
    } as Mark);
  }
  return { data, marks };
}

/** One cell: its own scales, its data, its marks, and the axes if it stands at the edge. */
function cell(row: number, column: number, columns: Column[], layout: Layout): GroupMark | undefined {
  const [x, y] = [columns[column], columns[row]];
  if (!x || !y) return undefined;
  const isDiagonal = row === column;
  const { data, marks } = isDiagonal ? histogramCell(x, layout) : jointCell(x, y, layout);
  const tallest = Math.max(...x.bars.map((bar) => bar.count), 1) * 1.08;
  const linear = { type: 'linear', zero: false, nice: false } as const;
  if (row === columns.length - 1) marks.push(...bottomAxis(column, layout));
  if (column === 0 && !isDiagonal) marks.push(...leftAxis(row, layout));
  const heading = layout.headings[column];
  if (isDiagonal && heading) {
    const at = { x: { value: 0 }, baseline: { value: 'alphabetic' } };
    const bold = { fontWeight: { value: 'bold' } };
    marks.push(
      text({ ...at, y: { value: -layout.headingSize * 1.35 - 7 } }, heading.label, layout.headingSize, bold),
    );
    marks.push(text({ ...at, y: { value: -7 } }, heading.value, layout.headingSize));
  }
  return {
    type: 'group',
    encode: {
      enter: {
        x: { value: layout.left + column * layout.pitch },
        y: { value: layout.top + row * layout.pitch },
        width: { value: layout.cell },
        height: { value: layout.cell },
        stroke: { value: FRAME },
        strokeWidth: { value: 1 },
      },
    },
    scales: [
      { name: 'x', ...linear, domain: x.range, range: [0, layout.cell] },
      { name: 'y', ...linear, domain: isDiagonal ? [0, tallest] : y.range, range: [layout.cell, 0] },
    ],
    data,
    marks,
  };
}

/** The Vega specification of a corner plot of the rows that `checkCorner` let through. */
export function cornerSpec(chart: CornerChart, rows: number[][]): Spec {
  const columns = cornerColumns(chart, rows, MOST_PARAMETERS);
  const layout = cornerLayout(chart, columns, rows.length);
  const marks: Mark[] = [];
  for (const line of layout.header) {
    const at = { x: { value: layout.margin }, y: { value: line.y }, baseline: { value: 'alphabetic' } };
    const weight = {
      fontWeight: { value: line.bold ? 'bold' : 'normal' },
      fill: { value: line.bold ? INK : GREY },
    };
    marks.push(text(at, line.text, line.size, weight));
  }
  for (let row = 0; row < columns.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const group = cell(row, column, columns, layout);
      if (group) marks.push(group);
    }
  }
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: layout.width,
    height: layout.height,
    padding: 0,
    autosize: 'none',
    background: 'white',
    marks,
  };
}
