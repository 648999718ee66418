import { describe, expect, it } from 'vitest';
import { firstMessageAfter, longestSilence } from '../../bench/nmma_soak/silence.ts';
import { look, Watch } from '../../bench/nmma_soak/watch.ts';
import { queriesTable, soakTable } from '../../bench/tables.ts';

const owed = (fitsEndedMs: number, sentMs: number) => ({ fitsEndedMs, sentMs });

describe('the longest silence', () => {
  it('begins when the first message is owed, and ends with it', () => {
    expect(longestSilence([owed(100, 700)], [700])).toBe(600);
  });

  it('is broken by any message of the channel', () => {
    expect(longestSilence([owed(100, 700)], [300, 700])).toBe(400);
  });

  it('counts no time in which nothing was owed', () => {
    expect(longestSilence([owed(0, 10), owed(5000, 5020)], [10, 5020])).toBe(20);
  });

  it('goes on over objects whose times overlap, in any order', () => {
    expect(longestSilence([owed(50, 400), owed(0, 100), owed(0, 60)], [400, 100, 60])).toBe(300);
  });

  it('is none when nothing was owed', () => {
    expect(longestSilence([], [5, 9000])).toBe(0);
  });
});

it('the first message is the one that was sent first', () => {
  expect(firstMessageAfter([owed(0, 900), owed(500, 700)])).toBe(200);
  expect(firstMessageAfter([])).toBeNaN();
});

describe.runIf(process.platform === 'linux')('a process is looked at from outside', () => {
  it('its memory and open files are told, and a log that is not there is empty', () => {
    const { memoryMb, files, walMb } = look(process.pid, '/nowhere/nmma.sqlite');
    expect(memoryMb).toBeGreaterThan(10);
    expect(files).toBeGreaterThan(2);
    expect(walMb).toBe(0);
  });

  it('the most of each is kept', () => {
    const watch = new Watch(process.pid, '/nowhere/nmma.sqlite', 1_000_000);
    watch.stop();
    expect(watch.peak.files).toBeGreaterThanOrEqual(watch.start.files);
    expect(watch.peak.memoryMb).toBeGreaterThanOrEqual(watch.end.memoryMb);
  });
});

it('the tables have a row for each thing that was measured', () => {
  const held = { memoryMb: 200, files: 40, walMb: 1.25 };
  const soak = soakTable({
    ...{
      objects: 1000,
      models: 4,
      fitsSucceeded: 4000,
      messages: 2000,
      replies: 1000,
      edits: 3,
      minutes: 17.7,
    },
    ...{ firstMessageSeconds: 1.2, longestSilenceSeconds: 3, held: { start: held, peak: held, end: held } },
  });
  expect(soak).toContain('| memory | 200 MB | 200 MB | 200 MB |');
  expect(soak).toContain('(4,000 fits)');
  const query = {
    name: 'sentPosts',
    index: 'posts_by_state',
    rows: 1,
    medianMs: 4,
    maxMs: 12,
    withoutIndexMs: 30,
  };
  const queries = queriesTable({ amounts: { fits: 9, objects: 3, posts: 5 }, times: 21, queries: [query] });
  expect(queries).toContain('| `sentPosts` | `posts_by_state` | 1 | 4.00 ms | 12 ms | 30 ms |');
});
