import { dayMs } from '../../charts/text/time.ts';
import type { MuteEnd } from '../../pipeline/api/service.ts';
import { nearest } from '../../pipeline/shared/suggest.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';

const minuteMs = 60_000;
const longestMs = 10 * 366 * dayMs;

/** Every spelling of a unit, and how long it is; a month is 30 days. */
const unitMs: Readonly<Record<string, number>> = Object.fromEntries(
  [
    [['m', 'min', 'mins', 'minute', 'minutes'], minuteMs] as const,
    [['h', 'hr', 'hrs', 'hour', 'hours'], 60 * minuteMs] as const,
    [['d', 'day', 'days'], dayMs] as const,
    [['w', 'wk', 'wks', 'week', 'weeks'], 7 * dayMs] as const,
    [['mo', 'month', 'months'], 30 * dayMs] as const,
  ].flatMap(([names, ms]) => names.map((name) => [name, ms])),
);
const counts: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4 };
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const expected = 'expected such as 12h, 2d, 2 weeks, until friday, 2026-12-01 or next';

function after(ms: number, typed: string, now: Date): MuteEnd {
  if (ms > 0 && ms <= longestMs) return { until: new Date(now.getTime() + ms).toISOString() };
  throw new UserInputError(`\`${typed}\` is no duration: expected more than 0 and at most 10 years.`);
}

/** Refuses a word that looks like a duration, with the nearest one. */
function refuse(typed: string, count: string, unit: string): never {
  const [near] = nearest(unit, Object.keys(unitMs), 1);
  // One letter is near to every other one: what is meant most often is days.
  const meant = unit.length === 1 || near === undefined ? 'd' : near;
  throw new UserInputError(`\`${typed}\` is no duration: did you mean ${count}${meant}? Else ${expected}.`);
}

/** `2d`, `2 weeks`, `a week`; undefined where the words begin with nothing of the kind. */
function spanOf(words: readonly string[], now: Date): { end: MuteEnd; used: number } | undefined {
  const [first = '', second = ''] = words.map((word) => word.toLowerCase().replace(/[,.;]$/, ''));
  const [, digits, unit] = /^(\d{1,5})([a-z]+)$/.exec(first) ?? [];
  // "2nd" begins a reason.
  if (digits !== undefined && unit !== undefined && !/^(st|nd|rd|th)$/.test(unit)) {
    const ms = unitMs[unit];
    if (ms === undefined) refuse(first, digits, unit);
    return { end: after(Number(digits) * ms, first, now), used: 1 };
  }
  const count = /^\d{1,5}$/.test(first) ? Number(first) : counts[first];
  if (count === undefined) return undefined;
  const ms = Object.hasOwn(unitMs, second) ? unitMs[second] : undefined;
  if (ms !== undefined) return { end: after(count * ms, `${first} ${second}`, now), used: 2 };
  const [near] = nearest(second, Object.keys(unitMs), 1);
  // "2 sources" is no mistake for "2 hours".
  const isNear = second.length > 3 && near?.[0] === second[0];
  if (isNear && /^\d/.test(first)) refuse(`${first} ${second}`, `${first} `, second);
  return undefined;
}

function dateOf(word: string): MuteEnd | undefined {
  if (!/^\d{4}-\d{1,2}-\d{1,2}$/.test(word)) return undefined;
  const time = Date.parse(`${word}T00:00:00.000Z`);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(word)) {
    throw new UserInputError(`\`${word}\` is no date: expected such as 2026-12-01.`);
  }
  return { until: new Date(time).toISOString() };
}

/** The next 0 h UTC of a day of the week, or of tomorrow. */
function dayOf(word: string, now: Date): MuteEnd | undefined {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const at = weekdays.findIndex((day) => day === word || (word.length === 3 && day.startsWith(word)));
  if (word !== 'tomorrow' && at < 0) return undefined;
  const days = word === 'tomorrow' ? 1 : ((at - now.getUTCDay() + 6) % 7) + 1;
  return { until: new Date(today + days * dayMs).toISOString() };
}

/** What may stand after `until`. */
function untilWord(word: string, now: Date): MuteEnd | undefined {
  if (/^next(-detection)?$/.test(word)) return 'next-detection';
  return dateOf(word) ?? dayOf(word, now);
}

/**
 * How long a mute lasts, as people type it at the beginning of some words: `2d`, `12 hours`, `a week`, a date
 * (`2026-12-01`), `until friday`, `next` for the next detection.
 * @returns undefined for `end` when the words begin with nothing of the kind, and so are the reason.
 * @throws UserInputError for what looks like a duration and is none.
 */
export function readMuteEnd(
  words: readonly string[],
  now: Date,
): { end: MuteEnd | undefined; rest: readonly string[] } {
  const [first = '', second = ''] = words.map((word) => word.toLowerCase());
  if (/^(until|till|til)$/.test(first)) {
    const end = untilWord(second, now);
    if (end === undefined) throw new UserInputError(`\`${first} ${second}\` is no time: ${expected}.`);
    return { end, rest: words.slice(second === 'next' && /^detection/i.test(words[2] ?? '') ? 3 : 2) };
  }
  const isFor = first === 'for';
  const span = spanOf(isFor ? words.slice(1) : words, now);
  if (span) return { end: span.end, rest: words.slice(span.used + (isFor ? 1 : 0)) };
  const end = /^next(-detection)?$/.test(first) ? 'next-detection' : dateOf(first);
  return { end, rest: end === undefined ? words : words.slice(1) };
}
