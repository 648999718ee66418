import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from '../../../app/log.ts';
import { type Scheduler, startScheduler } from '../../../app/schedule/scheduler.ts';

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

test('cleans once a day, and makes up for a day that was missed', async () => {
  const act = async () => {};
  const clean = vi.fn(act);
  const start = (turns: Record<string, string>) =>
    startScheduler({
      pull: '0 0 1 1 *',
      dailySummary: '0 0 1 1 *',
      cleaning: '0 18 * * *',
      turns: turnsOf(turns),
      onPull: act,
      onDailySummary: act,
      onCleaning: clean,
      log,
    });
  scheduler = start({});
  await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
  expect(clean).toHaveBeenCalledTimes(1);
  scheduler.stop();
  scheduler = start({ cleaning: '2026-11-20T18:00:00.000Z' });
  expect(clean).toHaveBeenCalledTimes(2);
});

test('a cron line that says nothing is refused', () => {
  const act = async () => {};
  expect(() =>
    startScheduler({ pull: '99 * * * *', dailySummary: '0 15 * * *', onPull: act, onDailySummary: act, log }),
  ).toThrow('no cron line');
});

/** What was last done, as the database keeps it. */
function turnsOf(turns: Record<string, string>) {
  return {
    last: (name: string) => turns[name],
    note: (name: string, at: string) => {
      turns[name] = at;
    },
  };
}

test('a summary that was missed is made once, for the time it was due at', async () => {
  const turns: Record<string, string> = { 'daily summary': '2026-11-20T15:00:00.000Z' };
  const summary = vi.fn(async (_due: Date) => {});
  const begin = () => {
    scheduler?.stop();
    scheduler = startScheduler({
      pull: '*/30 * * * *',
      dailySummary: '0 15 * * *',
      turns: turnsOf(turns),
      onPull: async () => {},
      onDailySummary: summary,
      log,
    });
  };
  begin();
  await vi.advanceTimersByTimeAsync(0);
  // Of three that were missed, the last.
  expect(summary.mock.calls).toEqual([[new Date('2026-11-22T15:00:00.000Z')]]);
  begin();
  await vi.advanceTimersByTimeAsync(0);
  expect(summary).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(summary).toHaveBeenCalledTimes(2);
  expect(turns['daily summary']).toBe('2026-11-23T15:00:00.000Z');
});

test('nothing is caught up at the very first start', async () => {
  const turns: Record<string, string> = {};
  const summary = vi.fn(async () => {});
  scheduler = startScheduler({
    pull: '*/30 * * * *',
    dailySummary: '0 15 * * *',
    turns: turnsOf(turns),
    onPull: async () => {},
    onDailySummary: summary,
    log,
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(summary).not.toHaveBeenCalled();
  expect(turns['daily summary']).toBe('2026-11-23T14:10:00.000Z');
});

test('each source has its own schedule, in a time zone', async () => {
  const pull = vi.fn(async (_names?: readonly string[]) => {});
  scheduler = startScheduler({
    pull: '0 * * * *',
    names: ['a'],
    sources: [{ name: 'b', rule: '0 7 * * *' }],
    dailySummary: '0 0 1 1 *',
    timeZone: 'America/Los_Angeles',
    onPull: pull,
    onDailySummary: async () => {},
    log,
  });
  expect(scheduler.nextPullAt()).toBe('2026-11-23T15:00:00.000Z');
  await vi.advanceTimersByTimeAsync(2 * 60 * 60_000);
  // 15:00 UTC is seven in the morning there.
  expect(pull.mock.calls.flat(2).sort()).toEqual(['a', 'a', 'b']);
});

test('where every source has a time of its own, nothing is pulled at the common one', async () => {
  const pull = vi.fn(async (_?: readonly string[]) => {});
  scheduler = startScheduler({
    pull: '*/30 * * * *',
    sources: [{ name: 'fritz', rule: '15 * * * *' }],
    names: [],
    dailySummary: '0 15 * * *',
    onPull: pull,
    onDailySummary: async () => {},
    log,
  });
  expect(scheduler.nextPullAt()).toBe('2026-11-23T14:15:00.000Z');
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(pull.mock.calls).toEqual([[['fritz']]]);
});

test('a time to come, which a wrong clock wrote, is not believed', () => {
  const turns: Record<string, string> = { 'daily summary': '2027-11-23T15:00:00.000Z' };
  scheduler = startScheduler({
    pull: '*/30 * * * *',
    dailySummary: '0 15 * * *',
    onPull: async () => {},
    onDailySummary: async () => {},
    turns: turnsOf(turns),
    log,
  });
  expect(turns['daily summary']).toBe('2026-11-23T14:10:00.000Z');
});
