import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ integrity: z.string().optional() })),
});

test('every npm package has the hash of its content', () => {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(packages.length).toBeGreaterThan(100);
  const loose = packages.filter(([, { integrity = '' }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity));
  expect(loose.map(([path]) => path)).toEqual([]);
});

test('every Python package of the fitter has one too', () => {
  const lines = readFileSync(join(root, 'fitter/requirements.lock'), 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[a-zA-Z]/.test(line));
  expect(lines.length).toBeGreaterThan(50);
  expect(lines.filter((line) => !/==\S+ .*--hash=sha256:[0-9a-f]{64}/.test(line))).toEqual([]);
});
