import type { ChartBand } from '../data/types.ts';
import { isJump } from './photometry.ts';

/** A piece of a line: it goes on without a gap. */
export type Stretch = { day: number; magnitude: number }[];

/** A piece of a band. */
export type Slice = { day: number; bright: number; faint: number }[];

type Values = readonly (number | null | undefined)[];

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Not a number is a hole in what is known, null is darkness. */
function isHole(value: number | null | undefined): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

/**
 * One filter's best fit as lines. Where a model is dark it has no magnitude: a line that begins comes up from below
 * the frame. Where the model jumps the line is broken.
 * @param days of the model's grid, ascending. @param bottom a magnitude below the frame.
 */
export function bestLines(days: readonly number[], best: Values, bottom: number): Stretch[] {
  const stretches: Stretch[] = [];
  let current: Stretch = [];
  for (const [index, day] of days.entries()) {
    const magnitude = finite(best[index]);
    if (magnitude === null || isJump(best, index)) {
      if (current.length > 0) stretches.push(current);
      current = [];
      if (magnitude === null) continue;
    } else if (current.length === 0 && index > 0 && finite(best[index - 1]) === null) {
      current.push({ day: days[index - 1] ?? day, magnitude: bottom });
    }
    current.push({ day, magnitude });
  }
  if (current.length > 0) stretches.push(current);
  return stretches;
}

/** Whether a filter's best fit is drawn with a break. */
export function hasJump(best: Values): boolean {
  return best.some((_, index) => isJump(best, index));
}

/**
 * A band between two edges as slices. A faint edge that is dark reaches down out of the frame; a time at which an
 * edge is not a number is left out.
 * @param from no slice begins earlier than this day.
 */
export function bandSlices(
  days: readonly number[],
  edges: { bright: Values; faint: Values },
  bottom: number,
  from = Number.NEGATIVE_INFINITY,
): Slice[] {
  const slices: Slice[] = [];
  let current: Slice = [];
  let wasDark = false;
  for (const [index, day] of days.entries()) {
    if (day < from || isHole(edges.bright[index]) || isHole(edges.faint[index])) continue;
    const bright = finite(edges.bright[index]);
    if (bright === null) {
      if (current.length > 0) slices.push(current);
      current = [];
      wasDark = true;
      continue;
    }
    const before = days[index - 1];
    if (current.length === 0 && wasDark && before !== undefined) {
      current.push({ day: before, bright: bottom, faint: bottom });
    }
    current.push({ day, bright, faint: finite(edges.faint[index]) ?? bottom });
  }
  if (current.length > 0) slices.push(current);
  return slices;
}

/** The pairs of edges of a filter's bands, the widest first. */
export function bandEdges(band: ChartBand): { bright: Values; faint: Values }[] {
  const wide = { bright: band.p05, faint: band.p95 };
  return band.p16 && band.p84 ? [wide, { bright: band.p16, faint: band.p84 }] : [wide];
}
