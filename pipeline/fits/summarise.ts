import type { FitRow } from '../../db/fits.ts';
import { openJobOf } from '../../db/jobs.ts';
import { getLightCurve, type LightCurveRow } from '../../db/lightCurves.ts';
import type { FitSummary, OpenFit } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { ContractError, type JobProgress } from '../fitter/jobFiles.ts';
import { unusualSettings } from '../fitter/settingsText.ts';
import { fitNote } from './fitNote.ts';
import { warningsOf } from './warnings.ts';

function secondsBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000;
}

/**
 * What people are shown of a fit.
 * @param others fits of the same light curve that are shown beside it. @param curve its light curve, when it is at hand.
 */
export function summariseFit(
  context: Context,
  fit: FitRow,
  others: readonly FitRow[] = [],
  curve: LightCurveRow = getLightCurve(context.db, fit.lightCurveId),
): FitSummary {
  const model = context.models.find(fit.model);
  const note = fitNote(fit, model ?? null);
  const comparable = others.filter((other) => other.lightCurveId === fit.lightCurveId);
  return {
    fitId: fit.id,
    object: fit.object,
    model: fit.model,
    modelTitle: model?.title ?? fit.model,
    kind: fit.kind,
    note,
    state: fit.state,
    message: fit.message,
    lnZ: fit.lnZ,
    lnZError: fit.lnZError,
    warnings: warningsOf(fit, comparable, curve),
    reused: fit.reusedFitId !== null,
    seconds: fit.seconds ?? secondsBetween(fit.startedAt, fit.finishedAt),
    finishedAt: fit.finishedAt,
    requestedBy: fit.requestedBy,
    askedAt: fit.createdAt,
    settings: unusualSettings(fit, model ?? null),
  };
}

/** Best ln Z first; those without one last, in the order in which they were asked for. */
function bestFirst(a: { lnZ: number | null; id: number }, b: { lnZ: number | null; id: number }): number {
  if (a.lnZ !== null && b.lnZ !== null) return b.lnZ - a.lnZ || a.id - b.id;
  if (a.lnZ === null && b.lnZ === null) return a.id - b.id;
  return a.lnZ === null ? 1 : -1;
}

/** What people are shown of fits that stand beside each other, best first. */
export function summariseFits(context: Context, fits: readonly FitRow[]): FitSummary[] {
  // Each light curve is read once: to read one takes longer than everything else here.
  const ids = new Set(fits.map((fit) => fit.lightCurveId));
  const curves = new Map([...ids].map((id) => [id, getLightCurve(context.db, id)]));
  return [...fits]
    .sort(bestFirst)
    .map((fit) => summariseFit(context, fit, fits, curves.get(fit.lightCurveId)));
}

function readStoredProgress(context: Context, text: string | null): JobProgress | null {
  if (text === null) return null;
  try {
    return context.contract.progress(text);
  } catch (error) {
    if (error instanceof ContractError) return null;
    throw error;
  }
}

/** What people are shown of fits that have not ended. */
export function openFitSummaries(context: Context, fits: readonly FitRow[]): OpenFit[] {
  return fits.map((fit) => {
    const job = openJobOf(context.db, fit.id);
    const progress = readStoredProgress(context, job?.progress ?? null);
    return {
      fitId: fit.id,
      runId: fit.runId,
      object: fit.object,
      model: fit.model,
      kind: fit.kind,
      state: fit.state,
      attempt: Math.max(1, fit.attempts),
      waitingSince: fit.createdAt,
      requestedBy: fit.requestedBy,
      detail: job?.detail ?? null,
      progress: progress && {
        iteration: progress.iteration,
        lnZ: progress.lnZ,
        fraction: progress.fraction,
        elapsedSeconds: progress.elapsedSeconds,
        remainingSeconds: progress.remainingSeconds,
      },
    };
  });
}
