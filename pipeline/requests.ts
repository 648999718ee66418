import { cancelFit as cancelFitRow, findFit } from '../db/fits.ts';
import { getLightCurve } from '../db/lightCurves.ts';
import { addMute, endMute, muteOf } from '../db/mutes.ts';
import { addRun, countRun } from '../db/runs.ts';
import { askFit, fitWishes } from './askFit.ts';
import type { Context } from './context.ts';
import { asTyped } from './nearest.ts';
import { resolveObject } from './objectNames.ts';
import { minDetections } from './plan.ts';
import { type FitRequestOutcome, type PipelineService, UserInputError } from './service.ts';

type FitRequest = Parameters<PipelineService['requestFits']>[0];

/** @see PipelineService.requestFits. A muted object is fitted when somebody asks for it. */
export function requestFits(context: Context, request: FitRequest): FitRequestOutcome {
  const { db, models } = context;
  const object = resolveObject(db, request.objectName);
  const asked = request.words.length > 0 ? models.resolve(request.words) : [...models.inPlay];
  if (object.currentLightCurveId === null) {
    throw new UserInputError(`${object.name} has no light curve yet.`);
  }
  const curve = getLightCurve(db, object.currentLightCurveId);
  if (curve.detections < minDetections) {
    throw new UserInputError(
      `${object.name} cannot be fitted: detections ${curve.detections}, expected at least ${minDetections}.`,
    );
  }
  const { requestedBy } = request;
  const wishes = fitWishes(context, curve, asked, request.settings, request.force);
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
    };
    if (wanted.length === 0) return outcome;
    const runId = addRun(db, { trigger: 'refit', requestedBy }, context.change(requestedBy));
    for (const wish of wanted) {
      const { fitId, isReused } = askFit(context, wish, { runId, object, curve, requestedBy });
      outcome[isReused ? 'reused' : 'queued'].push({ fitId, model: wish.model.name });
    }
    countRun(db, runId, { filesRead: 0, lightCurvesNew: 0, fitsAsked: wanted.length });
    return { ...outcome, runId };
  })();
}

/** @see PipelineService.mute */
export function mute(
  context: Context,
  request: Parameters<PipelineService['mute']>[0],
): ReturnType<PipelineService['mute']> {
  const { db } = context;
  const object = resolveObject(db, request.objectName);
  const change = context.change(request.by);
  const until = request.until === null ? null : readUntil(request.until, change.at);
  const changed = addMute(
    db,
    { objectId: object.id, object: object.name, reason: request.reason, until },
    change,
  );
  const mutedBy = muteOf(db, object.id, change.at)?.mutedBy ?? request.by;
  return { object: object.name, changed, mutedBy };
}

function readUntil(typed: string, now: string): string {
  const time = Date.parse(typed);
  if (Number.isNaN(time)) {
    throw new UserInputError(`${asTyped(typed)} is no time: expected such as 2026-12-01T00:00Z.`);
  }
  const until = new Date(time).toISOString();
  if (until <= now) throw new UserInputError(`${asTyped(typed)} is in the past: expected a later time.`);
  return until;
}

/** @see PipelineService.unmute */
export function unmute(
  context: Context,
  request: Parameters<PipelineService['unmute']>[0],
): ReturnType<PipelineService['unmute']> {
  const object = resolveObject(context.db, request.objectName);
  const changed = endMute(context.db, object.id, object.name, context.change(request.by));
  return { object: object.name, changed };
}

/** Ends a fit; its job is ended by the next look at the jobs. @throws UserInputError when there is no such fit. */
export function cancelFit(context: Context, request: { fitId: number; by: string }): boolean {
  if (!findFit(context.db, request.fitId)) throw new UserInputError(`There is no fit ${request.fitId}.`);
  return cancelFitRow(context.db, request.fitId, 'Cancelled by a person.', context.change(request.by));
}
