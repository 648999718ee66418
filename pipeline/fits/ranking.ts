import { type FitRow, fitsOfObject } from '../../db/fits.ts';
import { findObject } from '../../db/objects.ts';
import type { RankedObject } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { maySeeObject } from '../objects/visibility.ts';
import { fitNote } from './fitNote.ts';
import { kilonovaScore } from './kilonovaScore.ts';
import { summariseFits } from './summarise.ts';
import { isConverged } from './warnings.ts';

/** 2: converged, 1: succeeded all the same, 0: has no number. */
export function worth(fit: FitRow): number {
  if (fit.state !== 'succeeded') return 0;
  return isConverged(fit) ? 2 : 1;
}

/** Of each model the fit that tells most: the newest that converged, else the newest that succeeded, else the newest. */
export function newestOfEachModel(fits: readonly FitRow[]): FitRow[] {
  const best = new Map<string, FitRow>();
  for (const fit of fits) {
    const before = best.get(fit.model);
    if (!before || worth(fit) >= worth(before)) best.set(fit.model, fit);
  }
  return [...best.values()];
}

export function bestOf(fits: readonly FitRow[]): FitRow | null {
  const succeeded = fits.filter((fit) => fit.state === 'succeeded' && fit.lnZ !== null);
  return succeeded.reduce<FitRow | null>(
    (best, fit) => (best === null || (fit.lnZ ?? 0) > (best.lnZ ?? 0) ? fit : best),
    null,
  );
}

/** Summaries of all fits of an object: newest light curve first, then ln Z from high to low. */
export function fitsByCurve(context: Context, objectId: number): ReturnType<typeof summariseFits> {
  const byCurve = Map.groupBy(fitsOfObject(context.db, objectId), (fit) => fit.lightCurveId);
  return [...byCurve.entries()].sort(([a], [b]) => b - a).flatMap(([, fits]) => summariseFits(context, fits));
}

/** An object by its best model; null when no fit of its newest light curve has a number. */
export function rank(context: Context, fits: readonly FitRow[]): RankedObject | null {
  const newest = Math.max(...fits.map((fit) => fit.lightCurveId));
  const succeeded = newestOfEachModel(fits.filter((fit) => fit.lightCurveId === newest))
    .filter((fit) => fit.state === 'succeeded' && fit.lnZ !== null)
    .sort((a, b) => (b.lnZ ?? 0) - (a.lnZ ?? 0));
  const [first, second] = succeeded;
  if (!first || first.lnZ === null) return null;
  const note = fitNote(first, context.models.find(first.model) ?? null);
  return {
    object: first.object,
    bestKind: first.kind,
    bestModel: first.model,
    bestFitId: first.id,
    note,
    lnZ: first.lnZ,
    deltaLnZ: second?.lnZ === null || second === undefined ? null : first.lnZ - second.lnZ,
  };
}

/** Objects with numbers among some fits, from most to least kilonova-like. */
export function ranking(context: Context, fits: readonly FitRow[]): RankedObject[] {
  return [...Map.groupBy(fits, (fit) => fit.objectId).values()]
    .map((ofObject) => ({ ranked: rank(context, ofObject), likeness: kilonovaScore(ofObject) }))
    .sort((a, b) => b.likeness - a.likeness || 0)
    .flatMap(({ ranked }) => ranked ?? []);
}

/** Of names of objects those that a channel may see. */
export function visible(context: Context, channel: string, names: readonly string[]): string[] {
  return names.filter((name) => {
    const object = findObject(context.db, name);
    return object !== undefined && maySeeObject(context, channel, object.id);
  });
}
