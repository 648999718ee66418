import type { ChartBand, ChartPoint, ModelPanel } from '../data/types.ts';

/** The detections that a picture is about: those that the fit saw, else all. */
function mainDetections(points: readonly ChartPoint[]): ChartPoint[] {
  const detections = points.filter((p) => !p.isLimit);
  const used = detections.filter((p) => p.isUsed !== false);
  return used.length > 0 ? used : detections;
}

/**
 * Days of the horizontal axis count from here: the first detection (not a stray one before the outburst that was
 * fitted), else the first limit.
 */
export function dayZero(points: readonly ChartPoint[]): { jd: number; isDetection: boolean } {
  const detections = mainDetections(points);
  const counted = detections.length > 0 ? detections : points;
  return { jd: Math.min(...counted.map((p) => p.jd)), isDetection: detections.length > 0 };
}

/** What part of the plane is shown. */
export interface Domain {
  /** Days since `dayZero`, ascending. */
  days: [number, number];
  /** From the brightest (smallest) to the faintest. */
  magnitudes: [number, number];
  /** Points beyond the days that are shown. */
  before: number;
  after: number;
}

/** What a limit may be away from the detections and still be shown, days: this, or as long as they last. */
const LIMIT_REACH_DAYS = 10;
/** The model's peak is shown as far as it is not brighter than the brightest point by more than this, mag. */
const PEAK_REACH = 2.5;

/** Explosions are shown as far as they are earlier than the data by no more than this, days. */
const EXPLOSION_REACH_DAYS = 5;

function spanShown(
  points: readonly ChartPoint[],
  zero: number,
  explosions: readonly number[],
): [number, number] {
  const detections = mainDetections(points);
  const counted = detections.length > 0 ? detections : points;
  const days = counted.map((p) => p.jd - zero);
  let [first, last] = [Math.min(...days), Math.max(...days)];
  if (detections.length === 0) first = Math.max(first, last - 3 * LIMIT_REACH_DAYS);
  const reach = Math.max(LIMIT_REACH_DAYS, last - first);
  const near = points
    .map((p) => p.jd - zero)
    .filter((day) => day >= first - reach && day <= last + reach && detections.length > 0);
  first = Math.min(first, ...near);
  last = Math.max(last, ...near);
  first = Math.min(first, ...explosions.map((jd) => Math.max(jd - zero, first - EXPLOSION_REACH_DAYS)));
  const air = Math.max(0.5, (last - first) * 0.05);
  return [first - air, last + air];
}

/** The brightest magnitude of some models' best fits between two days; infinite when there is none. */
function brightestOf(bands: readonly ChartBand[], jd: readonly number[], days: [number, number]): number {
  let brightest = Number.POSITIVE_INFINITY;
  for (const band of bands) {
    for (const [i, day] of jd.entries()) {
      const value = band.best[i];
      if (typeof value === 'number' && day >= days[0] && day <= days[1])
        brightest = Math.min(brightest, value);
    }
  }
  return brightest;
}

/**
 * What is shown: the data with some air and the model's peak, never the model's far tails, nor limits of long ago.
 * @param models grids in Julian dates and bands on them.
 */
export function lightCurveDomain(
  points: readonly ChartPoint[],
  models: readonly Pick<ModelPanel, 'jd' | 'bands' | 'explosion'>[] = [],
): Domain {
  const zero = dayZero(points).jd;
  const explosions = models.flatMap(({ explosion }) => explosion?.p05 ?? []);
  const days = spanShown(points, zero, explosions);
  const inside = points.filter((p) => p.jd - zero >= days[0] && p.jd - zero <= days[1]);
  const bright: number[] = [];
  const faint: number[] = [];
  for (const point of inside) {
    // An error bar of more than a magnitude may leave the frame: it would squeeze everything else.
    const error = Math.min(point.magnitudeError ?? 0, 1);
    bright.push(
      point.isLimit ? point.magnitude - 0.4 : Math.min(point.magnitude - error - 0.2, point.magnitude - 0.6),
    );
    faint.push(
      point.isLimit ? point.magnitude + 0.4 : Math.max(point.magnitude + error + 0.2, point.magnitude + 0.8),
    );
  }
  let brightest = Math.min(...bright);
  for (const { jd, bands } of models) {
    const own = jd.map((at) => at - zero);
    const peak = brightestOf(Object.values(bands), own, days) - 0.2;
    if (peak > brightest - PEAK_REACH && peak < brightest) brightest = peak;
  }
  return {
    days,
    magnitudes: [brightest, Math.max(...faint)],
    before: points.filter((p) => p.jd - zero < days[0]).length,
    after: points.filter((p) => p.jd - zero > days[1]).length,
  };
}

/** The best fit at a time, between two times of the grid; null where it is dark or there is none. */
export function modelAt(jd: readonly number[], best: readonly (number | null)[], at: number): number | null {
  const after = jd.findIndex((time) => time >= at);
  if (after < 0) return null;
  const high = best[after];
  if (jd[after] === at || after === 0) return jd[after] === at ? (high ?? null) : null;
  const low = best[after - 1];
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  const [t0 = 0, t1 = 1] = [jd[after - 1], jd[after]];
  return low + ((high - low) * (at - t0)) / (t1 - t0);
}

/** How far a detection is from the best fit. */
export interface Residual {
  point: ChartPoint;
  /** Observed less model in σ, the error budget in quadrature; infinite where the model is dark. */
  sigmas: number;
}

/** Residuals of the detections that the fit saw. */
export function residualsOf(
  points: readonly ChartPoint[],
  model: { jd: readonly number[]; bands: Record<string, ChartBand>; errorBudget?: number },
): Residual[] {
  return points.flatMap((point) => {
    const band = Object.hasOwn(model.bands, point.filter) ? model.bands[point.filter] : undefined;
    if (point.isLimit || point.isUsed === false || !band) return [];
    const expected = modelAt(model.jd, band.best, point.jd);
    const sigma = Math.hypot(point.magnitudeError ?? 0, model.errorBudget ?? 0);
    if (!(sigma > 0)) return [];
    const sigmas = expected === null ? Number.NEGATIVE_INFINITY : (point.magnitude - expected) / sigma;
    return [{ point, sigmas }];
  });
}

/** A step that differs by less than this from those beside it is no jump, mag. */
const LEAST_JUMP = 0.1;
/** A jump differs from the steps beside it by this many times what these differ from each other. */
const JUMP_FACTOR = 3;

/** Whether a curve jumps between a time of its grid and the one before it: a step outside of what its neighbours are. */
export function isJump(values: readonly (number | null | undefined)[], index: number): boolean {
  const step = (i: number) => {
    const [a, b] = [values[i - 1], values[i]];
    return typeof a === 'number' && typeof b === 'number' && Number.isFinite(a - b) ? b - a : null;
  };
  const own = step(index);
  const [before, after] = [step(index - 1), step(index + 1)];
  if (own === null || before === null || after === null) return false;
  const beyond = Math.max(own - Math.max(before, after), Math.min(before, after) - own);
  return beyond > Math.max(LEAST_JUMP, JUMP_FACTOR * Math.abs(before - after));
}
