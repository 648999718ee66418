import { getLightCurve } from '../../db/lightCurves.ts';
import { addMute, changeMute, endMute } from '../../db/mutes.ts';
import type { ObjectRow } from '../../db/objects.ts';
import type { MuteEnd, MuteOutcome, PipelineService } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { muteNow } from '../objects/mutes.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { tellMute } from '../posts/muteNotice.ts';
import { asTyped } from '../shared/suggest.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** Julian date of the newest detection that there is of an object; 0 without any. */
function newestDetection(context: Context, object: ObjectRow): number {
  if (object.currentLightCurveId === null) return 0;
  const { points } = getLightCurve(context.db, object.currentLightCurveId);
  return points.findLast((point) => !point.isLimit)?.jd ?? 0;
}

function untilOf(end: MuteEnd, now: string): string | null {
  if (end === null || end === 'next-detection') return null;
  const time = Date.parse(end.until);
  if (Number.isNaN(time)) {
    throw new UserInputError(`${asTyped(end.until)} is no time: expected such as 2026-12-01T00:00Z.`, {
      about: 'time',
    });
  }
  const until = new Date(time).toISOString();
  if (until <= now) {
    throw new UserInputError(`${asTyped(end.until)} is in the past: expected a later time.`, {
      about: 'time',
    });
  }
  return until;
}

/** @see PipelineService.mute */
export function mute(context: Context, request: Parameters<PipelineService['mute']>[0]): MuteOutcome {
  const { db } = context;
  const object = resolveObject(db, request.objectName);
  const { by, reason, end } = request;
  const change = context.change(by);
  const until = untilOf(end, change.at);
  const untilDetectionAfter = end === 'next-detection' ? newestDetection(context, object) : null;
  return db.transaction(() => {
    const wanted = { objectId: object.id, object: object.name, reason, until, untilDetectionAfter };
    const changed = addMute(db, wanted, change) || (end !== null && changeMute(db, wanted, change));
    const now = muteNow(context, object.id);
    if (!now) throw new Error(`The mute of ${object.name} is not there right after it was made.`);
    if (changed) tellMute(context, object, { by, mute: now, why: null });
    return { object: object.name, changed, mute: now };
  })();
}

/** @see PipelineService.unmute */
export function unmute(
  context: Context,
  request: Parameters<PipelineService['unmute']>[0],
): ReturnType<PipelineService['unmute']> {
  const { db } = context;
  const object = resolveObject(db, request.objectName);
  return db.transaction(() => {
    const changed = endMute(db, object.id, object.name, context.change(request.by));
    if (changed) tellMute(context, object, { by: request.by, mute: null, why: null });
    return { object: object.name, changed };
  })();
}
