/** An object whose fits have all ended, and when its message was sent; times in ms. */
export interface Owed {
  fitsEndedMs: number;
  sentMs: number;
}

/**
 * The longest time, in ms, in which no message was sent to the channel although at least one object's was owed.
 * @param sentMs when messages were sent, in any order. @returns 0 when nothing was owed.
 */
export function longestSilence(owed: readonly Owed[], sentMs: readonly number[]): number {
  let longest = 0;
  // Every stretch of time in which something was owed without a gap.
  for (const { from, to } of stretches(owed)) {
    const within = sentMs.filter((ms) => ms > from && ms <= to).sort((a, b) => a - b);
    [...within, to].reduce((before, ms) => {
      longest = Math.max(longest, ms - before);
      return ms;
    }, from);
  }
  return longest;
}

/** The times of all objects as intervals that do not overlap, oldest first. */
function stretches(owed: readonly Owed[]): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = [];
  for (const { fitsEndedMs: from, sentMs: to } of owed.toSorted((a, b) => a.fitsEndedMs - b.fitsEndedMs)) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** How long the first message that was sent came after the last of its object's fits, ms; NaN without a message. */
export function firstMessageAfter(owed: readonly Owed[]): number {
  const [first] = owed.toSorted((a, b) => a.sentMs - b.sentMs);
  return first ? first.sentMs - first.fitsEndedMs : Number.NaN;
}
