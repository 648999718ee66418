import { type FitRow, findFit } from '../../db/fits.ts';
import { getLightCurve, type LightCurveRow } from '../../db/lightCurves.ts';
import { getObject, type ObjectRow } from '../../db/objects.ts';
import { addRun, countRun } from '../../db/runs.ts';
import type { FitRequestOutcome, PipelineService } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { askFit, type FitWish, fitWishes } from '../fits/createFit.ts';
import { minDetections } from '../fitter/fitKey.ts';
import { storedSettings } from '../fitter/fitSettings.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { channelsFor } from '../objects/visibility.ts';
import { oweProgress } from '../posts/progress.ts';
import { UserInputError } from '../shared/userInputError.ts';

type FitRequest = Parameters<PipelineService['requestFits']>[0];

/** The newest light curve of an object. @throws UserInputError when there is none that can be fitted. */
function curveToFit(context: Context, object: ObjectRow): LightCurveRow {
  if (object.currentLightCurveId === null) {
    throw new UserInputError(`${object.name} has no light curve yet.`);
  }
  const curve = getLightCurve(context.db, object.currentLightCurveId);
  if (curve.detections < minDetections) {
    throw new UserInputError(
      `${object.name} cannot be fitted: detections ${curve.detections}, expected at least ${minDetections}.`,
    );
  }
  return curve;
}

/** Writes down, in one transaction, what becomes of wishes for fits of one object. */
function askAll(
  context: Context,
  wishes: readonly FitWish[],
  of: { object: ObjectRow; curve: LightCurveRow; requestedBy: string },
): FitRequestOutcome {
  const { db } = context;
  const { object, requestedBy } = of;
  return db.transaction((): FitRequestOutcome => {
    const wanted = wishes.filter((wish) => wish.open === null);
    const alreadyOpen = wishes.flatMap(({ open, model }) =>
      open === null ? [] : [{ fitId: open.id, model: model.name }],
    );
    const outcome: FitRequestOutcome = {
      runId: wishes.find((wish) => wish.open !== null)?.open?.runId ?? 0,
      object: object.name,
      queued: [],
      reused: [],
      alreadyOpen,
      ...(channelsFor(context, object.id).length === 0 ? { isWithheld: true } : {}),
    };
    if (wanted.length === 0) return outcome;
    const runId = addRun(db, { trigger: 'refit', requestedBy }, context.change(requestedBy));
    for (const wish of wanted) {
      const { fitId, isReused } = askFit(context, wish, { ...of, runId });
      outcome[isReused ? 'reused' : 'queued'].push({ fitId, model: wish.model.name });
    }
    countRun(db, runId, { filesRead: 0, lightCurvesNew: 0, fitsAsked: wanted.length });
    if (outcome.queued.length > 0) oweProgress(context, { runId, object, requestedBy });
    return { ...outcome, runId };
  })();
}

/** @see PipelineService.requestFits. A muted object is fitted when somebody asks for it. */
export function requestFits(context: Context, request: FitRequest): FitRequestOutcome {
  const { db, models } = context;
  const object = resolveObject(db, request.objectName);
  const asked = request.words.length > 0 ? models.resolve(request.words) : [...models.inPlay];
  const curve = curveToFit(context, object);
  const wishes = fitWishes(context, curve, asked, request.settings, request.force);
  return askAll(context, wishes, { object, curve, requestedBy: request.requestedBy });
}

function fitToRetry(context: Context, fitId: number): FitRow {
  const fit = findFit(context.db, fitId);
  if (!fit) throw new UserInputError(`There is no fit ${fitId}.`);
  const canRetry = fit.state === 'failed' || fit.state === 'timed-out' || fit.state === 'cancelled';
  if (!canRetry) {
    const state = fit.state === 'succeeded' ? 'has succeeded' : 'has not ended';
    throw new UserInputError(
      `Fit ${fitId} (${fit.object}, ${fit.model}) ${state}: only a failed one is tried again.`,
    );
  }
  return fit;
}

/** @see PipelineService.retryFits */
export function retryFits(
  context: Context,
  request: Parameters<PipelineService['retryFits']>[0],
): FitRequestOutcome {
  const fits = request.fitIds.map((fitId) => fitToRetry(context, fitId));
  const [first] = fits;
  if (!first || fits.some((fit) => fit.objectId !== first.objectId)) {
    throw new UserInputError('Only fits of one object are tried again together.');
  }
  const object = getObject(context.db, first.objectId);
  const curve = curveToFit(context, object);
  const wishes = fits.flatMap((fit) => {
    const model = context.models.find(fit.model);
    if (!model) throw new UserInputError(`${fit.model} is no longer in models.yml.`);
    return fitWishes(context, curve, [model], storedSettings(model, fit.settings), true);
  });
  return askAll(context, wishes, { object, curve, requestedBy: request.requestedBy });
}
