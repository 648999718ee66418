import { expect, it } from 'vitest';
import { expectedOfCronLine, lastDue } from '../../../app/schedule/cron.ts';

const week = new Date('2026-11-01T00:00:00Z');

it.each<[string, string, string, string | null]>([
  ['*/30 * * * *', 'UTC', '2026-11-04T10:29:59Z', '2026-11-04T10:00:00.000Z'],
  ['0 15 * * *', 'UTC', '2026-11-04T14:59:00Z', '2026-11-03T15:00:00.000Z'],
  ['0 15 * * *', 'UTC', '2026-11-04T15:00:00Z', '2026-11-04T15:00:00.000Z'],
  ['0 7 * * *', 'America/Los_Angeles', '2026-11-04T16:00:00Z', '2026-11-04T15:00:00.000Z'],
  // A day before the clocks went back there: 7 h behind UTC instead of 8.
  ['0 7 31 10 *', 'America/Los_Angeles', '2026-11-04T16:00:00Z', '2026-10-31T14:00:00.000Z'],
  ['0 9 * * 1-5', 'UTC', '2026-11-08T12:00:00Z', '2026-11-06T09:00:00.000Z'],
  ['0 9 * * 7', 'UTC', '2026-11-08T12:00:00Z', '2026-11-08T09:00:00.000Z'],
  ['0 9 5 * 1', 'UTC', '2026-11-08T12:00:00Z', '2026-11-05T09:00:00.000Z'],
  ['15,45 8-10/2 * * *', 'UTC', '2026-11-08T10:30:00Z', '2026-11-08T10:15:00.000Z'],
  ['0 0 29 2 *', 'UTC', '2026-11-08T12:00:00Z', null],
])('%s in %s, until %s: %s', (rule, zone, until, due) => {
  const after = rule.includes(' 31 10 ') ? new Date('2026-10-30T00:00:00Z') : week;
  expect(lastDue(rule, zone, after, new Date(until))?.toISOString() ?? null).toBe(due);
});

it('names nothing that is not after the first moment, nor further back than eight days', () => {
  const at = new Date('2026-11-04T15:00:00Z');
  expect(lastDue('0 15 * * *', 'UTC', at, new Date('2026-11-05T14:59:00Z'))).toBeNull();
  expect(lastDue('0 15 1 1 *', 'UTC', new Date(0), at)).toBeNull();
});

it.each<[string, boolean]>([
  ['*/30 * * * *', true],
  ['15,45 8-10/2 * 1-12 0-7', true],
  ['0 15 * * 1-5', true],
  ['60 * * * *', false],
  ['0 24 * * *', false],
  ['0 0 0 1 *', false],
  ['0 0 1 13 *', false],
  ['0 0 * * 8', false],
  ['30-10 * * * *', false],
  ['*/0 * * * *', false],
  ['1-2-3 * * * *', false],
  ['- , / * *', false],
  ['0 15 * *', false],
  ['0 0 15 * * *', false],
  ['*/70 * * * *', false],
  ['0 */25 * * *', false],
  ['0-30/61 * * * *', false],
  ['@daily', false],
  ['', false],
])('%s is a cron line: %s', (line, answer) => {
  expect(expectedOfCronLine(line) === null).toBe(answer);
});

it.each<[string, string, string, string | null]>([
  // The clocks went forward at 10:00 UTC, from 2 to 3 o'clock: what was due between is done an hour later by them.
  ['30 2 * * *', '2026-03-07T12:00:00Z', '2026-03-08T10:29:00Z', null],
  ['30 2 * * *', '2026-03-07T12:00:00Z', '2026-03-08T10:31:00Z', '2026-03-08T10:30:00.000Z'],
  ['30 2 * * *', '2026-03-08T10:30:00Z', '2026-03-08T23:00:00Z', null],
  ['30 3 * * *', '2026-03-07T12:00:00Z', '2026-03-08T12:00:00Z', '2026-03-08T10:30:00.000Z'],
  // They went back at 9:00 UTC, from 2 to 1 o'clock.
  ['30 2 * * *', '2026-10-31T12:00:00Z', '2026-11-01T10:29:00Z', null],
  ['30 2 * * *', '2026-10-31T12:00:00Z', '2026-11-01T10:31:00Z', '2026-11-01T10:30:00.000Z'],
])('%s in Los Angeles where the clocks change, from %s until %s: %s', (rule, after, until, due) => {
  const found = lastDue(rule, 'America/Los_Angeles', new Date(after), new Date(until));
  expect(found?.toISOString() ?? null).toBe(due);
});

it('says what a step that is longer than its field should be', () => {
  expect(expectedOfCronLine('*/70 * * * *')).toBe('steps of at most 60 in “*/70”');
  expect(expectedOfCronLine('0 25 * * *')).toMatch(/five fields/);
});
