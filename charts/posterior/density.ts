/** Fewer effective samples than this are drawn as points: regions of so few would be made up. */
export const FEWEST_FOR_REGIONS = 250;

/** Bins on a side of the grid: as many as the smoothing asks for, between these. */
const COARSEST = 40;
const FINEST = 100;
/** Of the bandwidth: wider bins would blur more than the smoothing. */
const WIDEST_BIN = 0.8;

/** A picture of the density of two parameters: row 0 is the top, i.e. the largest y. */
export interface Density {
  /** Bins on each side. */
  size: number;
  values: number[];
  /** 68 % of the samples are where the density is higher. */
  level68: number;
  /** The same for 95 %. */
  level95: number;
}

/** Two parameters' samples and the part of the plane that is shown. */
export interface Plane {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** One per sample; they sum to 1. */
  weights: ArrayLike<number>;
  effective: number;
  xRange: [number, number];
  yRange: [number, number];
}

/** Which of `bins` equal bins of [low, high] holds the value; −1 outside. */
export function binOf(value: number, [low, high]: [number, number], bins: number): number {
  if (!(value >= low && value <= high)) return -1;
  return Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
}

function counted(plane: Plane, size: number): { counts: Float64Array; squares: Float64Array } {
  const counts = new Float64Array(size * size);
  const squares = new Float64Array(size * size);
  for (let s = 0; s < plane.x.length; s += 1) {
    const column = binOf(plane.x[s] ?? Number.NaN, plane.xRange, size);
    const row = binOf(plane.y[s] ?? Number.NaN, plane.yRange, size);
    if (column < 0 || row < 0) continue;
    const place = (size - 1 - row) * size + column;
    const weight = plane.weights[s] ?? 0;
    counts[place] = (counts[place] ?? 0) + weight;
    squares[place] = (squares[place] ?? 0) + weight * weight;
  }
  return { counts, squares };
}

function spread(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let mean = 0;
  for (let i = 0; i < values.length; i += 1) mean += (weights[i] ?? 0) * (values[i] ?? 0);
  let variance = 0;
  for (let i = 0; i < values.length; i += 1) variance += (weights[i] ?? 0) * ((values[i] ?? 0) - mean) ** 2;
  return Math.sqrt(variance);
}

/**
 * How much smaller the posterior is than a round one of the same standard deviations, 0 to 1: a narrow ridge, or two
 * modes. From ∫p², which is 1 / (4π σx σy) for the round one; the chance of two samples in one bin estimates it.
 */
function narrowness(plane: Plane, sigmas: [number, number]): number {
  const { counts, squares } = counted(plane, FINEST);
  let pairs = 0;
  let own = 0;
  for (let i = 0; i < counts.length; i += 1) {
    pairs += (counts[i] ?? 0) ** 2 - (squares[i] ?? 0);
    own += squares[i] ?? 0;
  }
  const binArea =
    ((plane.xRange[1] - plane.xRange[0]) * (plane.yRange[1] - plane.yRange[0])) / (FINEST * FINEST);
  const integral = pairs / (1 - own) / binArea;
  const round = 1 / (4 * Math.PI * sigmas[0] * sigmas[1]);
  return integral > round ? round / integral : 1;
}

/** A Gaussian of that many bins, as weights that sum to 1. */
function gaussian(sigma: number): number[] {
  const reach = Math.max(1, Math.ceil(3 * sigma));
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const total = raw.reduce((sum, v) => sum + v, 0);
  return raw.map((v) => v / total);
}

/** The bin that stands for one beyond an edge; the nearest edge when the kernel is wider than the whole cell. */
function mirrored(bin: number, size: number): number {
  const inside = bin < 0 ? -bin - 1 : bin >= size ? 2 * size - bin - 1 : bin;
  return Math.min(size - 1, Math.max(0, inside));
}

