import type { CornerChart } from '../data/types.ts';

/** Samples of a posterior, each row once with the share of the posterior that it stands for. */
export interface Weighted {
  rows: number[][];
  /** Sum to 1. */
  weights: Float64Array;
  /** How many independent samples this is worth. */
  effective: number;
}

/**
 * Merges equal rows. A fitter that pads a posterior repeats its rows: a picture must count them as what they are.
 * @param rows that are all numbers. @param told effective samples by the fitter; undefined: it does not say.
 */
export function weighted(rows: readonly number[][], told: CornerChart['effectiveSamples']): Weighted {
  const places = new Map<string, number>();
  const different: number[][] = [];
  const counts: number[] = [];
  for (const row of rows) {
    const key = row.join(' ');
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, different.length);
      different.push(row);
      counts.push(1);
    } else counts[place] = (counts[place] ?? 0) + 1;
  }
  const squares = counts.reduce((sum, count) => sum + count * count, 0);
  // Kish (1965): what as many equal ones would be worth.
  const effective = (rows.length * rows.length) / squares;
  return {
    rows: different,
    weights: Float64Array.from(counts, (count) => count / rows.length),
    effective:
      told === undefined || !Number.isFinite(told) ? effective : Math.min(effective, Math.max(1, told)),
  };
}

/** The value below which a share of the weight lies, at the middle of each value's own weight. */
export function weightedQuantile(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  fraction: number,
): number {
  const order = Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0),
  );
  let sum = 0;
  let last = { at: Number.NEGATIVE_INFINITY, value: Number.NaN };
  for (const index of order) {
    const weight = weights[index] ?? 0;
    const here = { at: sum + weight / 2, value: values[index] ?? Number.NaN };
    if (here.at >= fraction) {
      if (!Number.isFinite(last.at)) return here.value;
      return last.value + ((here.value - last.value) * (fraction - last.at)) / (here.at - last.at);
    }
    sum += weight;
    last = here;
  }
  return last.value;
}
