import type { LightCurvePoint } from '../../db/types.ts';
import { type Band, type EvolutionPolicy, policyBands } from './policy.ts';

interface Detection {
  jd: number;
  mag: number;
  error: number;
}

/** How an object changes in one band: mag per day, above 0 when it fades. */
export interface Rate {
  band: Band;
  part: 'rises' | 'fades';
  slope: number;
}

/** Slope of a straight line through magnitudes, weighted by their errors: mag per day. */
function slopeOf(points: readonly Detection[]): number {
  const weights = points.map(({ error }) => 1 / error ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (point: Detection) => number) =>
    points.reduce((sum, point, index) => sum + of(point) * (weights[index] ?? 0), 0) / total;
  const [jd, mag] = [mean((point) => point.jd), mean((point) => point.mag)];
  const above = mean((point) => (point.jd - jd) * (point.mag - mag));
  const below = mean((point) => (point.jd - jd) ** 2);
  return above / below;
}

function extreme(points: readonly Detection[], isMore: (a: number, b: number) => boolean): Detection | null {
  return points.reduce<Detection | null>(
    (best, point) => (best === null || isMore(point.mag, best.mag) ? point : best),
    null,
  );
}

function span(points: readonly Detection[]): number {
  return (points.at(-1)?.jd ?? 0) - (points[0]?.jd ?? 0);
}

function detectionsIn(band: Band, points: readonly LightCurvePoint[]): Detection[] {
  return points.flatMap(({ filter, jd, magnitude, magnitudeError }) =>
    filter === band && magnitudeError !== null ? [{ jd, mag: magnitude, error: magnitudeError }] : [],
  );
}

/**
 * Rates of change of a light curve, per band, before and after its brightest detection; only what detections over at
 * least the baseline can tell.
 * @param points in order of time.
 */
export function ratesOf(points: readonly LightCurvePoint[], baselineDays: number): Rate[] {
  return policyBands.flatMap((band) => {
    const detections = detectionsIn(band, points);
    const peak = extreme(detections, (a, b) => a < b);
    if (peak === null || span(detections) < baselineDays) return [];
    const first = detections[0]?.jd ?? 0;
    const last = detections.at(-1)?.jd ?? 0;
    const whole = (part: Rate['part']) => [{ band, part, slope: slopeOf(detections) }];
    if (peak.jd < first + baselineDays) return whole('fades');
    if (peak.jd > last - baselineDays) return whole('rises');
    return (['rises', 'fades'] as const).map((part): Rate => {
      const isPart = ({ jd }: Detection) => (part === 'rises' ? jd <= peak.jd : jd >= peak.jd);
      return { band, part, slope: slopeOf(detections.filter(isPart)) };
    });
  });
}

function flatWords(points: readonly LightCurvePoint[], policy: EvolutionPolicy): string | null {
  for (const band of policyBands) {
    const detections = detectionsIn(band, points);
    const peak = extreme(detections, (a, b) => a < b);
    const faintest = extreme(detections, (a, b) => a > b);
    if (!peak || !faintest || span(detections) < policy.baselineDays) continue;
    const days = Math.abs(peak.jd - faintest.jd);
    const isFlat = peak.mag + peak.error > faintest.mag - faintest.error;
    if (isFlat && days >= policy.flatDays[band]) {
      return `${band} does not change in ${days.toFixed(1)} days, expected a change in ${policy.flatDays[band]}`;
    }
  }
  return null;
}

/**
 * Why a light curve changes too slowly; null when it does not, or when nobody can say yet.
 * @param points in order of time.
 */
export function tooSlow(points: readonly LightCurvePoint[], policy: EvolutionPolicy): string | null {
  const flat = flatWords(points, policy);
  if (flat !== null) return flat;
  for (const { band, slope } of ratesOf(points, policy.baselineDays)) {
    const least = slope > 0 ? policy.fadeRate[band] : policy.riseRate[band];
    if (slope === 0 || Math.abs(slope) > least) continue;
    const how = slope > 0 ? 'fades' : 'rises';
    return `${band} ${how} by ${Math.abs(slope).toFixed(2)} mag a day, expected more than ${least}`;
  }
  return null;
}