/** Smooths rows of `stride` 1, or columns of `stride` size, mirrored at the edges so that no mass leaves. */
function smoothAlong(values: Float64Array, kernel: number[], size: number, stride: number): Float64Array {
  const smooth = new Float64Array(values.length);
  const across = stride === 1 ? size : 1;
  const reach = (kernel.length - 1) / 2;
  for (let line = 0; line < size; line += 1) {
    for (let i = 0; i < size; i += 1) {
      let sum = 0;
      for (let k = -reach; k <= reach; k += 1) {
        const j = mirrored(i + k, size);
        sum += (kernel[k + reach] ?? 0) * (values[line * across + j * stride] ?? 0);
      }
      smooth[line * across + i * stride] = sum;
    }
  }
  return smooth;
}

/** The density at a place, between the middles of the bins as the contours are drawn. */
function densityAt(values: ArrayLike<number>, size: number, column: number, row: number): number {
  const inside = (at: number) => Math.min(size - 1, Math.max(0, at - 0.5));
  const [x, y] = [inside(column), inside(row)];
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [x1, y1] = [Math.min(size - 1, x0 + 1), Math.min(size - 1, y0 + 1)];
  const [dx, dy] = [x - x0, y - y0];
  const at = (i: number, j: number) => values[j * size + i] ?? 0;
  return (
    (at(x0, y0) * (1 - dx) + at(x1, y0) * dx) * (1 - dy) + (at(x0, y1) * (1 - dx) + at(x1, y1) * dx) * dy
  );
}

/** The densities above which the given shares of the samples lie. */
function levelsHolding(plane: Plane, values: ArrayLike<number>, size: number, shares: number[]): number[] {
  const [xLow, xHigh] = plane.xRange;
  const [yLow, yHigh] = plane.yRange;
  const densities = Float64Array.from(plane.x as ArrayLike<number>, (value, s) => {
    const column = ((value - xLow) / (xHigh - xLow)) * size;
    const row = (1 - ((plane.y[s] ?? 0) - yLow) / (yHigh - yLow)) * size;
    // What is not shown is in no region.
    return column < 0 || column > size || row < 0 || row > size ? -1 : densityAt(values, size, column, row);
  });
  const highest = densities.reduce((most, value) => Math.max(most, value), 0);
  const above = (level: number) => {
    let sum = 0;
    for (let s = 0; s < densities.length; s += 1) {
      if ((densities[s] ?? 0) >= level) sum += plane.weights[s] ?? 0;
    }
    return sum;
  };
  return shares.map((share) => {
    // Halving: 26 looks at all samples are faster than to sort them.
    let [low, high] = [0, highest * (1 + 1e-9)];
    for (let i = 0; i < 26; i += 1) {
      const middle = (low + high) / 2;
      if (above(middle) >= share) low = middle;
      else high = middle;
    }
    // The nearer of the two: with heavy samples one step can be several per cent.
    return above(low) - share <= share - above(high) ? low : high;
  });
}

/**
 * The smoothed density of two parameters and the levels of the regions that hold 68 % and 95 % of the samples.
 *
 * The smoothing is Gaussian, with Scott's bandwidth (σ N^(−1/6), N the effective samples), narrower by as much as the
 * posterior is: a ridge keeps its width. Whatever it does, the levels are those of the density at the samples.
 */
export function density(plane: Plane): Density {
  const { xRange, yRange } = plane;
  const sigmas: [number, number] = [spread(plane.x, plane.weights), spread(plane.y, plane.weights)];
  const bandwidth = plane.effective ** (-1 / 6) * Math.sqrt(narrowness(plane, sigmas));
  const inCell = [
    (bandwidth * sigmas[0]) / (xRange[1] - xRange[0]),
    (bandwidth * sigmas[1]) / (yRange[1] - yRange[0]),
  ] as const;
  const wanted = WIDEST_BIN / Math.max(1e-6, Math.min(...inCell));
  const size = Math.round(Math.min(FINEST, Math.max(COARSEST, wanted)));
  const { counts } = counted(plane, size);
  const across = smoothAlong(counts, gaussian(Math.max(0.6, inCell[0] * size)), size, 1);
  const values = smoothAlong(across, gaussian(Math.max(0.6, inCell[1] * size)), size, size);
  const [level68 = 0, level95 = 0] = levelsHolding(plane, values, size, [0.68, 0.95]);
  return { size, values: Array.from(values), level68, level95 };
}
