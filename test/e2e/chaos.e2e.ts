import { expect, it } from 'vitest';
import { playChaos } from '../chaos/play.ts';

/** Minutes that a slow machine may take; two ordinary cores need about two. */
const limitMs = 20 * 60_000;

it('thirty kills lose nothing, double nothing, and nothing is stuck', { timeout: limitMs }, async () => {
  const lines: string[] = [];
  const { lost, doubled, stuck, seen } = await playChaos({
    ...{ kills: 30, seed: 7, isReal: false, only: null, keep: false },
    say: (line) => lines.push(line),
  });
  expect({ lost, doubled, stuck }, lines.join('\n')).toEqual({ lost: [], doubled: [], stuck: [] });
  // It was no empty play.
  expect(Math.min(seen.objects, seen.fits, seen.messages)).toBeGreaterThan(4);
});
