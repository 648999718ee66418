import { binOf } from './density.ts';
import { quantile } from './numbers.ts';
import { type Summary, summarise } from './posterior.ts';
import type { CornerChart } from './types.ts';

/** One parameter of a corner plot, ready to draw. */
export interface Column {
  label: string;
  unit: string;
  values: number[];
  /** What its cells show, ascending. */
  range: [number, number];
  /** All samples are the same number. */
  constant: boolean;
  summary: Summary;
  /** Value at the maximum likelihood, or null where there is none to show. */
  best: number | null;
  bars: { from: number; to: number; count: number }[];
}

/**
 * What a parameter's cells show: 0.1–99.9 % of the samples and the best fit, with a little air, and never
 * beyond the prior. So an edge of the prior is an edge of the cell just where the posterior comes near it.
 */
function rangeOf(
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

/** Everything about each of the first `most` parameters that its row and column of cells share. */
export function cornerColumns(chart: CornerChart, rows: number[][], most: number): Column[] {
  const bins = Math.min(36, Math.max(8, Math.round(2 * rows.length ** (1 / 3))));
  return chart.parameters.slice(0, most).map((parameter, index) => {
    const values = rows.map((row) => row[index] ?? Number.NaN);
    const sorted = Float64Array.from(values).sort();
    const given = chart.bestFit[parameter.name];
    const best = typeof given === 'number' && Number.isFinite(given) ? given : null;
    const range = rangeOf(sorted, best, parameter.minimum, parameter.maximum);
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      const bin = binOf(value, range, bins);
      if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const step = (range[1] - range[0]) / bins;
    return {
      label: parameter.label,
      unit: parameter.unit ?? '',
      values,
      range,
      constant: quantile(sorted, 1) - quantile(sorted, 0) <= Math.abs(quantile(sorted, 1)) * 1e-12,
      summary: summarise(values),
      best,
      bars: counts
        .map((count, bin) => ({ from: range[0] + bin * step, to: range[0] + (bin + 1) * step, count }))
        .filter((bar) => bar.count > 0),
    };
  });
}
