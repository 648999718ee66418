import { aliasesOf } from '../../db/aliases.ts';
import { type FitRow, fitsOfObject } from '../../db/fits.ts';
import { getLightCurve, type LightCurveRow } from '../../db/lightCurves.ts';
import { findObject, getObject } from '../../db/objects.ts';
import { objectPost } from '../../db/posts.ts';
import type { Verdict } from '../api/verdict.ts';
import type { ObjectFacts, RankedObject } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { storedSettings } from '../fitter/fitSettings.ts';
import { factsOf } from '../objects/facts.ts';
import { opinionsNow } from '../objects/opinions.ts';
import { maySeeObject } from '../objects/visibility.ts';
import { iauDesignation } from '../shared/objectName.ts';
import { fitNote } from './fitNote.ts';
import { comparableFits, orderOf, verdictOfFits } from './objectVerdict.ts';
import { summariseFits } from './summarise.ts';

/** Summaries of all fits of an object: newest light curve first, then ln Z from high to low. */
export function fitsByCurve(context: Context, objectId: number): ReturnType<typeof summariseFits> {
  const byCurve = Map.groupBy(fitsOfObject(context.db, objectId), (fit) => fit.lightCurveId);
  return [...byCurve.entries()].sort(([a], [b]) => b - a).flatMap(([, fits]) => summariseFits(context, fits));
}

/** What the data say of the object of a light curve; its host as it was given for the newest of some fits. */
export function factsOfObject(context: Context, curve: LightCurveRow, fits: readonly FitRow[]): ObjectFacts {
  const hosts = [...fits]
    .sort((a, b) => b.id - a.id)
    .flatMap((fit) => {
      const model = context.models.find(fit.model);
      return model ? (storedSettings(model, fit.settings).host ?? []) : [];
    });
  const facts = factsOf(curve, getObject(context.db, curve.objectId).position, hosts[0] ?? null);
  const aliases = aliasesOf(context.db, curve.objectId);
  return aliases.length === 0 ? facts : { ...facts, aliases };
}

/** The address of an object's page in the portal; null: there is no portal. */
export function portalUrlOf(context: Context, object: string): string | null {
  const { portalUrl } = context.options;
  return portalUrl === undefined
    ? null
    : `${portalUrl.replace(/\/+$/, '')}/source/${encodeURIComponent(iauDesignation(object) ?? object)}`;
}

/** The address of the message about an object in a channel; null: it has none, or the workspace is not known. */
export function postUrlOf(context: Context, objectId: number, channel: string | null): string | null {
  const workspace = context.options.workspaceUrl?.() ?? null;
  const post = objectPost(context.db, objectId, channel ?? context.options.channel);
  if (workspace === null || !post?.slackChannel || post.slackTs === null) return null;
  return new URL(`archives/${post.slackChannel}/p${post.slackTs.replace('.', '')}`, workspace).href;
}

/** The fits of the newest light curve among some fits of one object, and what they say together. */
export function newestVerdictOf(
  context: Context,
  fits: readonly FitRow[],
): { verdict: Verdict; fits: FitRow[]; curve: LightCurveRow } {
  const newest = Math.max(...fits.map((fit) => fit.lightCurveId));
  const ofNewest = fits.filter((fit) => fit.lightCurveId === newest);
  const curve = getLightCurve(context.db, newest);
  return { verdict: verdictOfFits(context, ofNewest, curve), fits: ofNewest, curve };
}

/**
 * An object with its verdict; null when no fit of its newest light curve has a number.
 * @param channel whose message about it is linked; null: the main one's.
 */
export function rank(
  context: Context,
  fits: readonly FitRow[],
  channel: string | null = null,
): { ranked: RankedObject; order: number } | null {
  const { verdict, fits: ofNewest } = newestVerdictOf(context, fits);
  const best = comparableFits(context, ofNewest).compared.find((fit) => fit.model === verdict.model);
  if (!best || best.lnZ === null || verdict.kind === null || verdict.probability === null) return null;
  const { deltaLnZ, deltaLnZError, strength, kilonovaScore, kilonovaScoreError } = verdict;
  const note = fitNote(best, context.models.find(best.model) ?? null);
  const ranked: RankedObject = {
    object: best.object,
    bestKind: verdict.kind,
    bestModel: best.model,
    bestFitId: best.id,
    note,
    lnZ: best.lnZ,
    state: verdict.state,
    probability: verdict.probability,
    deltaLnZ,
    deltaLnZError,
    strength,
    kilonovaScore,
    kilonovaScoreError,
    portalUrl: portalUrlOf(context, best.object),
    postUrl: postUrlOf(context, best.objectId, channel),
    opinions: opinionsNow(context, best.objectId),
  };
  return { ranked, order: orderOf(verdict) };
}

/** Objects with numbers among some fits: highest kilonova score first, those without one by name. */
export function ranking(
  context: Context,
  fits: readonly FitRow[],
  channel: string | null = null,
): RankedObject[] {
  return [...Map.groupBy(fits, (fit) => fit.objectId).values()]
    .flatMap((ofObject) => rank(context, ofObject, channel) ?? [])
    .sort((a, b) => b.order - a.order || a.ranked.object.localeCompare(b.ranked.object))
    .map(({ ranked }) => ranked);
}

/** Of names of objects those that a channel may see. */
export function visible(context: Context, channel: string, names: readonly string[]): string[] {
  return names.filter((name) => {
    const object = findObject(context.db, name);
    return object !== undefined && maySeeObject(context, channel, object.id);
  });
}
