import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma ci '));
  mkdirSync(join(folder, '.ci'));
  cpSync(join(root, '.ci', 'run'), join(folder, '.ci', 'run'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What .ci/run makes of an `./nmma test` that does this. */
function runWith(script: string): { status: number | null; last: string | undefined } {
  writeFileSync(join(folder, 'nmma'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'nmma'), 0o755);
  const { status, stdout } = spawnSync(join(folder, '.ci', 'run'), { encoding: 'utf8', cwd: tmpdir() });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

it.each([
  ['echo "3 passed, 0 failed"', 0, '3 passed, 0 failed'],
  ['echo "3 passed, 1 failed"; exit 1', 1, '3 passed, 1 failed'],
  ['[ "$1 $CI" = "test true" ] && echo "1 passed, 0 failed"', 0, '1 passed, 0 failed'],
])('passes on how the tests ended: %s', (script, status, last) => {
  expect(runWith(script)).toEqual({ status, last });
});

it.each([
  'exit 0',
  'echo "starting"; exit 3',
  'echo "3 passed, 0 failed"; echo "and more"',
  'echo "3 passed, 0 failed, 1 skipped"',
  'echo "all 3 passed, 0 failed"',
])('calls everything else a failure: %s', (script) => {
  expect(runWith(script)).toEqual({ status: 1, last: '0 passed, 1 failed' });
});

it('says which parts there are', () => {
  const run = (word: string) =>
    spawnSync(process.execPath, [join(root, 'test', 'run.ts'), word], { encoding: 'utf8' });
  expect(run('wrong')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('expected static, unit, fitter, slurm, e2e'),
  });
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: nmma test') });
});
