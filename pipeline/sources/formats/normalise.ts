import { createHash } from 'node:crypto';
import type { LightCurvePoint } from '../../../db/types.ts';

/** Rows of the same filter this close are of the same exposure: one second, in days. */
const sameExposureDays = 1 / 86_400;
/** Two measurements of one exposure agree when they differ by less than this many of their joint errors. */
const agreementSigmas = 3;

/** What {@link normalise} did. */
export interface Normalised {
  /** In order of time, then filter. */
  points: LightCurvePoint[];
  /** Rows that repeated another one exactly. */
  exactDuplicates: number;
  /** Rows that measured an exposure again, within the errors (or as a limit below a detection). */
  nearDuplicates: number;
  /** Measurements of one exposure that contradict each other; all are kept. */
  contradictions: number;
}

function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/**
 * Brings a point to its normal form: 1e-7 d (9 ms) and 1e-5 mag. Files print the same single-precision number
 * with more or fewer digits; here they become equal.
 */
export function normalPoint(point: LightCurvePoint): LightCurvePoint {
  return {
    ...point,
    jd: rounded(point.jd, 7),
    magnitude: rounded(point.magnitude, 5),
    magnitudeError: point.magnitudeError === null ? null : Math.max(1e-5, rounded(point.magnitudeError, 5)),
  };
}

function pointLine(point: LightCurvePoint): string {
  const error = point.magnitudeError === null ? 'inf' : point.magnitudeError.toFixed(5);
  return `${point.jd.toFixed(7)} ${point.filter} ${point.magnitude.toFixed(5)} ${error}`;
}

function agree(a: LightCurvePoint, b: LightCurvePoint): boolean {
  if (a.magnitudeError === null || b.magnitudeError === null) return true;
  const sigma = Math.hypot(a.magnitudeError, b.magnitudeError);
  return Math.abs(a.magnitude - b.magnitude) <= agreementSigmas * sigma;
}

/**
 * Which of two rows about one exposure says more: a detection before a limit, the smaller error, the brighter
 * (more careful) limit.
 */
function better(a: LightCurvePoint, b: LightCurvePoint): LightCurvePoint {
  if (a.isLimit !== b.isLimit) return a.isLimit ? b : a;
  if (a.magnitudeError !== null && b.magnitudeError !== null) {
    return b.magnitudeError < a.magnitudeError ? b : a;
  }
  return b.magnitude < a.magnitude ? b : a;
}

function inOrder(a: LightCurvePoint, b: LightCurvePoint): number {
  return a.jd - b.jd || (pointLine(a) < pointLine(b) ? -1 : 1);
}

/**
 * Sorts points by time and merges rows about the same exposure (same filter, within a second of the first).
 * The order of the rows given makes no difference.
 */
export function normalise(raw: readonly LightCurvePoint[]): Normalised {
  const distinct = new Map(raw.map(normalPoint).map((point) => [pointLine(point), point]));
  const points: LightCurvePoint[] = [];
  let nearDuplicates = 0;
  let contradictions = 0;
  for (const filter of new Set([...distinct.values()].map((point) => point.filter))) {
    const ofFilter = [...distinct.values()].filter((point) => point.filter === filter).sort(inOrder);
    let exposureStart = Number.NEGATIVE_INFINITY;
    for (const point of ofFilter) {
      const last = points.at(-1);
      const isSameExposure = point.jd - exposureStart <= sameExposureDays;
      if (!isSameExposure) exposureStart = point.jd;
      if (isSameExposure && last && agree(last, point)) {
        points[points.length - 1] = better(last, point);
        nearDuplicates += 1;
      } else {
        if (isSameExposure) contradictions += 1;
        points.push(point);
      }
    }
  }
  return {
    points: points.sort(inOrder),
    exactDuplicates: raw.length - distinct.size,
    nearDuplicates,
    contradictions,
  };
}

/** sha256 (hex) of a light curve's normalised content: times, filters, magnitudes, errors, which are limits. */
export function lightCurveHash(points: readonly LightCurvePoint[]): string {
  return createHash('sha256').update(points.map(pointLine).join('\n')).digest('hex');
}
