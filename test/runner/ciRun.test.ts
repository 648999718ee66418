import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../.ci/run');
const tools = ['bash', 'dirname', 'mktemp', 'rm', 'tee', 'tail', 'grep', 'sleep', 'sh', 'kill', 'pkill'];

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-ci-'));
  for (const name of ['.ci', 'bin']) mkdirSync(join(folder, name));
  cpSync(script, join(folder, '.ci', 'run'));
  for (const tool of tools) {
    const found = await execa('sh', ['-c', `command -v ${tool}`], { reject: false });
    if (found.stdout.startsWith('/')) symlinkSync(found.stdout, join(folder, 'bin', tool));
  }
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs it with a mock of `nmma`, on a machine without GNU timeout, as macOS is. */
async function run(text: string) {
  writeFileSync(join(folder, 'nmma'), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, 'nmma'), 0o755);
  const path = join(folder, 'bin');
  return execa(join(path, 'bash'), [join(folder, '.ci', 'run')], {
    env: { PATH: path },
    extendEnv: false,
    reject: false,
    timeout: 20_000,
  });
}

it('needs no GNU timeout, and keeps the status of the tests', { timeout: 60_000 }, async () => {
  const well = await run('echo "12 passed, 0 failed"');
  expect([well.exitCode, well.stdout, well.stderr]).toEqual([0, '12 passed, 0 failed', '']);
  const failed = await run('echo "11 passed, 1 failed"; exit 1');
  expect([failed.exitCode, failed.stdout]).toEqual([1, '11 passed, 1 failed']);
  const early = await run('echo "a crash"; exit 3');
  expect(early.exitCode).toBe(1);
  expect(early.stdout.split('\n').slice(-2)).toEqual([
    'The tests ended early, with status 3.',
    '0 passed, 1 failed',
  ]);
});
