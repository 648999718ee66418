import type { LightCurveRow } from '../../db/lightCurves.ts';
import type { LightCurvePoint, SkyPosition } from '../../db/types.ts';
import type { ObjectFacts } from '../api/views.ts';
import type { FitSettings } from '../fitter/fitSettings.ts';
import { ratesOf } from '../policy/evolution.ts';
import { galacticLatitude } from '../policy/galactic.ts';

/** Detections over less than this say nothing of a rate, days. */
const leastBaselineDays = 0.5;

/** Planck 2018 (arXiv:1807.06209, table 2, last column): H₀ in km/s/Mpc and Ω_m, flat. */
const hubble = 67.66;
const matter = 0.3111;
const lightSpeedKms = 299_792.458;

/** Luminosity distance of a redshift in Mpc, by the midpoint rule: good to 1e-5 below z = 2. */
export function luminosityDistanceMpc(redshift: number): number {
  const steps = 400;
  const width = redshift / steps;
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    const z = (step + 0.5) * width;
    sum += width / Math.sqrt(matter * (1 + z) ** 3 + 1 - matter);
  }
  return (lightSpeedKms / hubble) * sum * (1 + redshift);
}

function detectionsOf(points: readonly LightCurvePoint[]): LightCurvePoint[] {
  return points.filter((point) => !point.isLimit);
}

/** How the brightness changes now: the rate of the newest part of the band with most detections. */
function rateOf(points: readonly LightCurvePoint[]): ObjectFacts['rate'] {
  const detections = detectionsOf(points);
  const inBand = (band: string) => detections.filter(({ filter }) => filter === band).length;
  const rates = ratesOf(points, leastBaselineDays);
  const [best] = [...rates].sort((a, b) => inBand(b.band) - inBand(a.band));
  // The last part of a band is what it does now.
  const now = rates.findLast(({ band }) => band === best?.band);
  return now ? { filter: now.band, magPerDay: now.slope } : null;
}

function hostOf(host: FitSettings['host']): ObjectFacts['host'] {
  if (host === null) return null;
  if ('redshift' in host) {
    return { redshift: host.redshift, distanceMpc: luminosityDistanceMpc(host.redshift) };
  }
  return { redshift: null, distanceMpc: host.luminosityDistanceMpc };
}

/**
 * What the data say of an object without any model.
 * @param host as somebody gave it for the fits; null: not known.
 */
export function factsOf(
  curve: Pick<LightCurveRow, 'points'>,
  position: SkyPosition | null,
  host: FitSettings['host'],
): ObjectFacts {
  const detections = detectionsOf(curve.points);
  const latest = detections.at(-1);
  const brightest = detections.reduce<LightCurvePoint | null>(
    (best, point) => (best === null || point.magnitude < best.magnitude ? point : best),
    null,
  );
  const known = hostOf(host);
  const modulus = known === null ? null : 5 * Math.log10(known.distanceMpc) + 25;
  return {
    position,
    galacticLatitudeDeg: position === null ? null : galacticLatitude(position),
    latest: latest ? { filter: latest.filter, magnitude: latest.magnitude, jd: latest.jd } : null,
    rate: rateOf(curve.points),
    host: known,
    peakAbsoluteMagnitude:
      brightest === null || modulus === null
        ? null
        : { filter: brightest.filter, magnitude: brightest.magnitude - modulus },
  };
}
