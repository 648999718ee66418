import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { hook } from '../../../app/cli/hook.ts';
import { inRoot } from '../../../app/paths.ts';
import { afterwards, scratchFolder, until } from '../../pipeline/scratch.ts';

test('the app starts anew when a file is saved, and its workspace stays', { timeout: 180_000 }, async () => {
  const folder = scratchFolder();
  // A mock of the fitter's Python: no fit runs.
  const python = join(folder, 'python');
  writeFileSync(python, '#!/bin/sh\nexit 1\n');
  chmodSync(python, 0o755);
  const log = join(folder, 'log');
  const words = ['-c', `exec "$0" app/main.ts dev --state '${folder}/dev' >'${log}' 2>&1`, process.execPath];
  const dev = spawn('sh', words, { env: { ...process.env, NMMA_PYTHON: python } });
  const ended = new Promise<number | null>((resolve) => dev.once('exit', resolve));
  afterwards(async () => {
    dev.kill('SIGTERM');
    await ended;
  });
  const text = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const starts = () => text().split('"msg":"started"').length - 1;
  await until(() => starts() === 1, 80);
  const page = /page: (\S+?)\.? /.exec(text())?.[1] ?? '';
  const now = new Date();
  // As an editor does; nothing in the file changes.
  utimesSync(inRoot('app', 'main.ts'), now, now);
  await until(() => starts() === 2, 80);
  expect((await fetch(page)).status).toBe(200);
  dev.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('git checks commits of a clone when that was asked for, and of no other', {
  timeout: 30_000,
}, async () => {
  const clone = scratchFolder();
  const git = async (...words: string[]) =>
    (await execa('git', ['-C', clone, ...words], { reject: false })).stdout;
  await expect(hook('install', clone)).rejects.toThrow('is no git clone');
  await git('init', '--quiet');
  await expect(hook('instal', clone)).rejects.toThrow('expected hook install or hook remove');
  expect(await git('config', '--local', 'core.hooksPath')).toBe('');
  expect(await hook('install', clone)).toBe(0);
  expect(await git('config', '--local', 'core.hooksPath')).toBe('.githooks');
  expect(await hook('remove', clone)).toBe(0);
  expect(await git('config', '--local', 'core.hooksPath')).toBe('');
  await git('config', '--local', 'core.hooksPath', 'mine');
  await expect(hook('install', clone)).rejects.toThrow('core.hooksPath is mine');
});
