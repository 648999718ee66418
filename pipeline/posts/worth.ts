import { programsOfObject } from '../../db/lightCurves.ts';
import { getRun } from '../../db/runs.ts';
import { programmes } from '../api/audience.ts';
import type { Verdict } from '../api/verdict.ts';
import type { Context } from '../core/context.ts';
import { orderOf } from '../fits/objectVerdict.ts';
import { audiences } from '../objects/visibility.ts';

/** Kilonova score from which on a candidate is strong where every object has a message (Kass & Raftery 1995). */
export const strongScore = 3;

/** Least kilonova score for a message of an object's own in a channel; null: every object has one. */
function leastScore(context: Context, channel: string): number | null {
  const own = audiences(context).find(({ id }) => id === channel)?.posts?.score;
  return own === undefined ? context.settings().postThreshold : own;
}

/** The score from which on an object is taken for a strong candidate in a channel. */
export function surfacingScore(context: Context, channel: string): number {
  return leastScore(context, channel) ?? strongScore;
}

/**
 * Whether a channel gets a message about an object that it has none of: what somebody asked for it gets, else what
 * passes its filters. The others are told in the summary.
 */
export function isWorthAMessage(
  context: Context,
  channel: string,
  of: { runId: number; objectId: number; verdict: Verdict },
): boolean {
  const { runId, objectId, verdict } = of;
  if (getRun(context.db, runId).trigger === 'refit') return true;
  const least = leastScore(context, channel);
  if (least !== null && orderOf(verdict) < least) return false;
  const { kinds = null, programmes: wanted = null } =
    audiences(context).find(({ id }) => id === channel)?.posts ?? {};
  if (kinds !== null && !kinds.some((kind) => kind === verdict.kind)) return false;
  if (wanted === null) return true;
  const has = programsOfObject(context.db, objectId).map((id) =>
    id === null ? undefined : programmes[id - 1],
  );
  return wanted.some((programme) => has.includes(programme));
}
