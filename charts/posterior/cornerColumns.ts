import type { CornerChart } from '../data/types.ts';
import { quantile } from '../text/numbers.ts';
import { binOf } from './density.ts';
import { type Summary, summarise } from './summary.ts';
import type { Weighted } from './weights.ts';

/** One parameter of a corner plot, ready to draw. */
export interface Column {
  label: string;
  unit: string;
  /** Of each different sample. */
  values: Float64Array;
  /** What its cells show, ascending; it goes a little beyond a limit of the prior that the posterior comes near. */
  range: [number, number];
  /** The part of it within the prior. */
  inside: [number, number];
  /** All samples are the same number. */
  constant: boolean;
  summary: Summary;
  /** Value at the maximum likelihood, or null where there is none to show. */
  best: number | null;
  /** The limit of the prior that the best fit sits on. */
  bestIsOn: 'lower' | 'upper' | null;
  bars: { from: number; to: number; share: number }[];
}

/** Of the shown range: what is shown beyond a limit of the prior. */
const BEYOND = 0.06;
/** Of the prior's width: nearer than this is on its limit. */
const ON_LIMIT = 0.002;

/** 0.1–99.9 % of the samples and the best fit, with a little air, and never beyond the prior. */
function insideOf(
  sorted: Float64Array,
  best: number | null,
  minimum: number,
  maximum: number,
): [number, number] {
  let low = quantile(sorted, 0.001);
  let high = quantile(sorted, 0.999);
  const first = sorted[0] ?? low;
  const last = sorted.at(-1) ?? high;
  if (best !== null) {
    low = Math.min(low, best);
    high = Math.max(high, best);
  }
  const span = high - low;
  // Narrower than the numbers' own precision is the same as equal.
  if (span <= Math.abs(high) * 1e-12) {
    const air =
      0.05 *
      (maximum > minimum && Number.isFinite(maximum - minimum) ? maximum - minimum : Math.abs(high) || 1);
    return [low - air, high + air];
  }
  const air = 0.08 * span;
  // A sample outside its prior (rounding, a prior that was edited) still has to be seen.
  return [Math.max(low - air, Math.min(minimum, first)), Math.min(high + air, Math.max(maximum, last))];
}

function withBeyond(
  inside: [number, number],
  minimum: number,
  maximum: number,
  constant: boolean,
): [number, number] {
  const beyond = BEYOND * (inside[1] - inside[0]);
  const low = !constant && inside[0] === minimum ? inside[0] - beyond : inside[0];
  const high = !constant && inside[1] === maximum ? inside[1] + beyond : inside[1];
  return [low, high];
}

function limitOf(best: number | null, minimum: number, maximum: number): Column['bestIsOn'] {
  const near = ON_LIMIT * (maximum - minimum);
  if (best === null || !(near > 0)) return null;
  if (best - minimum <= near) return 'lower';
  return maximum - best <= near ? 'upper' : null;
}

/** Everything about each of the first `most` parameters that its row and column of cells share. */
export function cornerColumns(chart: CornerChart, samples: Weighted, most: number): Column[] {
  const { rows, weights, effective } = samples;
  const bins = Math.min(40, Math.max(6, Math.round(2 * effective ** (1 / 3))));
  return chart.parameters.slice(0, most).map((parameter, index) => {
    const { minimum, maximum } = parameter;
    const values = Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
    const all = chart.samples
      .filter((row) => row.every(Number.isFinite))
      .map((row) => row[index] ?? Number.NaN);
    const sorted = Float64Array.from(values).sort();
    const given = chart.bestFit[parameter.name];
    const best = typeof given === 'number' && Number.isFinite(given) ? given : null;
    const constant = quantile(sorted, 1) - quantile(sorted, 0) <= Math.abs(quantile(sorted, 1)) * 1e-12;
    const inside = insideOf(sorted, best, minimum, maximum);
    const shares = new Array<number>(bins).fill(0);
    for (const [row, value] of values.entries()) {
      const bin = binOf(value, inside, bins);
      if (bin >= 0) shares[bin] = (shares[bin] ?? 0) + (weights[row] ?? 0);
    }
    const step = (inside[1] - inside[0]) / bins;
    return {
      label: parameter.label,
      unit: parameter.unit ?? '',
      values,
      range: withBeyond(inside, minimum, maximum, constant),
      inside,
      constant,
      summary: summarise(all),
      best,
      bestIsOn: limitOf(best, minimum, maximum),
      bars: shares
        .map((share, bin) => ({ from: inside[0] + bin * step, to: inside[0] + (bin + 1) * step, share }))
        .filter((bar) => bar.share > 0),
    };
  });
}
