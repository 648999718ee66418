import { addAlias, objectCalled } from '../../db/aliases.ts';
import { addDecision } from '../../db/decisions.ts';
import { addEvent } from '../../db/events.ts';
import { addLightCurve, getLightCurve } from '../../db/lightCurves.ts';
import { endMuteByDetection } from '../../db/mutes.ts';
import {
  ensureObject,
  getObject,
  type ObjectRow,
  setCurrentLightCurve,
  setPosition,
} from '../../db/objects.ts';
import type { Context } from '../core/context.ts';
import { askFit, fitWishes } from '../fits/createFit.ts';
import { judge, judgedBy } from '../policy/judge.ts';
import { defaultPolicy } from '../policy/policy.ts';
import { unmuteIdentity } from '../posts/identity.ts';
import { tellMute } from '../posts/muteNotice.ts';
import { sameNames } from '../shared/objectName.ts';
import type { Found, Problem } from './scan.ts';

/** Oldest data first; of windows that end together, the one with more points last. */
function byAge(a: Found, b: Found): number {
  return (
    (a.points.at(-1)?.jd ?? 0) - (b.points.at(-1)?.jd ?? 0) ||
    a.points.length - b.points.length ||
    (a.file < b.file ? -1 : 1)
  );
}

/** An object whose light curves are kept. */
export interface Taken {
  object: ObjectRow;
  /** The file of its newest light curve. */
  newest: Found;
  lightCurvesNew: number;
  isNewestNew: boolean;
}

/** A detection may be what a mute waits for. */
function endMute(context: Context, object: ObjectRow, lightCurveId: number): void {
  const { db } = context;
  if (getObject(db, object.id).currentLightCurveId !== lightCurveId) return;
  const detection = getLightCurve(db, lightCurveId).points.findLast((point) => !point.isLimit);
  if (detection && endMuteByDetection(db, object.id, object.name, detection.jd, context.change())) {
    const told = { by: 'app', mute: null, why: 'it was detected again' };
    tellMute(context, object, told, unmuteIdentity(object.name, detection.jd));
  }
}

/** Keeps the light curves of one object, and makes the newest the current one. */
export function ingestObject(context: Context, curves: readonly Found[]): Taken | null {
  const { db } = context;
  const sorted = [...curves].sort(byAge);
  const newest = sorted.at(-1);
  if (!newest) return null;
  // A source may know it by another name than the one that it is kept under.
  const object =
    objectCalled(db, sameNames(newest.object)) ?? ensureObject(db, newest.object, context.change());
  let lightCurvesNew = 0;
  let newestId = 0;
  let isNewestNew = false;
  for (const found of sorted) {
    const kept = { ...found, objectId: object.id, objectName: object.name };
    const { id, isNew } = addLightCurve(db, kept, context.change());
    if (isNew) lightCurvesNew += 1;
    newestId = id;
    isNewestNew = isNew;
  }
  setCurrentLightCurve(db, object.id, newestId, context.change());
  endMute(context, object, newestId);
  const names = sorted.flatMap(({ object: name, aliases = [], source }) =>
    [name, ...aliases].map((alias) => ({ alias, source })),
  );
  for (const { alias, source } of names)
    addAlias(db, { alias, objectId: object.id, source }, context.change());
  const position = sorted.findLast((curve) => curve.position !== null)?.position;
  if (position) setPosition(db, object.id, position, context.change());
  return { object: getObject(db, object.id), newest, lightCurvesNew, isNewestNew };
}

/** What the policy and the models in play are known by. */
export function judgedNow({ options, models }: Context): string {
  return judgedBy(options.policy ?? defaultPolicy, models.inPlay);
}

/** Writes down that a muted object has new data. */
function tellMuted(context: Context, object: ObjectRow): void {
  addEvent(context.db, {
    ...context.change(),
    subject: `object:${object.name}`,
    event: 'not fitted',
    why: 'muted',
  });
  context.log.info({ object: object.name }, 'new data of a muted object: not fitted');
}

/**
 * Judges an object's current light curve, records the decision, and asks for the fits that it deserves.
 * @param from the file that a problem is told of.
 */
export function judgeObject(
  context: Context,
  runId: number,
  object: ObjectRow,
  from: { source: string; file: string; fileSha256: string | null; isNew: boolean },
  requestedBy: string | null,
): { fitsAsked: number; problems: Problem[] } {
  const { db, models, options } = context;
  if (object.currentLightCurveId === null) return { fitsAsked: 0, problems: [] };
  const curve = getLightCurve(db, object.currentLightCurveId);
  const policy = options.policy ?? defaultPolicy;
  const at = context.now();
  const { inPlay } = models;
  const verdict = judge(db, { curve, position: object.position, inPlay, policy, at });
  const { decision, reason } = verdict;
  addDecision(db, {
    objectId: object.id,
    lightCurveId: curve.id,
    runId,
    decision,
    reason,
    judgedBy: judgedNow(context),
    at,
  });
  const problems: Problem[] = [];
  if (decision === 'too-few-detections') {
    const { source, file, fileSha256 } = from;
    problems.push({ level: 'problem', source, file, line: null, reason, fileSha256, objectId: object.id });
  }
  if (decision === 'muted' && from.isNew) tellMuted(context, object);
  const wishes = fitWishes(context, curve, verdict.models, {}, false).filter((wish) => !wish.open);
  for (const wish of wishes) askFit(context, wish, { runId, object, curve, requestedBy });
  return { fitsAsked: wishes.length, problems };
}
