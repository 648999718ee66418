import { describe, expect, it } from 'vitest';
import { readMuteEnd } from '../../../handlers/commands/durations.ts';

/** A Wednesday. */
const now = new Date('2026-11-25T12:00:00.000Z');
const read = (typed: string) => {
  const { end, rest } = readMuteEnd(typed.split(' '), now);
  return [typeof end === 'object' && end !== null ? end.until : end, rest.join(' ')];
};

describe('how long a mute lasts', () => {
  it.each([
    ['30m see Fritz', '2026-11-25T12:30:00.000Z', 'see Fritz'],
    ['2weeks', '2026-12-09T12:00:00.000Z', ''],
    ['2 weeks an AGN', '2026-12-09T12:00:00.000Z', 'an AGN'],
    ['for 3 days', '2026-11-28T12:00:00.000Z', ''],
    ['a week', '2026-12-02T12:00:00.000Z', ''],
    ['1 month', '2026-12-25T12:00:00.000Z', ''],
    ['until friday star', '2026-11-27T00:00:00.000Z', 'star'],
    ['until wed', '2026-12-02T00:00:00.000Z', ''],
    ['until tomorrow', '2026-11-26T00:00:00.000Z', ''],
    ['until 2026-12-01', '2026-12-01T00:00:00.000Z', ''],
    ['2026-12-01 x', '2026-12-01T00:00:00.000Z', 'x'],
    ['next star', 'next-detection', 'star'],
    ['until next detection star', 'next-detection', 'star'],
    ['an AGN, see Fritz', undefined, 'an AGN, see Fritz'],
    ['2 sources blended', undefined, '2 sources blended'],
    ['2nd outburst', undefined, '2nd outburst'],
  ])('%s', (typed, until, reason) => {
    expect(read(typed)).toEqual([until, reason]);
  });

  it.each([
    ['2x', 'did you mean 2d?'],
    ['2wekes an AGN', 'did you mean 2weeks?'],
    ['2 weekz', 'did you mean 2 week?'],
    ['0d', 'is no duration'],
    ['99999w', 'is no duration'],
    ['until soon', '`until soon` is no time: expected such as'],
    ['2026-13-40', 'is no date'],
  ])('%s is refused', (typed, words) => {
    expect(() => read(typed)).toThrow(words);
  });
});
