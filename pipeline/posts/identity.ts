import type { Verdict } from '../api/verdict.ts';
import { sha256 } from '../shared/hash.ts';

/*
 * What posts tell, in words that are the same in every copy of the database. A database that was restored owes some of them
 * again; by these words it finds those that stand in the channel. What a person asked for has no such words: its request is
 * gone with the database, so that nothing is owed again.
 */

/** The one message of an object in a channel. */
export function objectIdentity(object: string): string {
  return `object ${object}`;
}

/** The corner plot under an object's first message. */
export function cornerIdentity(object: string): string {
  return `corner ${object}`;
}

/** Something that a light curve changed of an object: its message, or a verdict. @param sha256 of the light curve. */
export function curveIdentity(what: 'state' | 'change', object: string, sha256: string): string {
  return `${what} ${object} ${sha256.slice(0, 16)}`;
}

/** The end of a mute by a detection. @param jd of the detection. */
export function unmuteIdentity(object: string, jd: number): string {
  return `unmuted ${object} ${jd}`;
}

/** The reminder of a strong candidate. */
export function reminderIdentity(object: string): string {
  return `reminder ${object}`;
}

/** The call of people for a strong kilonova. */
export function alertIdentity(object: string): string {
  return `alert ${object}`;
}

/** What a person who watches an object is told of a verdict. */
export function watchIdentity(object: string, verdict: Verdict): string {
  return `watch ${object} ${sha256(JSON.stringify(verdict)).slice(0, 16)}`;
}

/** The summary of a UTC day (YYYY-MM-DD). */
export function summaryIdentity(date: string): string {
  return `summary ${date}`;
}
