import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bringModelFiles } from '../../app/modelFiles.ts';

// The folder beside the fitter's is looked into.
beforeEach(() => {
  vi.stubEnv('NMMA_ASSETS', '');
});

const rest = 'prior_set: tuned, live_points: 50, resources: { cpus: 1, memory_mb: 100, minutes: 5 }';
const models = `schema_version: 2
models:
  A: { kind: KN, title: t, prior: a, default: true, assets: [{ path: kn/a }], ${rest} }
  B: { kind: SN, title: t, prior: b, default: true, assets: [{ path: sn/b }], ${rest} }
  C: { kind: SN, title: t, prior: c, default: false, assets: [{ path: sn/c }], ${rest} }
  D: { kind: SC, title: t, prior: d, default: true, ${rest} }
`;

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-files-'));
  mkdirSync(join(folder, 'fitter'));
  writeFileSync(join(folder, 'fitter', 'models.yml'), models);
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Stands for the fitter's Python: notes what it is asked for, and makes these files. */
function mockPython(...made: string[]): string {
  const path = join(folder, 'mock-python');
  const makes = made.map(
    (file) => `mkdir -p "$(dirname "../.nmma/assets/${file}")" && : > "../.nmma/assets/${file}"`,
  );
  writeFileSync(path, `#!/bin/sh\necho "$*" >> ../asked\n${makes.join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
}

const bring = (python: string) =>
  bringModelFiles({ python, say: (line) => lines.push(line), fitterDir: join(folder, 'fitter') });
const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');

test('only what the default models lack is brought, and only once', async () => {
  const python = mockPython('kn/a', 'sn/b');
  await bring(python);
  expect(asked()).toEqual(['-m nmma_fitter assets fetch A B']);
  expect(lines).toEqual([
    'Files of models are missing, and are brought now: A, B',
    'All files of the default models are there.',
  ]);
  await bring(python);
  expect(asked()).toHaveLength(1);
});

test('what cannot be had is told, and that no supernova model can be compared', async () => {
  await bring(mockPython('kn/a'));
  expect(lines.slice(1)).toEqual([
    'Without their files these models are not fitted: B. The next start tries again.',
    'No supernova model can be compared.',
  ]);
});

test('a fitter that cannot run does not keep the app from starting', async () => {
  await bring(join(folder, 'none'));
  expect(lines.at(-2)).toContain('are not fitted: A, B.');
});
