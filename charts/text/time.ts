/**
 * Julian dates and days. It is here because charts are the lowest floor: they may import nothing of ours, and everybody
 * may import them.
 */

/** A day, ms. */
export const dayMs = 86_400_000;
/** Julian date of 1970-01-01T00:00 UTC. */
export const unixEpochJd = 2_440_587.5;
/** Modified Julian dates count from this Julian date. */
export const mjdEpochJd = 2_400_000.5;

/** The Julian date of a moment. */
export function jdOf(date: Date): number {
  return date.getTime() / dayMs + unixEpochJd;
}

/** The moment of a Julian date, to the millisecond. */
export function dateOfJd(jd: number): Date {
  return new Date(Math.round((jd - unixEpochJd) * dayMs));
}
