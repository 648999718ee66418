import type { Mark, Spec } from 'vega';
import type { CornerChart } from '../data/types.ts';
import { lineThrough, path, rectAt, ruleAt, symbolAt, textAt } from '../figure/marks.ts';
import { richTextAt } from '../figure/richText.ts';
import { sheetSpec } from '../figure/sheet.ts';
import { light, type Theme } from '../look/theme.ts';
import { bottomAxis, leftAxis } from './cornerAxes.ts';
import { type Column, cornerColumns } from './cornerColumns.ts';
import { cornerLayout, type Layout } from './cornerLayout.ts';
import { density, FEWEST_FOR_REGIONS } from './density.ts';
import { regionPath } from './regions.ts';
import { type Weighted, weighted } from './weights.ts';

/** More parameters than this would make cells too small to read: of more, only the first are drawn. */
export const MOST_PARAMETERS = 12;

/** More samples than this do not change a picture. */
const MOST_SAMPLES = 20_000;
/** More points than this in a cell are a blot. */
const MOST_POINTS = 600;

/** What every cell needs. */
interface Sheet {
  columns: Column[];
  samples: Weighted;
  layout: Layout;
  theme: Theme;
}

/** A value's place along a cell, from its left. */
function along(column: Column, value: number, cell: number): number {
  const [low, high] = column.range;
  return ((value - low) / (high - low)) * cell;
}

/** Greys what lies beyond the prior's limits. */
function beyond(column: Column, sheet: Sheet, isHorizontal: boolean): Mark[] {
  const { layout, theme } = sheet;
  const { cell } = layout;
  const marks: Mark[] = [];
  const from = along(column, column.inside[0], cell);
  const to = along(column, column.inside[1], cell);
  const edge = { colour: theme.soft, width: 1.5 };
  for (const [start, width, limit] of [
    [0, from, from],
    [to, cell - to, to],
  ] as const) {
    if (width < 0.5) continue;
    if (isHorizontal) {
      marks.push(rectAt(start, 0, width, cell, theme.outside), ruleAt([limit, 0], [limit, cell], edge));
    } else {
      marks.push(
        rectAt(0, cell - start - width, cell, width, theme.outside),
        ruleAt([0, cell - limit], [cell, cell - limit], edge),
      );
    }
  }
  return marks;
}

