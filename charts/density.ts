/** Bins on each side of the grid on which the posterior of two parameters is counted. */
export const GRID = 40;

/** Fewer samples than this are drawn one by one: contours of so few would be made up. */
export const FEWEST_FOR_CONTOURS = 100;

/** A GRID × GRID picture of the density of two parameters: row 0 is the top, i.e. the largest y. */
export interface Density {
  values: number[];
  /** Where the density falls below this, 68 % of the samples are inside. */
  level68: number;
  /** The same for 95 %. */
  level95: number;
}

/** Which of `bins` equal bins of [low, high] holds the value; −1 outside. */
export function binOf(value: number, [low, high]: [number, number], bins: number): number {
  if (value < low || value > high) return -1;
  return Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
}

/** Smooths rows of `stride` 1, or columns of `stride` GRID, mirrored at the edges so that no mass leaves. */
function smoothAlong(values: Float64Array, kernel: number[], stride: number): Float64Array {
  const smooth = new Float64Array(values.length);
  const across = stride === 1 ? GRID : 1;
  const reach = (kernel.length - 1) / 2;
  for (let line = 0; line < GRID; line += 1) {
    for (let i = 0; i < GRID; i += 1) {
      let sum = 0;
      for (let k = -reach; k <= reach; k += 1) {
        let j = i + k;
        if (j < 0) j = -j - 1;
        if (j >= GRID) j = 2 * GRID - j - 1;
        sum += (kernel[k + reach] ?? 0) * (values[line * across + j * stride] ?? 0);
      }
      smooth[line * across + i * stride] = sum;
    }
  }
  return smooth;
}

/** The density above which the given fraction of all the mass lies. */
function levelHolding(values: Float64Array, fraction: number): number {
  const descending = Float64Array.from(values).sort().reverse();
  const wanted = fraction * descending.reduce((sum, v) => sum + v, 0);
  let sum = 0;
  for (const value of descending) {
    sum += value;
    if (sum >= wanted) return value;
  }
  return descending.at(-1) ?? 0;
}

/**
 * Counts samples on the grid and smooths the counts with a Gaussian of 1.2 bins, wider where there are fewer
 * than 10,000 samples (as Scott's rule in two dimensions goes: N^(−1/6)).
 * @param x, y one value per sample
 * @param xRange, yRange what the grid covers; samples outside are left out
 */
export function density(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  xRange: [number, number],
  yRange: [number, number],
): Density {
  const counts = new Float64Array(GRID * GRID);
  for (let s = 0; s < x.length; s += 1) {
    const column = binOf(x[s] ?? Number.NaN, xRange, GRID);
    const row = binOf(y[s] ?? Number.NaN, yRange, GRID);
    if (column < 0 || row < 0) continue;
    const place = (GRID - 1 - row) * GRID + column;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const sigma = 1.2 * Math.max(1, (10_000 / x.length) ** (1 / 6));
  const reach = Math.ceil(3 * sigma);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const total = raw.reduce((sum, v) => sum + v, 0);
  const kernel = raw.map((v) => v / total);
  const values = smoothAlong(smoothAlong(counts, kernel, 1), kernel, GRID);
  return {
    values: Array.from(values),
    level68: levelHolding(values, 0.68),
    level95: levelHolding(values, 0.95),
  };
}
