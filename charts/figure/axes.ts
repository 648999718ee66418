import type { Mark } from 'vega';
import { textWidth } from '../look/fonts.ts';
import { type Theme, textSizes } from '../look/theme.ts';
import { fixed } from '../text/numbers.ts';
import { dayMs, unixEpochJd } from '../text/time.ts';
import { ruleAt, textAt } from './marks.ts';
import { niceTicks, type Scale } from './scale.ts';

/** Where an axis is drawn: the frame that it belongs to, and how. */
export interface AxisLook {
  theme: Theme;
  size: number;
  /** About so many ticks. */
  count: number;
  /** Ticks without words, for a frame whose neighbour has them. */
  isBare?: boolean;
}

function ticksOf(scale: Scale, count: number): { at: number; label: string }[] {
  const [a, b] = scale.domain;
  const { values, decimals } = niceTicks(Math.min(a, b), Math.max(a, b), count);
  return values.map((value) => ({ at: scale.at(value), label: fixed(value, decimals) }));
}

/** Ticks and labels below a frame of that height. */
export function bottomTicks(x: Scale, height: number, look: AxisLook): Mark[] {
  const { theme, size } = look;
  return ticksOf(x, look.count).flatMap(({ at, label }) => [
    ruleAt([at, height], [at, height + 5], { colour: theme.frame }),
    ...(look.isBare
      ? []
      : [textAt(at, height + 9, label, size, theme.ink, { align: 'center', baseline: 'top' })]),
  ]);
}

/** Lines of a grid across a frame. */
export function gridLines(
  x: Scale,
  y: Scale,
  size: { width: number; height: number },
  counts: { x: number; y: number },
  theme: Theme,
): Mark[] {
  const stroke = { colour: theme.grid };
  return [
    ...ticksOf(x, counts.x).map(({ at }) => ruleAt([at, 0], [at, size.height], stroke)),
    ...ticksOf(y, counts.y).map(({ at }) => ruleAt([0, at], [size.width, at], stroke)),
  ];
}

/** Ticks and labels left of a frame. */
export function leftTicks(y: Scale, look: AxisLook): Mark[] {
  const { theme, size } = look;
  return ticksOf(y, look.count).flatMap(({ at, label }) => [
    ruleAt([-5, at], [0, at], { colour: theme.frame }),
    ...(look.isBare ? [] : [textAt(-9, at, label, size, theme.ink, { align: 'right', baseline: 'middle' })]),
  ]);
}

/** Ticks and labels right of a frame, of another quantity on the same pixels. */
export function rightTicks(y: Scale, left: number, look: AxisLook): Mark[] {
  const { theme, size } = look;
  return ticksOf(y, look.count).flatMap(({ at, label }) => [
    ruleAt([left, at], [left + 5, at], { colour: theme.frame }),
    textAt(left + 9, at, label, size, theme.ink, { baseline: 'middle' }),
  ]);
}

/** Width of the widest label of an axis. */
export function widestLabel(scale: Scale, look: Pick<AxisLook, 'size' | 'count'>): number {
  return Math.max(0, ...ticksOf(scale, look.count).map(({ label }) => textWidth(label, look.size)));
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Dates (UTC) above a frame whose axis counts days from a Julian date, as many as have room. */
export function dateTicks(x: Scale, zeroJd: number, look: AxisLook): Mark[] {
  const { theme, size } = look;
  const [from, to] = [zeroJd + x.domain[0], zeroJd + x.domain[1]];
  const width = textWidth('30 Sep', size) + size * 1.6;
  const most = Math.max(1, Math.floor(Math.abs(x.range[1] - x.range[0]) / width));
  const step =
    [1, 2, 3, 5, 7, 10, 14, 30, 60, 90, 180, 365].find((days) => (to - from) / days <= most) ?? 730;
  const marks: Mark[] = [];
  // Midnights, every `step` days of the Unix epoch, so that the same night has the same tick in every picture.
  const first = Math.ceil((from - unixEpochJd) / step) * step;
  for (let day = first; day + unixEpochJd <= to; day += step) {
    const at = x.at(day + unixEpochJd - zeroJd);
    const date = new Date(day * dayMs);
    const label = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
    marks.push(ruleAt([at, -5], [at, 0], { colour: theme.frame }));
    marks.push(textAt(at, -9, label, size, theme.soft, { align: 'center' }));
  }
  return marks;
}

/** A title that stands on its side, with its top at `left`. */
export function axisTitle(words: string, left: number, middle: number, theme: Theme): Mark {
  const look = { align: 'center', baseline: 'top', angle: -90 };
  return textAt(left, middle, words, textSizes.text, theme.ink, look);
}
