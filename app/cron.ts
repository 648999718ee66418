const minuteMs = 60_000;
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

/** Tells for a moment whether a cron line of five fields names its minute, in a time zone. */
function matcher(rule: string, timeZone: string): (at: Date) => boolean {
  const fields = rule.trim().split(/\s+/);
  const [minutes, hours, days, months, weekdays] = ranges.map((range, i) =>
    valuesOf(fields[i] ?? '*', range),
  );
  if (weekdays?.has(7)) weekdays.add(0);
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
    const [month = 1, day = 1, year = 1970] = [numbers.get('month'), numbers.get('day'), numbers.get('year')];
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
    const isDay = days?.has(day) ?? false;
    const isWeekday = weekdays?.has(weekday) ?? false;
    // As cron has it: where both are named, one of them is enough.
    const isToday = days && weekdays ? isDay || isWeekday : (!days || isDay) && (!weekdays || isWeekday);
    return (
      isToday &&
      (minutes?.has(numbers.get('minute') ?? 0) ?? true) &&
      (hours?.has(numbers.get('hour') ?? 0) ?? true) &&
      (months?.has(month) ?? true)
    );
  };
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
