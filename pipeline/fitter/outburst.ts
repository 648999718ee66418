/**
 * Where in a light curve the outburst begins: the trigger time of its fits, where nobody gives one.
 *
 * Terms:
 * - night: detections that follow each other within {@link neighbourDays}: ZTF comes back every two or three days, and one
 *   visit of two may fail.
 * - season: nights with less than {@link seasonGapDays} between one and the next, as the Sun parts the seasons of an object.
 * - certain: a detection of 4σ or more. Of a thousand measurements of nothing at 3σ one or two pass for a detection, of
 *   30,000 at 4σ one; alerts, which have 5σ in one way of measuring, may have 4 by their own error.
 *
 * A real rise begins faint and alone as well, so that a certain detection is the beginning if the window of a fit that
 * begins with it reaches the next one; a detection that is not certain, only if others follow within days and one of them
 * is certain.
 */
import type { LightCurvePoint } from '../../db/types.ts';

const neighbourDays = 5;
const seasonGapDays = 100;
const certainSigmas = 4;
/** A magnitude error of 1 is this much of the flux, 2.5 / ln 10. */
const magnitudesPerShare = 2.5 / Math.LN10;
/** Rounding of Julian dates. */
const epsilonDays = 1e-6;

type Detection = { jd: number; sigmas: number };

function detectionsOf(points: readonly LightCurvePoint[]): Detection[] {
  return points
    .filter((point) => !point.isLimit && point.magnitudeError !== null)
    .map(({ jd, magnitudeError }) => ({ jd, sigmas: magnitudesPerShare / (magnitudeError ?? 1) }))
    .sort((a, b) => a.jd - b.jd);
}

function firstOf(detections: readonly Detection[]): number {
  return detections[0]?.jd ?? Number.NaN;
}

/** Detections in order of time, parted where none comes for longer than `gapDays`. */
function parted(detections: readonly Detection[], gapDays: number): Detection[][] {
  const parts: Detection[][] = [];
  for (const detection of detections) {
    const part = parts.at(-1);
    const last = part?.at(-1);
    if (part && last && detection.jd - last.jd <= gapDays) part.push(detection);
    else parts.push([detection]);
  }
  return parts;
}

const isCertain = (detections: readonly Detection[]) =>
  detections.some(({ sigmas }) => sigmas >= certainSigmas);

/** Whether detections of a night and its neighbours are more than noise. */
const isConvincing = (night: readonly Detection[]) => night.length >= 2 && isCertain(night);

/**
 * The season of the outburst: the newest with a convincing night; where there is none, the newest with a certain
 * detection and another one, else the one with most detections.
 */
function seasonOf(detections: readonly Detection[]): Detection[] {
  const seasons = parted(detections, seasonGapDays);
  const most = Math.max(...seasons.map((season) => season.length));
  return (
    seasons.findLast((season) => parted(season, neighbourDays).some(isConvincing)) ??
    seasons.findLast((season) => season.length >= 2 && isCertain(season)) ??
    seasons.findLast((season) => season.length === most) ??
    []
  );
}

/**
 * The Julian date of the detection that the outburst begins with; null without any detection.
 * @param windowDays how long the window of a fit is.
 */
export function outburstBegins(points: readonly LightCurvePoint[], windowDays: number): number | null {
  const detections = detectionsOf(points);
  if (detections.length === 0) return null;
  const season = seasonOf(detections);
  const nights = parted(season, neighbourDays);
  for (const [at, night] of nights.entries()) {
    const next = nights[at + 1];
    const isReached = next !== undefined && firstOf(next) - firstOf(night) <= windowDays + epsilonDays;
    if (isConvincing(night) || (isCertain(night) && isReached)) return firstOf(night);
  }
  // Nothing is sure: the earliest from which the window holds most.
  const held = (from: number) =>
    season.filter(({ jd }) => jd >= from && jd <= from + windowDays + epsilonDays).length;
  const most = Math.max(...season.map(({ jd }) => held(jd)));
  return season.find(({ jd }) => held(jd) === most)?.jd ?? null;
}
