import { expect, it } from 'vitest';
import { fileChecks, testFile } from './parts.ts';

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
