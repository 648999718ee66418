import type { Change } from '../db/events.ts';
import { getLightCurve } from '../db/lightCurves.ts';
import { addMute, endMute, type MuteRow, muteOf, mutesAt } from '../db/mutes.ts';
import type { ObjectRow } from '../db/objects.ts';
import { addPost, newestContentOf, objectPost } from '../db/posts.ts';
import type { Context } from './context.ts';
import { asTyped } from './nearest.ts';
import { resolveObject } from './objectNames.ts';
import type { PostContent } from './publisher.ts';
import { type MuteEnd, type MuteOutcome, type PipelineService, UserInputError } from './service.ts';
import type { MuteSummary } from './summaries.ts';
import { channelsFor } from './visibility.ts';

/** What people are shown of a mute. */
export function muteSummary(row: MuteRow): MuteSummary {
  const { object, mutedBy, reason, mutedAt, until } = row;
  return { object, mutedBy, reason, mutedAt, until, untilNextDetection: row.untilDetectionAfter !== null };
}

/** The mute of an object that is in force now; null when it is not muted. */
export function muteNow(context: Context, objectId: number): MuteSummary | null {
  const row = muteOf(context.db, objectId, context.now());
  return row ? muteSummary(row) : null;
}

/** @see PipelineService.muted */
export function muted(context: Context): MuteSummary[] {
  return mutesAt(context.db, context.now()).map(muteSummary);
}

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
    throw new UserInputError(`${asTyped(end.until)} is no time: expected such as 2026-12-01T00:00Z.`);
  }
  const until = new Date(time).toISOString();
  if (until <= now) throw new UserInputError(`${asTyped(end.until)} is in the past: expected a later time.`);
  return until;
}

/**
 * Owes the channel the news, as a reply to the object's message where there is one, and that message its new state.
 * Call it in the transaction of the change.
 */
export function tellMute(
  context: Context,
  object: ObjectRow,
  told: { by: string; mute: MuteSummary | null; why: string | null },
): void {
  const content: PostContent = { kind: 'mute-notice', object: object.name, ...told };
  const change = context.change(told.by);
  for (const channel of channelsFor(context, object.id))
    tellChannel(context, object, channel, content, change);
}

function tellChannel(
  context: Context,
  object: ObjectRow,
  channel: string,
  content: PostContent,
  change: Change,
): void {
  const { db } = context;
  const first = objectPost(db, object.id, channel);
  const common = { runId: null, objectId: object.id, channel };
  addPost(
    db,
    {
      ...common,
      kind: first ? 'thread' : 'notice',
      parentPostId: first?.id ?? null,
      editsPostId: null,
      content: JSON.stringify(content),
    },
    change,
  );
  if (!first) return;
  const shown = newestContentOf(db, first.id) ?? first.content;
  // A message that still moves shows the mute when its fits have ended.
  if (JSON.parse(shown).kind === 'progress') return;
  // What it says of the mute is looked up when it is sent.
  const kind = 'object';
  addPost(db, { ...common, kind, parentPostId: null, editsPostId: first.id, content: shown }, change);
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
    const changed = addMute(db, wanted, change);
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
