import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ForkServer } from '../../app/forkServer.ts';
import { until } from '../pipeline/scratch.ts';

let folder: string;
let python: string;
let before: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-wf-'));
  before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  // A mock of the fitter's Python: tells its number and its words, and stays for a while.
  python = join(folder, 'mockPython');
  writeFileSync(python, `#!/bin/sh\necho "$$ $@" >>${folder}/started\nexec sleep 30\n`, { mode: 0o755 });
});
afterEach(() => {
  for (const { pid } of servers()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  // A process that was just killed may still have written here.
  rmSync(folder, { recursive: true, maxRetries: 10 });
});

function servers(): { pid: number; words: string }[] {
  const path = join(folder, 'started');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ pid: Number(line.split(' ')[0]), words: line }));
}

test('nothing is started or made before it is needed; then one server, which is told whom it works for', async () => {
  const forkServer = new ForkServer(python, {});
  expect(readdirSync(folder)).toEqual(['mockPython']);
  forkServer.ensure();
  forkServer.ensure();
  await until(() => servers().length === 1);
  expect(servers()[0]?.words).toContain(
    `serve ${forkServer.variables.NMMA_FORK_SERVER_SOCKET} --starter ${process.pid}`,
  );
});

test('a server that died is started again', async () => {
  const forkServer = new ForkServer(python, {});
  forkServer.ensure();
  await until(() => servers().length === 1);
  process.kill(servers()[0]?.pid ?? 0, 'SIGKILL');
  await until(() => {
    forkServer.ensure();
    return servers().length === 2;
  });
  expect(servers()[1]?.words).toContain(forkServer.variables.NMMA_FORK_SERVER_SOCKET);
});

test('socket folders of apps that are gone are removed, those of living ones stay', () => {
  // Above the largest process number of Linux.
  const [gone, living] = ['nmma-fork-server-4194305-abc', `nmma-fork-server-${process.pid}-abc`];
  for (const name of [gone, living]) mkdirSync(join(folder, name));
  const forkServer = new ForkServer(python, {});
  forkServer.ensure();
  expect(existsSync(join(folder, gone))).toBe(false);
  expect(existsSync(join(folder, living))).toBe(true);
  expect(existsSync(dirname(forkServer.variables.NMMA_FORK_SERVER_SOCKET))).toBe(true);
});
