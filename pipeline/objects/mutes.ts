import { type MuteRow, muteOf, mutesAt } from '../../db/mutes.ts';
import type { MuteSummary } from '../api/views.ts';
import type { Context } from '../core/context.ts';

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
