import { programsOfObject } from '../db/lightCurves.ts';
import type { Context } from './context.ts';

/** Whose data they are, in the order of ZTF's programme ids 1, 2, 3. */
export const programmes = ['public', 'partnership', 'caltech'] as const;
/** Whose data they are. */
export type Programme = (typeof programmes)[number];

/** A channel, and whose data may be shown there. */
export interface Audience {
  /** Id of the channel. */
  id: string;
  sees: readonly Programme[];
}

/**
 * Whether what belongs to those programmes may be shown where that is seen. What nobody can tell the programme of is
 * shown only where everything is.
 * @param programs ZTF's programme ids (1 public, 2 partnership, 3 Caltech); null: not known.
 */
export function maySee(sees: readonly Programme[], programs: readonly (number | null)[]): boolean {
  const seesAll = programmes.every((programme) => sees.includes(programme));
  if (seesAll) return true;
  if (programs.length === 0) return false;
  return programs.every((id) => {
    const programme = id === null ? undefined : programmes[id - 1];
    return programme !== undefined && sees.includes(programme);
  });
}

/**
 * The channels that are posted to, the main one first.
 * @param audience left out: the main one sees everything; one that it does not name sees public data only.
 */
export function audiencesOf(channel: string, audience: readonly Audience[] | undefined): Audience[] {
  const all = audience ?? [{ id: channel, sees: programmes }];
  const main = all.find(({ id }) => id === channel) ?? { id: channel, sees: ['public'] as const };
  return [main, ...all.filter(({ id }) => id !== channel)];
}

/** The channels that are posted to, the main one first. */
export function audiences({ options }: Context): Audience[] {
  return audiencesOf(options.channel, options.audience);
}

/** The channels that may see an object: everything that was ever told of it counts. */
export function channelsFor(context: Context, objectId: number): string[] {
  const programs = programsOfObject(context.db, objectId);
  return audiences(context).flatMap(({ id, sees }) => (maySee(sees, programs) ? [id] : []));
}

/** Whether an object may be shown in a channel; in one that nobody said anything about, only public data may. */
export function maySeeObject(context: Context, channel: string, objectId: number): boolean {
  const sees = audiences(context).find(({ id }) => id === channel)?.sees ?? ['public'];
  return maySee(sees, programsOfObject(context.db, objectId));
}

/** Whether a channel may see every object there is or will be. */
export function seesAll(context: Context, channel: string): boolean {
  const sees = audiences(context).find(({ id }) => id === channel)?.sees ?? [];
  return programmes.every((programme) => sees.includes(programme));
}
