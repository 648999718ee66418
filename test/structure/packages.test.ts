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

/** Packages of a file of requirements, a line each. */
function requirements(file: string): string[] {
  return readFileSync(join(root, file), 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[a-zA-Z]/.test(line));
}

test('every Python package has one too, uv among them', () => {
  const [fitter, uv] = [requirements('fitter/requirements.lock'), requirements('install/uv.lock')];
  expect([fitter.length > 50, uv.length]).toEqual([true, 1]);
  const loose = [...fitter, ...uv].filter((line) => !/==\S+ .*--hash=sha256:[0-9a-f]{64}/.test(line));
  expect(loose).toEqual([]);
  const script = readFileSync(join(root, 'nmma'), 'utf8');
  expect(uv[0]).toContain(`uv==${/^uv_version=(.*)$/m.exec(script)?.[1]} `);
});

test('Node is fetched by its hash', () => {
  const script = readFileSync(join(root, 'nmma'), 'utf8');
  expect(script.match(/node_hash='sha512-[A-Za-z0-9+/]{86}=='/g)).toHaveLength(2);
});
