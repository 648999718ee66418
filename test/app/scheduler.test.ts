import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from '../../app/log.ts';
import { type Scheduler, startScheduler } from '../../app/scheduler.ts';

const { log } = openLog({ level: 'silent', file: null });
let scheduler: Scheduler | undefined;

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-23T14:10:00Z') }));
afterEach(() => {
  scheduler?.stop();
  vi.useRealTimers();
});

function start(onPull: () => Promise<unknown>, onDailySummary = async () => {}): Scheduler {
  scheduler = startScheduler({
    pull: '*/30 * * * *',
    dailySummary: '0 15 * * *',
    onPull,
    onDailySummary,
    log,
  });
  return scheduler;
}

test('pulls every half hour and sums up once a day, in UTC', async () => {
  const pull = vi.fn(async () => {});
  const summary = vi.fn(async () => {});
  expect(start(pull, summary).nextPullAt()).toBe('2026-11-23T14:30:00.000Z');
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect([pull.mock.calls.length, summary.mock.calls.length]).toEqual([2, 1]);
  scheduler?.stop();
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(pull).toHaveBeenCalledTimes(2);
  expect(scheduler?.nextPullAt()).toBeNull();
});

test('a turn that fails does not stop the next; one that lasts is not doubled', async () => {
  const pull = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('disk'));
  pull.mockReturnValueOnce(new Promise(() => {}));
  start(pull);
  await vi.advanceTimersByTimeAsync(3 * 60 * 60_000);
  expect(pull).toHaveBeenCalledTimes(2);
});

test('a cron line that says nothing is refused', () => {
  const act = async () => {};
  expect(() =>
    startScheduler({ pull: '99 * * * *', dailySummary: '0 15 * * *', onPull: act, onDailySummary: act, log }),
  ).toThrow('no cron line');
});
