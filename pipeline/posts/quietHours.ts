import type { QuietHours } from '../api/watches.ts';

const minutesADay = 24 * 60;
const minuteMs = 60_000;

/** Minutes since midnight of HH:MM. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Minutes since midnight where that time zone is. */
function localMinutes(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return minutesOf(format.format(at));
}

/** When quiet hours that last now end; null: they do not last now. */
export function quietUntil(now: Date, { from, to, timeZone }: QuietHours): Date | null {
  const minutes = localMinutes(now, timeZone);
  const since = (minutes - minutesOf(from) + minutesADay) % minutesADay;
  const length = (minutesOf(to) - minutesOf(from) + minutesADay) % minutesADay;
  if (since >= length) return null;
  const wholeMinute = Math.floor(now.getTime() / minuteMs) * minuteMs;
  const end = new Date(wholeMinute + (length - since) * minuteMs);
  // Where clocks change in between, the end is an hour off.
  const off = localMinutes(end, timeZone) - minutesOf(to);
  const short = ((off + minutesADay + minutesADay / 2) % minutesADay) - minutesADay / 2;
  return new Date(end.getTime() - short * minuteMs);
}
