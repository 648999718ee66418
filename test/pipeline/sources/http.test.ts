import { expect, it } from 'vitest';
import { askJson, retryAfterSeconds } from '../../../pipeline/sources/http.ts';
import { startService } from './serviceServer.ts';

const now = new Date('2026-11-28T12:00:00Z');

it.each([
  ['120', 120],
  [' 0.5 ', 0.5],
  ['Sat, 28 Nov 2026 12:01:30 GMT', 90],
  ['Sat, 28 Nov 2026 11:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  [null, null],
])('Retry-After %j means %j seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

it('a date that is further away than one waits for ends the request', async () => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  const service = await startService(() => ({ status: 429, json: {}, headers: { 'retry-after': date } }));
  await expect(askJson(service.url)).rejects.toThrow('429');
  expect(service.asked).toHaveLength(1);
});