/** The histogram of one parameter with its median, its 5–95 % range and the best fit. */
function histogramCell(column: Column, sheet: Sheet): Mark[] {
  const { layout, theme } = sheet;
  const { cell } = layout;
  const tallest = Math.max(...column.bars.map((bar) => bar.share), 1e-9) * 1.08;
  const outline: { x: number; y: number }[] = [];
  for (const bar of column.bars) {
    const [x, x2] = [along(column, bar.from, cell), along(column, bar.to, cell)];
    const y = cell * (1 - bar.share / tallest);
    outline.push({ x, y: cell }, { x, y }, { x: x2, y }, { x: x2, y: cell });
  }
  const steps = outline
    .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(2)},${y.toFixed(2)}`)
    .join('');
  const line = (value: number, colour: string, width: number, dash: number[] = []): Mark =>
    ruleAt([along(column, value, cell), 0], [along(column, value, cell), cell], { colour, width, dash });
  const { summary, best } = column;
  return [
    ...beyond(column, sheet, true),
    path(`${steps}Z`, { fill: { value: theme.posterior }, fillOpacity: { value: 0.5 } }),
    ...(column.constant
      ? []
      : [line(summary.p05, theme.ink, 1.2, [4, 4]), line(summary.p95, theme.ink, 1.2, [4, 4])]),
    line(summary.median, theme.ink, 1.5),
    ...(best === null ? [] : [line(best, theme.best, 2)]),
  ];
}

/** Samples one by one, each as large as its weight says. */
function points(x: Column, y: Column, { layout, theme, samples }: Sheet): Mark[] {
  const { cell } = layout;
  const thin = Math.ceil(samples.rows.length / MOST_POINTS);
  const typical = 1 / samples.effective;
  const base = samples.rows.length > 20 ? 14 : 60;
  const circles: string[] = [];
  for (let s = 0; s < samples.rows.length; s += thin) {
    const size = base * Math.min(8, Math.max(0.3, ((samples.weights[s] ?? 0) * thin) / typical));
    const radius = Math.sqrt(size / Math.PI);
    const cx = along(x, x.values[s] ?? Number.NaN, cell);
    const cy = cell - along(y, y.values[s] ?? Number.NaN, cell);
    const [left, r] = [(cx - radius).toFixed(2), radius.toFixed(2)];
    circles.push(
      `M${left},${cy.toFixed(2)}a${r},${r} 0 1,0 ${(2 * radius).toFixed(2)},0a${r},${r} 0 1,0 ${(-2 * radius).toFixed(2)},0Z`,
    );
  }
  return [path(circles.join(''), { fill: { value: theme.posterior }, fillOpacity: { value: 0.6 } })];
}

/** The credible regions of two parameters as filled contours. */
function regions(x: Column, y: Column, { layout, theme, samples }: Sheet): Mark[] {
  const { cell } = layout;
  const plane = { x: x.values, y: y.values, weights: samples.weights, effective: samples.effective };
  const found = density({ ...plane, xRange: x.inside, yRange: y.inside });
  const [left, right] = [along(x, x.inside[0], cell), along(x, x.inside[1], cell)];
  const [bottom, top] = [along(y, y.inside[0], cell), along(y, y.inside[1], cell)];
  const frame = { left, top: cell - top, width: right - left, height: top - bottom };
  return [found.level95, found.level68].map((level) =>
    path(regionPath(found, level, frame), {
      fill: { value: theme.posterior },
      fillOpacity: { value: 0.33 },
      stroke: { value: theme.posterior },
      strokeWidth: { value: 1.4 },
    }),
  );
}

/** Whether two parameters have regions to draw. */
export function hasRegions(x: Column, y: Column, effective: number): boolean {
  return effective >= FEWEST_FOR_REGIONS && !x.constant && !y.constant;
}

function jointCell(x: Column, y: Column, sheet: Sheet): Mark[] {
  const { layout, theme, samples } = sheet;
  const { cell } = layout;
  const marks = [...beyond(x, sheet, true), ...beyond(y, sheet, false)];
  marks.push(...(hasRegions(x, y, samples.effective) ? regions(x, y, sheet) : points(x, y, sheet)));
  const thin = { colour: theme.best, width: 1, opacity: 0.55 };
  const [bx, by] = [
    x.best === null ? null : along(x, x.best, cell),
    y.best === null ? null : cell - along(y, y.best, cell),
  ];
  if (bx !== null)
    marks.push(
      ...lineThrough(
        [
          { x: bx, y: 0 },
          { x: bx, y: cell },
        ],
        thin,
      ),
    );
  if (by !== null)
    marks.push(
      ...lineThrough(
        [
          { x: 0, y: by },
          { x: cell, y: by },
        ],
        thin,
      ),
    );
  if (bx !== null && by !== null) {
    marks.push(symbolAt(bx, by, 'diamond', cell > 140 ? 90 : 45, theme.best, theme.background));
  }
  return marks;
}

/** One cell: its marks, and the axes if it stands at the edge. */
function cellGroup(row: number, column: number, sheet: Sheet): Mark | undefined {
  const { columns, layout, theme } = sheet;
  const [x, y] = [columns[column], columns[row]];
  if (!x || !y) return undefined;
  const isDiagonal = row === column;
  const marks = isDiagonal ? histogramCell(x, sheet) : jointCell(x, y, sheet);
  if (row === columns.length - 1) marks.push(...bottomAxis(column, x.range, layout, theme));
  if (column === 0 && !isDiagonal) marks.push(...leftAxis(row, y.range, layout, theme));
  const heading = layout.headings[column];
  if (isDiagonal && heading) {
    const size = layout.headingSize;
    marks.push(...richTextAt(0, -size * 1.35 - 7, heading.label, size, theme.ink, { bold: true }));
    marks.push(textAt(0, -7, heading.value, size, theme.ink));
  }
  return {
    type: 'group',
    encode: {
      enter: {
        x: { value: layout.left + column * layout.pitch },
        y: { value: layout.top + row * layout.pitch },
        width: { value: layout.cell },
        height: { value: layout.cell },
        stroke: { value: theme.frame },
        strokeWidth: { value: 1 },
      },
    },
    marks,
  } as Mark;
}

/** Every k-th of very many samples. */
function thinned(rows: number[][]): number[][] {
  const step = Math.ceil(rows.length / MOST_SAMPLES);
  return step === 1 ? rows : rows.filter((_, i) => i % step === 0);
}

/** Samples, columns and places of a corner plot of the rows that `checkCorner` let through. */
export function cornerSheet(chart: CornerChart, rows: number[][], theme: Theme = light): Sheet {
  const used = { ...chart, samples: thinned(rows) };
  const samples = weighted(used.samples, chart.effectiveSamples);
  const columns = cornerColumns(used, samples, MOST_PARAMETERS);
  return { columns, samples, layout: cornerLayout(chart, columns, samples.effective), theme };
}

/** The Vega specification of a corner plot of the rows that `checkCorner` let through. */
export function cornerSpec(chart: CornerChart, rows: number[][], theme: Theme = light): Spec {
  const sheet = cornerSheet(chart, rows, theme);
  const { columns, layout } = sheet;
  const marks: Mark[] = layout.header.map((line) =>
    textAt(layout.margin, line.y, line.text, line.size, line.bold ? theme.ink : theme.soft, {
      bold: line.bold,
    }),
  );
  for (let row = 0; row < columns.length; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const group = cellGroup(row, column, sheet);
      if (group) marks.push(group);
    }
  }
  return sheetSpec(layout.width, layout.height, theme, marks);
}
