import { expect, test } from 'vitest';
import { progressLines } from '../../app/demo/progressLines.ts';
import type { OpenFit } from '../../pipeline/summaries.ts';

const fit: OpenFit = {
  fitId: 1,
  runId: 1,
  object: 'ZTF22aawacjw',
  model: 'Me2017',
  kind: 'KN',
  state: 'running',
  attempt: 1,
  waitingSince: '2026-11-23T00:00:00.000Z',
  progress: null,
};
const progress = { iteration: 12, lnZ: -20.5, fraction: 0.5, elapsedSeconds: 20, remainingSeconds: 20 };

test('one line per fit that runs, and how many wait', () => {
  const waiting: OpenFit = { ...fit, fitId: 3, state: 'submitted' };
  const lines = progressLines([fit, { ...fit, fitId: 2, kind: 'GRB', progress }, waiting], 200);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^ZTF22aawacjw {2}KN Me2017 +░{20} {2}starting$/);
  expect(lines[1]).toContain('██████████░░░░░░░░░░  iteration 12, ln Z −20.50, 20 s so far, about 20 s left');
  expect(lines[2]).toBe('1 more fit waits for a free core');
});

test('a narrow terminal cuts the lines', () => {
  const [line = ''] = progressLines([{ ...fit, progress }], 40);
  expect(line.length).toBeLessThan(40);
  expect(line.endsWith('…')).toBe(true);
});
