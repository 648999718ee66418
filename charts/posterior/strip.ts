import type { Mark, Spec } from 'vega';
import type { CornerChart, StripChart } from '../data/types.ts';
import { captionBlock, titleBlock } from '../figure/header.ts';
import { rectAt, ruleAt, symbolAt, textAt } from '../figure/marks.ts';
import { richTextAt } from '../figure/richText.ts';
import { scale } from '../figure/scale.ts';
import { sheetSpec } from '../figure/sheet.ts';
import { light, type Theme, textSizes } from '../look/theme.ts';
import { quantile } from '../text/numbers.ts';
import { effectiveText } from './cornerLayout.ts';
import { summarise, valueText } from './summary.ts';
import { weighted } from './weights.ts';

const WIDTH = 800;
const PADDING = 16;
const SIZE = textSizes.text;
const BAR_LEFT = 210;
const BAR_WIDTH = 320;
const ROW = 62;
const LANE = 26;

/** What one posterior says of one parameter. */
interface Interval {
  p05: number;
  p16: number;
  median: number;
  p84: number;
  p95: number;
  best: number | null;
}

type Posterior = StripChart['posteriors'][number];

/** Intervals of a parameter; undefined where a posterior does not have it. */
function intervalOf(posterior: Posterior, name: string): Interval | undefined {
  const column = posterior.parameters.findIndex((parameter) => parameter.name === name);
  const values = posterior.samples.map((row) => row[column] ?? Number.NaN).filter(Number.isFinite);
  if (column < 0 || values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => quantile(sorted, share);
  const best = posterior.bestFit[name];
  return {
    ...{ p05: at(0.05), p16: at(0.16), median: at(0.5), p84: at(0.84), p95: at(0.95) },
    best: best !== undefined && Number.isFinite(best) ? best : null,
  };
}

/** Parameters of all posteriors, in the order of the first that has them, on the widest prior. */
function parametersOf(chart: StripChart): CornerChart['parameters'] {
  const all = new Map<string, CornerChart['parameters'][number]>();
  for (const parameter of chart.posteriors.flatMap((one) => one.parameters)) {
    const before = all.get(parameter.name);
    all.set(parameter.name, {
      ...parameter,
      minimum: Math.min(parameter.minimum, before?.minimum ?? parameter.minimum),
      maximum: Math.max(parameter.maximum, before?.maximum ?? parameter.maximum),
    });
  }
  return [...all.values()];
}

function intervalMarks(
  interval: Interval,
  y: number,
  place: (value: number) => number,
  colour: string,
  theme: Theme,
): Mark[] {
  const bar = (from: number, to: number, height: number, opacity: number) =>
    rectAt(place(from), y - height / 2, Math.max(1.5, place(to) - place(from)), height, colour, opacity);
  const median = place(interval.median);
  return [
    bar(interval.p05, interval.p95, 8, 0.45),
    bar(interval.p16, interval.p84, 16, 0.75),
    ruleAt([median, y - 12], [median, y + 12], { colour: theme.ink, width: 2.5 }),
    ...(interval.best === null
      ? []
      : [symbolAt(place(interval.best), y, 'diamond', 90, theme.best, theme.background)]),
  ];
}

/** The values of one row: its label, its bars on the prior's range, and its numbers. */
function rowMarks(
  parameter: CornerChart['parameters'][number],
  chart: StripChart,
  top: number,
  theme: Theme,
): Mark[] {
  const { label, unit, minimum, maximum, name } = parameter;
  const bars = scale([minimum, maximum], [BAR_LEFT, BAR_LEFT + BAR_WIDTH]);
  const place = (value: number) => Math.min(BAR_LEFT + BAR_WIDTH, Math.max(BAR_LEFT, bars.at(value)));
  const lanes = chart.posteriors.length;
  const base = top + LANE * lanes;
  const guide = { colour: theme.frame, width: 1.5 };
  const small = { baseline: 'top' } as const;
  const marks: Mark[] = [
    ...richTextAt(PADDING, top + LANE * 0.5 + SIZE * 0.35, label, SIZE, theme.ink, { bold: true }),
    ...(unit ? [textAt(PADDING, top + LANE * 0.5 + SIZE * 1.6, unit, SIZE, theme.soft)] : []),
    textAt(BAR_LEFT, base + 3, valueText(minimum), SIZE, theme.soft, small),
    textAt(BAR_LEFT + BAR_WIDTH, base + 3, valueText(maximum), SIZE, theme.soft, {
      ...small,
      align: 'right',
    }),
  ];
  for (const [lane, posterior] of chart.posteriors.entries()) {
    const y = top + LANE * (lane + 0.5);
    marks.push(
      ruleAt([BAR_LEFT, y], [BAR_LEFT + BAR_WIDTH, y], guide),
      ruleAt([BAR_LEFT, y - 9], [BAR_LEFT, y + 9], guide),
      ruleAt([BAR_LEFT + BAR_WIDTH, y - 9], [BAR_LEFT + BAR_WIDTH, y + 9], guide),
    );
    const interval = intervalOf(posterior, name);
    if (!interval) continue;
    const colour = lane === 0 ? theme.posterior : theme.other;
    marks.push(...intervalMarks(interval, y, place, colour, theme));
    const column = posterior.parameters.findIndex((one) => one.name === name);
    const { text } = summarise(
      posterior.samples.map((row) => row[column] ?? Number.NaN).filter(Number.isFinite),
    );
    const [value = '', range = ''] = text.split(' (');
    const x = BAR_LEFT + BAR_WIDTH + 18;
    marks.push(
      textAt(x, y + SIZE * 0.35, value, SIZE, lane === 0 && lanes === 1 ? theme.ink : colour, { bold: true }),
    );
    if (lanes === 1 && range) {
      marks.push(textAt(x, y + SIZE * 1.6, `(${range}`, SIZE, theme.soft));
    }
  }
  return marks;
}

/** The Vega specification of one or two posteriors as a strip that reads on a phone. */
export function stripSpec(chart: StripChart, theme: Theme = light): Spec {
  const at = { left: PADDING, width: WIDTH - 2 * PADDING };
  const names = chart.posteriors.map(({ name }) => name);
  const title = titleBlock(
    [chart.object, names.length === 1 ? (names[0] ?? '') : 'two posteriors'],
    [],
    { ...at, top: PADDING - 4 },
    theme,
  );
  const marks: Mark[] = [...title.marks];
  let y = title.bottom + 18;
  const [first, second] = chart.posteriors;
  if (second) {
    for (const [lane, posterior] of chart.posteriors.entries()) {
      const colour = lane === 0 ? theme.posterior : theme.other;
      marks.push(
        rectAt(PADDING, y, 28, 14, colour, 0.75),
        textAt(PADDING + 38, y + 13, posterior.name, SIZE, theme.ink),
      );
      y += SIZE * 1.5;
    }
    y += 10;
  }
  const row = ROW + LANE * (chart.posteriors.length - 1);
  for (const parameter of parametersOf(chart)) {
    marks.push(...rowMarks(parameter, chart, y, theme));
    y += row;
  }
  const effective = chart.posteriors.map((one) =>
    effectiveText(weighted(finite(one), one.effectiveSamples).effective),
  );
  const hasBest = chart.posteriors.some((one) => Object.keys(one.bestFit).length > 0);
  const sentences = [
    'Line: median; thick bar 68 %, thin bar 90 %; below, the limits of the prior.',
    ...(hasBest ? ['Diamond: best fit.'] : []),
    `${effective.join(', then ')}.`,
  ];
  const caption = captionBlock(first ? sentences : [], { ...at, top: y }, theme);
  marks.push(...caption.marks);
  return sheetSpec(WIDTH, Math.ceil(caption.bottom + PADDING), theme, marks);
}

function finite(posterior: Posterior): number[][] {
  return posterior.samples.filter((row) => row.every(Number.isFinite));
}

/** What the strip shows, in words. */
export function stripAltText(chart: StripChart): string {
  const words = chart.posteriors.map((posterior) => {
    const parts = posterior.parameters.map(({ label, unit }, column) => {
      const values = finite(posterior).map((row) => row[column] ?? Number.NaN);
      return `${label} ${summarise(values).text}${unit ? ` ${unit}` : ''}`;
    });
    return `${posterior.name}: ${parts.join('; ')}`;
  });
  return `Parameters of ${chart.object}, median (5 % to 95 %). ${words.join('. ')}.`;
}
