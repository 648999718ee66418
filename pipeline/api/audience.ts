import type { Kind } from './verdict.ts';

/** Whose data they are, in the order of ZTF's programme ids 1, 2, 3. */

export const programmes = ['public', 'partnership', 'caltech'] as const;
/** Whose data they are. */
export type Programme = (typeof programmes)[number];
/** A channel, and whose data may be shown there. */
export interface Audience {
  /** Id of the channel. */
  id: string;
  sees: readonly Programme[];
  /** Which objects get a message of their own there; left out: as the threshold for all channels says. */
  posts?: PostFilter | undefined;
}

/** Which objects get a message of their own in a channel; what is null filters nothing. */
export interface PostFilter {
  /** Least kilonova score; left out: the threshold for all channels. */
  score?: number | null | undefined;
  /** The most probable kind is one of these. */
  kinds?: readonly Kind[] | null | undefined;
  /** Some of their data are of one of these. */
  programmes?: readonly Programme[] | null | undefined;
}

/** Whether a message goes to a person directly: their id stands in the place of a channel's. */
export function isPerson(channel: string): boolean {
  return /^[UW][A-Z0-9]{4,}$/.test(channel);
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
