import { modelsFittedTo, newestFittedLightCurve } from '../../db/fits.ts';
import { getLightCurve, type LightCurveRow } from '../../db/lightCurves.ts';
import { muteOf } from '../../db/mutes.ts';
import type { Db } from '../../db/open.ts';
import type { SkyPosition } from '../../db/types.ts';
import { commonSettings } from '../fitter/fitSettings.ts';
import type { Model } from '../fitter/models.ts';
import { outburstBegins } from '../fitter/outburst.ts';
import { sha256 } from '../shared/hash.ts';
import { jdOf } from '../shared/time.ts';
import { counted } from '../shared/words.ts';
import { tooSlow } from './evolution.ts';
import { galacticLatitude } from './galactic.ts';
import type { Policy } from './policy.ts';

/** What the policy says. */
export type Decision =
  | 'fit'
  | 'nothing-new'
  | 'muted'
  | 'too-few-detections'
  | 'too-few-filters'
  | 'too-old'
  | 'too-short'
  | 'too-long'
  | 'too-slow'
  | 'galactic-plane'
  | 'too-little-new';

/** What the policy says, why in half a sentence, and which models are to be fitted. */
export interface Judgement {
  decision: Decision;
  reason: string;
  models: Model[];
}

/** What is judged. */
export interface Case {
  curve: LightCurveRow;
  position: SkyPosition | null;
  inPlay: readonly Model[];
  policy: Policy;
  /** ISO 8601, UTC. */
  at: string;
}

/** Equal for judgements that need not be made again. */
export function judgedBy(policy: Policy, inPlay: readonly Model[]): string {
  return sha256(JSON.stringify([policy, inPlay.map(({ name }) => name).sort()])).slice(0, 16);
}

/** How many points one of two light curves has that the other has not: the larger of both counts. */
function pointsChanged(before: LightCurveRow, now: LightCurveRow): number {
  const line = ({ jd, filter, magnitude, magnitudeError }: LightCurveRow['points'][number]) =>
    `${jd} ${filter} ${magnitude} ${magnitudeError}`;
  const [a, b] = [new Set(before.points.map(line)), new Set(now.points.map(line))];
  const missing = (from: Set<string>, those: Set<string>) =>
    [...those].filter((point) => !from.has(point)).length;
  return Math.max(missing(a, b), missing(b, a));
}

/** Why the data alone do not deserve a fit; null when they do. */
function refusal({ curve, position, policy, at }: Case): { decision: Decision; reason: string } | null {
  const detections = curve.points.filter((point) => !point.isLimit);
  const filters = new Set(detections.map((point) => point.filter)).size;
  // A stray detection years ago says nothing of how long the outburst lasts.
  const first = outburstBegins(curve.points, commonSettings.tmax) ?? 0;
  const last = detections.at(-1)?.jd ?? 0;
  const days = last - first;
  if (filters < policy.minFilters) {
    const reason = `has detections in ${counted(filters, 'filter')}, a fit needs at least ${policy.minFilters}`;
    return { decision: 'too-few-filters', reason };
  }
  const age = jdOf(new Date(at)) - last;
  if (policy.maxAgeDays !== null && age > policy.maxAgeDays) {
    const reason = `was last detected ${age.toFixed(1)} days ago, a fit needs at most ${policy.maxAgeDays}`;
    return { decision: 'too-old', reason };
  }
  if (policy.minDurationDays !== null && days < policy.minDurationDays) {
    const reason = `was detected over ${days.toFixed(1)} days, a fit needs at least ${policy.minDurationDays}`;
    return { decision: 'too-short', reason };
  }
  if (policy.maxDurationDays !== null && days > policy.maxDurationDays) {
    const reason = `was detected over ${days.toFixed(1)} days, a fit needs at most ${policy.maxDurationDays}`;
    return { decision: 'too-long', reason };
  }
  const latitude = position === null ? null : Math.abs(galacticLatitude(position));
  if (policy.minGalacticLatitude !== null && latitude !== null && latitude < policy.minGalacticLatitude) {
    const reason = `lies ${latitude.toFixed(1)}° from the plane of the Milky Way, a fit needs at least ${policy.minGalacticLatitude}°`;
    return { decision: 'galactic-plane', reason };
  }
  const slow = policy.evolution === null ? null : tooSlow(curve.points, policy.evolution);
  return slow === null ? null : { decision: 'too-slow', reason: `changes too slowly: ${slow}` };
}

/**
 * Which fits the newest light curve of an object deserves: one per model in play that it was never fitted with,
 * whatever came of it, unless the policy has a reason against it. A fit that failed is tried again only when
 * somebody asks.
 */
export function judge(db: Db, one: Case): Judgement {
  const { curve, inPlay, policy, at } = one;
  const done = modelsFittedTo(db, curve.id);
  const models = inPlay.filter((model) => !done.has(model.name));
  if (models.length === 0) {
    return {
      decision: 'nothing-new',
      reason: 'has had every model in play fitted to these data',
      models: [],
    };
  }
  if (curve.detections < policy.minDetections) {
    const reason = `has ${counted(curve.detections, 'detection')}: kept, but a fit needs at least ${policy.minDetections}`;
    return { decision: 'too-few-detections', reason, models: [] };
  }
  const mute = muteOf(db, curve.objectId, at);
  if (mute) {
    const why = mute.reason === null ? '' : `: ${mute.reason}`;
    return { decision: 'muted', reason: `is muted by ${mute.mutedBy}${why}`, models: [] };
  }
  const against = refusal(one);
  if (against) return { ...against, models: [] };
  const before = done.size > 0 ? undefined : newestFittedLightCurve(db, curve.objectId);
  if (before !== undefined && policy.changedPoints > 0) {
    const changed = pointsChanged(getLightCurve(db, before), curve);
    if (changed <= policy.changedPoints) {
      const reason = `has ${counted(changed, 'new point')} since the last fit, a fit needs more than ${policy.changedPoints}`;
      return { decision: 'too-little-new', reason, models: [] };
    }
  }
  const names = models.map(({ name }) => name).join(', ');
  return { decision: 'fit', reason: `is fitted with ${names}`, models };
}
