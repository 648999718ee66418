import { expect, it } from 'vitest';
import { fileChecks, lanesOf, parts, testFile } from './parts.ts';

it('knows files and folders of tests by their paths, and nothing else', () => {
  expect(testFile('test/runner/parts.test.ts')).toBe('test/runner/parts.test.ts');
  expect(testFile('fitter/tests/models/')).toBe('fitter/tests/models');
  expect(testFile('fitter/tests/models/test_none.py')).toBeUndefined();
  expect(testFile('app/main.ts')).toBeUndefined();
  expect(testFile('/etc')).toBeUndefined();
});

it('runs files of one configuration together, and the fitter’s with pytest', () => {
  const headings = fileChecks(['test/app', 'test/slurm/fits.slurm.ts', 'fitter/tests/models', 'test/db']).map(
    ({ heading }) => heading,
  );
  expect(headings).toEqual([
    'test/app test/db (vitest)',
    'test/slurm/fits.slurm.ts (vitest)',
    'tests/models (pytest)',
  ]);
});

it('runs parts side by side where they do not disturb each other, each check once', () => {
  const headings = (names: readonly string[]) =>
    lanesOf(names, fileChecks(['test/db'])).map((row) =>
      row.map((lane) => lane.map(({ heading }) => heading)),
    );
  const [chromium] = parts.e2e?.map(({ heading }) => heading) ?? [];
  expect(headings(Object.keys(parts))).toEqual([
    [[chromium]],
    [
      [...(parts.static?.map(({ heading }) => heading) ?? []), 'Unit tests (vitest)'],
      ['Tests of the fitter (pytest)'],
      ['Fits on a real Slurm (vitest)'],
    ],
    [['The demo for real (vitest)']],
    [['test/db (vitest)']],
  ]);
  expect(headings(['fitter'])).toEqual([[['Tests of the fitter (pytest)']], [['test/db (vitest)']]]);
  expect(lanesOf([], [])).toEqual([]);
});
