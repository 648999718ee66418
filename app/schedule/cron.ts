const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Further back nobody looks for a missed time. */
const longestMs = 8 * 86_400_000;
const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const partPattern = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/;

/** Whether a line has the five fields of cron, numbers alone, and every number is one that can come. */
export function isCronLine(line: string): boolean {
  const fields = line.trim().split(/\s+/);
  return (
    fields.length === ranges.length &&
    ranges.every(([from, to], index) =>
      (fields[index] ?? '').split(',').every((part) => {
        const [, range = '', step] = partPattern.exec(part) ?? [];
        if (range === '' || step === '0') return false;
        const [low, high] = range === '*' ? [from, to] : range.split('-').map(Number);
        return low !== undefined && low >= from && (high ?? low) >= low && (high ?? low) <= to;
      }),
    )
  );
}

/** The values that one field of a cron line allows; null for a star. */
function valuesOf(field: string, [from, to]: readonly [number, number]): Set<number> | null {
  if (field === '*') return null;
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [low = '', high] = range === '*' ? [String(from), String(to)] : range.split('-');
    const last = high ?? (part.includes('/') ? String(to) : low);
    for (let value = Number(low); value <= Number(last); value += Number(step) || 1) values.add(value);
  }
  return values;
}

/** The clock of a time zone, as if it were UTC's. */
function clockOf(timeZone: string): (at: Date) => Date {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (at) => {
    const numbers = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const [year = 1970, month = 1, day = 1, hour = 0, minute = 0] = (
      ['year', 'month', 'day', 'hour', 'minute'] as const
    ).map((part) => numbers.get(part));
    return new Date(Date.UTC(year, month - 1, day, hour, minute));
  };
}

/**
 * What the clock of a time zone shows; in the hour after it was put forward also what it would have shown, because what
 * is due in the hour that was left out is done then.
 */
function shownAt(at: Date, clock: (at: Date) => Date): Date[] {
  const shown = clock(at);
  const without = new Date(clock(new Date(at.getTime() - hourMs)).getTime() + hourMs);
  return without < shown ? [shown, without] : [shown];
}

/** Tells for a moment whether a cron line of five fields names its minute, in a time zone. */
function matcher(rule: string, timeZone: string): (at: Date) => boolean {
  const fields = rule.trim().split(/\s+/);
  const [minutes, hours, days, months, weekdays] = ranges.map((range, i) =>
    valuesOf(fields[i] ?? '*', range),
  );
  if (weekdays?.has(7)) weekdays.add(0);
  const clock = clockOf(timeZone);
  const names = (shown: Date) => {
    const isDay = days?.has(shown.getUTCDate()) ?? false;
    const isWeekday = weekdays?.has(shown.getUTCDay()) ?? false;
    // As cron has it: where both are named, one of them is enough.
    const isToday = days && weekdays ? isDay || isWeekday : (!days || isDay) && (!weekdays || isWeekday);
    return (
      isToday &&
      (minutes?.has(shown.getUTCMinutes()) ?? true) &&
      (hours?.has(shown.getUTCHours()) ?? true) &&
      (months?.has(shown.getUTCMonth() + 1) ?? true)
    );
  };
  return (at) => shownAt(at, clock).some(names);
}

/**
 * The last time that a cron line names after one moment and not after another; null when there is none in the last
 * eight days.
 */
export function lastDue(rule: string, timeZone: string, after: Date, until: Date): Date | null {
  const isDue = matcher(rule, timeZone);
  const earliest = Math.max(after.getTime(), until.getTime() - longestMs);
  for (let at = Math.floor(until.getTime() / minuteMs) * minuteMs; at > earliest; at -= minuteMs) {
    if (isDue(new Date(at))) return new Date(at);
  }
  return null;
}
