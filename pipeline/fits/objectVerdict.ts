import type { FitRow } from '../../db/fits.ts';
import type { LightCurveRow } from '../../db/lightCurves.ts';
import type { NotCompared, NotComparedReason, Verdict } from '../api/verdict.ts';
import type { Context } from '../core/context.ts';
import { storedSettings } from '../fitter/fitSettings.ts';
import type { Model } from '../fitter/models.ts';
import { newestOfEachModel } from './newestOfEachModel.ts';
import { rateOdds } from './priorOdds.ts';
import { verdictOf } from './verdict.ts';
import { warningsOf } from './warnings.ts';

/** The fitter's word for points that it left out because the model lacks their filters; it lists them. */
const bandsLeftOut = 'bands-left-out';

/** Equal for fits whose evidences are of the same data: the same points, window, limits, error budget and host. */
function dataKey(context: Context, fit: FitRow): string {
  const model = context.models.find(fit.model) ?? context.models.all[0];
  if (!model) return fit.settings;
  const { tmin, tmax, errorBudget, useLimits, triggerJd, detectionLimits, milkyWayEbv, host } =
    storedSettings(model, fit.settings);
  return JSON.stringify([
    fit.lightCurveId,
    fit.warnings.find(({ code }) => code === bandsLeftOut)?.text,
    tmin,
    tmax,
    errorBudget,
    useLimits,
    triggerJd,
    detectionLimits,
    milkyWayEbv,
    host,
  ]);
}

const hasNumber = (fit: FitRow) => fit.state === 'succeeded' && fit.lnZ !== null;

function count<T>(items: readonly T[], of: (item: T) => string): number {
  return new Set(items.map(of)).size;
}

/**
 * Parts the fits of a light curve into those that can be compared and the rest. Of several groups of settings it is the
 * one with most kinds, then most models that have a number; of equals the newest.
 * @returns of each model the fit that tells most; `others`: models that were only fitted in some other way.
 */
export function comparableFits(
  context: Context,
  fits: readonly FitRow[],
): { compared: FitRow[]; others: FitRow[] } {
  const groups = [...Map.groupBy(fits, (fit) => dataKey(context, fit)).values()].map((group) => {
    const numbers = group.filter(hasNumber);
    const newest = Math.max(...group.map((fit) => fit.id));
    return { group, worth: [count(numbers, (fit) => fit.kind), count(numbers, (fit) => fit.model), newest] };
  });
  const [best] = groups.sort((a, b) => {
    const at = a.worth.findIndex((value, index) => value !== b.worth[index]);
    return (b.worth[at] ?? 0) - (a.worth[at] ?? 0);
  });
  const compared = newestOfEachModel(best?.group ?? []);
  const models = new Set(compared.map((fit) => fit.model));
  return { compared, others: newestOfEachModel(fits).filter((fit) => !models.has(fit.model)) };
}

const endings: Partial<Record<FitRow['state'], NotComparedReason>> = {
  failed: 'failed',
  'timed-out': 'timed-out',
  cancelled: 'cancelled',
  // A number without a meaning: the sampler gave none.
  succeeded: 'failed',
};

/** Why a model was not fitted at all; null: nobody expects it. */
function unfittedReason(
  context: Context,
  model: Model,
  curve: Pick<LightCurveRow, 'filters'>,
): NotComparedReason | null {
  if (!model.isDefault) return null;
  if (model.missing.length > 0) return 'no-files';
  const { filters } = model;
  if (filters !== 'any' && curve.filters.length > 0 && !curve.filters.some((one) => filters.includes(one))) {
    return 'no-data-in-band';
  }
  return context.models.inPlay.includes(model) ? null : 'not-in-play';
}

function notComparedOf(
  context: Context,
  split: ReturnType<typeof comparableFits>,
  curve: Pick<LightCurveRow, 'filters'>,
): NotCompared[] {
  const { compared, others } = split;
  const without = compared.filter((fit) => !hasNumber(fit));
  const fitted = new Set([...compared, ...others].map((fit) => fit.model));
  return [
    ...without.map(({ kind, model, state }) => ({
      kind,
      model,
      reason: endings[state] ?? ('running' as const),
    })),
    ...others.map(({ kind, model, warnings }) => ({
      kind,
      model,
      reason: warnings.some(({ code }) => code === bandsLeftOut)
        ? ('fewer-bands' as const)
        : ('other-settings' as const),
    })),
    ...context.models.all.flatMap((model): NotCompared[] => {
      if (fitted.has(model.name)) return [];
      const reason = unfittedReason(context, model, curve);
      return reason === null ? [] : [{ kind: model.kind, model: model.name, reason }];
    }),
  ];
}

/**
 * What the fits of one light curve say together.
 * @param curve that light curve; without its points the warnings are those of the fitter alone.
 */
export function verdictOfFits(
  context: Context,
  fits: readonly FitRow[],
  curve: Pick<LightCurveRow, 'filters' | 'points' | 'leftOut'>,
): Verdict {
  const split = comparableFits(context, fits);
  const counted = split.compared.filter(hasNumber);
  return verdictOf(
    counted.map((fit) => ({ ...fit, warnings: warningsOf(fit, counted, curve) })),
    notComparedOf(context, split, curve),
    context.options.priorOdds ?? rateOdds,
  );
}

/** The order of a ranking: −∞ where no kilonova has a number, 0 where nothing else has. */
export function orderOf(verdict: Verdict): number {
  if (verdict.kilonovaScore !== null) return verdict.kilonovaScore;
  return verdict.kinds.some(({ kind }) => kind === 'KN') ? 0 : Number.NEGATIVE_INFINITY;
}

/** ΔlnZ of a kind against the best other kind; null: one of the two was not compared. */
export function scoreOf(
  { kinds }: { kinds: readonly { kind: string; lnZ: number }[] },
  kind: string,
): number | null {
  const own = kinds.find((one) => one.kind === kind);
  const others = kinds.filter((one) => one.kind !== kind).map(({ lnZ }) => lnZ);
  return own === undefined || others.length === 0 ? null : own.lnZ - Math.max(...others);
}

/** Whether a score has reached a number that it was below of; null: there is or was none. */
export function passes(before: number | null, now: number | null, least: number): boolean {
  return now !== null && now >= least && (before === null || before < least);
}

/** Whether two verdicts say the same to somebody who has to decide: kind and strength. */
export function saysTheSame(
  a: Pick<Verdict, 'state' | 'kind' | 'strength'>,
  b: Pick<Verdict, 'state' | 'kind' | 'strength'>,
): boolean {
  return a.state === b.state && a.kind === b.kind && a.strength === b.strength;
}
