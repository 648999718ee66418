import { expect, it } from 'vitest';
import { quietUntil } from '../../../pipeline/posts/quietHours.ts';

const at = (time: string) => new Date(`2026-11-23T${time}Z`);
const night = { from: '22:00', to: '07:00', timeZone: 'UTC' };

it.each([
  ['21:59:59', null],
  ['22:00:00', '2026-11-24T07:00:00.000Z'],
  ['23:30:10', '2026-11-24T07:00:00.000Z'],
  ['00:00:00', '2026-11-23T07:00:00.000Z'],
  ['06:59:59', '2026-11-23T07:00:00.000Z'],
  ['07:00:00', null],
])('over midnight, at %s', (time, end) => {
  expect(quietUntil(at(time), night)?.toISOString() ?? null).toBe(end);
});

it('counts in the time zone, also where clocks change in between', () => {
  const timeZone = 'America/Los_Angeles';
  expect(quietUntil(at('07:00:00'), { ...night, timeZone })?.toISOString()).toBe('2026-11-23T15:00:00.000Z');
  expect(quietUntil(at('16:00:00'), { ...night, timeZone })).toBeNull();
  // The night of 1 November 2026 has an hour more, that of 8 March an hour less.
  const autumn = quietUntil(new Date('2026-11-01T06:00:00Z'), { ...night, timeZone });
  expect(autumn?.toISOString()).toBe('2026-11-01T15:00:00.000Z');
  const spring = quietUntil(new Date('2026-03-08T07:00:00Z'), { ...night, timeZone });
  expect(spring?.toISOString()).toBe('2026-03-08T14:00:00.000Z');
});

it('of no length are none', () => {
  expect(quietUntil(at('22:00:00'), { ...night, to: '22:00' })).toBeNull();
});
