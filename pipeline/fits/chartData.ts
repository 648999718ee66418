import type { ChartPoint, CornerChart, LightCurveChart, ModelPanel } from '../../charts/index.ts';
import type { JobResult } from '../fitter/jobFiles.ts';

/** A millisecond for the rounding of Julian dates, as the fitter has it. */
const ROUNDING_DAYS = 1e-8;

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

/** The days that a fit saw, Julian dates. */
function windowOf(result: JobResult): NonNullable<LightCurveChart['window']> {
  const { tmin, tmax } = result.settings;
  return {
    from: result.triggerJd + numberOr(tmin, 0),
    to: result.triggerJd + numberOr(tmax, Number.POSITIVE_INFINITY),
  };
}

/** A light curve's points, each with whether the fit saw it. */
export function pointsOf(result: JobResult, points: readonly ChartPoint[]): ChartPoint[] {
  const { from, to } = windowOf(result);
  const useLimits = result.settings.useLimits !== false;
  return points.map((point) => ({
    ...point,
    isUsed:
      point.jd >= from - ROUNDING_DAYS && point.jd <= to + ROUNDING_DAYS && (useLimits || !point.isLimit),
  }));
}

/** Quantiles of the explosion's time where it was sampled, Julian dates. */
function explosionOf(result: JobResult): ModelPanel['explosion'] | undefined {
  const column = result.posterior.parameters.findIndex(({ name }) => name === 'timeshift');
  const days = result.posterior.samples
    .flatMap((row) => row[column] ?? [])
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (column < 0 || days.length === 0) return undefined;
  const at = (share: number) => result.triggerJd + (days[Math.round(share * (days.length - 1))] ?? 0);
  return { p05: at(0.05), p50: at(0.5), p95: at(0.95) };
}

/** The distance where it was given and not sampled, Mpc. */
function distanceOf(result: JobResult): number | undefined {
  const distance = result.bestFit.luminosity_distance;
  const isSampled = result.posterior.parameters.some(({ name }) =>
    ['luminosity_distance', 'redshift'].includes(name),
  );
  return distance !== undefined && distance > 0 && !isSampled ? distance : undefined;
}

/** What a picture of one model takes from its result. */
export function modelPanel(result: JobResult, modelTitle: string): ModelPanel {
  const explosion = explosionOf(result);
  return {
    modelTitle,
    kind: result.kind,
    lnZ: result.lnZ,
    lnZError: result.lnZError,
    jd: result.lightCurve.jd,
    bands: result.lightCurve.filters,
    errorBudget: result.quality?.errorBudget ?? numberOr(result.settings.errorBudget, 0),
    explosion,
  };
}

/** What the light curve of a fit shows. */
export function lightCurveChart(
  result: JobResult,
  modelTitle: string,
  points: readonly ChartPoint[],
): LightCurveChart {
  const { to, from } = windowOf(result);
  const distanceMpc = distanceOf(result);
  return {
    object: result.object,
    ...modelPanel(result, modelTitle),
    points: pointsOf(result, points),
    window: Number.isFinite(to) ? { from, to } : undefined,
    distanceMpc,
  };
}

/** What the corner plot of a fit shows. */
export function cornerChart(result: JobResult, modelTitle: string): CornerChart {
  const { parameters, samples } = result.posterior;
  return {
    object: result.object,
    modelTitle,
    parameters,
    samples,
    bestFit: result.bestFit,
    effectiveSamples: result.effectiveSampleSize,
  };
}
