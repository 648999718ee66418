import { expect, it } from 'vitest';
import { type Check, runSideBySide } from './sideBySide.ts';

const counts = { passed: 1, failed: 0, skipped: 0 };

it('keeps what each prints together, in the order of the lanes, whoever is done first', async () => {
  let printed = '';
  const release: (() => void)[] = [];
  const slow: Check = {
    heading: 'slow',
    run: async (print) => {
      print('slow begins\n');
      await new Promise<void>((resolve) => release.push(resolve));
      print('slow ends\n');
      return counts;
    },
  };
  const quick = (heading: string, after: () => void = () => {}): Check => ({
    heading,
    run: async (print) => {
      print(`${heading} `);
      print(new TextEncoder().encode('is done\n'));
      after();
      return counts;
    },
  });
  // The slow one may go on only when both others are done, or this never ends.
  const lanes = [[slow], [quick('first'), quick('second', () => release[0]?.())]];
  const outcomes = await runSideBySide(lanes, (output) => {
    printed += typeof output === 'string' ? output : new TextDecoder().decode(output);
  });
  expect(printed).toBe(
    '\n== slow\nslow begins\nslow ends\n\n== first\nfirst is done\n\n== second\nsecond is done\n',
  );
  expect(outcomes.map(({ heading, counts: found }) => [heading, found])).toEqual([
    ['slow', counts],
    ['first', counts],
    ['second', counts],
  ]);
});

it('counts a check that throws as failed, prints why, and goes on', async () => {
  let printed = '';
  const broken: Check = { heading: 'broken', run: () => Promise.reject(new Error('no disk')) };
  const fine: Check = { heading: 'fine', run: async () => counts };
  const outcomes = await runSideBySide([[broken, fine]], (output) => {
    printed += String(output);
  });
  expect(outcomes.map((outcome) => outcome.counts.failed)).toEqual([1, 0]);
  expect(printed).toMatch(/== broken\nError: no disk[\s\S]*== fine/);
});
