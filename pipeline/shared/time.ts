import { dateOfJd, dayMs, jdOf, mjdEpochJd, unixEpochJd } from '../../charts/text/time.ts';
import { asTyped } from './suggest.ts';
import { UserInputError } from './userInputError.ts';

export { dateOfJd, dayMs, jdOf, mjdEpochJd, unixEpochJd };

/** Julian date of 1970-01-01T12:00 UTC, a whole number, so that the difference below is exact. */
const unixNoonJd = 2_440_588;

/**
 * ISO 8601 time in UTC, to the microsecond, of a Julian date. (A double holds a Julian date to about 40 µs.)
 * @throws Error when it is no finite number.
 */
export function isoOfJd(jd: number): string {
  if (!Number.isFinite(jd)) throw new Error(`Not a Julian date: ${jd}`);
  const microseconds = Math.round((jd - unixNoonJd) * dayMs * 1000) + (dayMs / 2) * 1000;
  const ms = Math.floor(microseconds / 1000);
  const rest = microseconds - ms * 1000;
  return `${new Date(ms).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}`;
}

/** Julian dates of 1950-01-01 and 2100-01-01, between which the fitter takes times. */
const [firstJd, lastJd] = [2_433_282.5, 2_488_069.5];
const isoPattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?)?$/i;

/**
 * The Julian date of a time as people type it: a Julian or a modified Julian date, or ISO 8601 (UTC), a date alone being
 * its 0 h; null for anything else, and for what is not of the years 1950 to 2100.
 */
export function jdOfTyped(typed: string): number | null {
  const jd = /^\d+(\.\d+)?$/.test(typed) ? fromNumber(Number(typed)) : fromIso(typed);
  return jd !== null && jd >= firstJd && jd < lastJd ? jd : null;
}

/** The two kinds of dates are 2.4 million days apart, so that no number can be both. */
function fromNumber(value: number): number {
  return value < firstJd ? value + mjdEpochJd : value;
}

function fromIso(typed: string): number | null {
  const [, date, time] = isoPattern.exec(typed) ?? [];
  const start = new Date(`${date}T00:00:00.000Z`);
  // A day that there is not, such as 2026-02-30, is another one by the time it is a date.
  if (date === undefined || Number.isNaN(start.getTime()) || !start.toISOString().startsWith(date))
    return null;
  const moment = time === undefined ? start : new Date(`${date}T${time}Z`);
  return Number.isNaN(moment.getTime()) ? null : jdOf(moment);
}

/** The moments at which a UTC day begins and ends. @throws UserInputError for what is no date. */
export function dayBounds(date: string): { from: string; to: string } {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN;
  const isDay = Number.isFinite(start) && new Date(start).toISOString().startsWith(date);
  if (!isDay) throw new UserInputError(`${asTyped(date)} is no date: expected such as 2026-11-24.`);
  return { from: new Date(start).toISOString(), to: new Date(start + dayMs).toISOString() };
}
