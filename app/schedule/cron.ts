import cronParser from 'cron-parser';
import { dayMs } from '../../pipeline/shared/time.ts';

/** Further back nobody looks for a missed time. */
const longestMs = 8 * dayMs;
/** How many values each field of a cron line can have: minute, hour, day, month, weekday. */
const values = [60, 24, 31, 12, 7];

/** Numbers alone: the library also takes names, `L`, `#` and more than one hyphen. */
const fieldPattern = /^(\*|\d+(-\d+)?)(\/\d+)?(,(\*|\d+(-\d+)?)(\/\d+)?)*$/;

const usual = 'a cron line of five fields, such as "*/30 * * * *"';

/**
 * What a cron line should have been; null when it is one. It has five fields, numbers alone. A step that is longer than
 * its field is refused: cron takes a step of 70 minutes as once an hour.
 */
export function expectedOfCronLine(line: string): string | null {
  const fields = line.trim().split(/\s+/);
  if (fields.length !== values.length || !fields.every((field) => fieldPattern.test(field))) return usual;
  for (const [index, field] of fields.entries()) {
    const most = values[index] ?? 0;
    const step = [...field.matchAll(/\/(\d+)/g)]
      .map(([, digits]) => Number(digits))
      .find((one) => one > most);
    if (step !== undefined) return `steps of at most ${most} in “${field}”`;
  }
  try {
    cronParser.parseExpression(line, { tz: 'UTC' });
    return null;
  } catch {
    return usual;
  }
}

/**
 * The last time that a cron line names after one moment and not after another; null when there is none in the last
 * eight days. It asks the library that the scheduler goes by, so that both agree where clocks change.
 */
export function lastDue(rule: string, timeZone: string, after: Date, until: Date): Date | null {
  const currentDate = new Date(Math.max(after.getTime(), until.getTime() - longestMs));
  const times = cronParser.parseExpression(rule, { tz: timeZone, currentDate, endDate: until });
  let last: Date | null = null;
  while (times.hasNext()) last = times.next().toDate();
  return last;
}
