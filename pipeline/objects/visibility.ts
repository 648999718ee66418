import { programsOfObject } from '../../db/lightCurves.ts';
import { type Audience, audiencesOf, maySee, programmes } from '../api/audience.ts';
import type { Context } from '../core/context.ts';

/** The channels that are posted to, the main one first. */
export function audiences({ options }: Context): Audience[] {
  return audiencesOf(options.channel, options.audience);
}

/** The channels that may see an object: everything that was ever told of it counts. */
export function channelsFor(context: Context, objectId: number): string[] {
  const programs = programsOfObject(context.db, objectId);
  return audiences(context).flatMap(({ id, sees }) => (maySee(sees, programs) ? [id] : []));
}

/** Whether an object may be shown in a channel; in one that nobody said anything about, or in none, only public data may. */
export function maySeeObject(context: Context, channel: string | null, objectId: number): boolean {
  const sees = audiences(context).find(({ id }) => id === channel)?.sees ?? ['public'];
  return maySee(sees, programsOfObject(context.db, objectId));
}

/** Whether a channel may see every object there is or will be. */
export function seesAll(context: Context, channel: string): boolean {
  const sees = audiences(context).find(({ id }) => id === channel)?.sees ?? [];
  return programmes.every((programme) => sees.includes(programme));
}
