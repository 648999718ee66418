import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Project } from './project.ts';

let project: Project;

beforeEach(() => {
  project = new Project();
});

afterEach(() => {
  project.remove();
});

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('installs once, then hands over at once: from another folder, through links, with spaces', async () => {
  project.fakeNpm(0);
  const link = join(project.elsewhere, 'my nmma');
  symlinkSync(join(project.root, 'nmma'), join(project.folder, 'middle'));
  symlinkSync('../middle', link);
  const first = await project.start(['status', 'a b', '*', ''], link).ended;
  expect(first.stderr).toMatch(/^nmma: npm packages …\nnmma: npm packages: done in \d+ s\n$/);
  expect(JSON.parse(first.stdout)).toMatchObject({
    words: ['status', 'a b', '*', ''],
    cwd: project.elsewhere,
    root: project.root,
  });

  const second = await project.start([], link).ended;
  expect(second).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(second.stdout)).toMatchObject({ words: ['help'] });
  expect(second.seconds).toBeLessThan(2);
  expect(project.npmCalls()).toEqual([expect.stringMatching(/^ci --ignore-scripts /)]);
  expect(readdirSync(project.home)).toEqual([]);
  expect(readdirSync(project.elsewhere)).toEqual(['my nmma']);
});

it('installs again when the lock file has changed', async () => {
  project.fakeNpm(0);
  await project.start(['help']).ended;
  writeFileSync(join(project.root, 'package-lock.json'), '{ "changed": true }');
  expect((await project.start(['help']).ended).status).toBe(0);
  expect(project.npmCalls()).toHaveLength(2);
});

it('says in one sentence that there is no network, and tries again at the next start', async () => {
  project.program('npm', 'echo "npm error code EAI_AGAIN" >&2; exit 1');
  const ended = await project.start(['help']).ended;
  expect(ended).toMatchObject({ status: 1, stdout: '' });
  expect(ended.stderr).toContain('npm error code EAI_AGAIN');
  expect(lastLine(ended.stderr)).toBe(
    'nmma: the npm packages could not be installed: the first start needs the npm registry; check the network, then start again.',
  );
  expect(existsSync(join(project.own, 'install.lock'))).toBe(false);
  project.fakeNpm(0);
  expect((await project.start(['help']).ended).status).toBe(0);
});

it('says that Node is too old and that there is no npm', async () => {
  project.program('node', 'if [ "$1" = -v ]; then echo v20.1.0; else exit 1; fi');
  const old = await project.start(['help']).ended;
  expect(old).toMatchObject({ status: 1, stdout: '' });
  expect(old.stderr).toBe(
    'nmma: Node 22.18 or newer is needed (found: v20.1.0), and there is no npm to fetch it with: install Node with npm (https://nodejs.org), then start again.\n',
  );
  unlinkSync(join(project.bin, 'node'));
  const none = await project.start(['help']).ended;
  expect(none.stderr).toContain('(found: none)');
});

it('says that a fit needs the list of Python packages', async () => {
  project.fakeNpm(0);
  const ended = await project.start(['demo']).ended;
  expect(ended.status).toBe(1);
  expect(lastLine(ended.stderr)).toBe('nmma: fitter/requirements.lock is missing: the clone is not whole.');
  // Asking for help needs no Python.
  expect((await project.start(['demo', '--help']).ended).status).toBe(0);
});

it('lets a single one of two install', async () => {
  project.fakeNpm(1);
  const one = project.start(['help']);
  await until(() => project.npmCalls().length > 0);
  const two = await project.start(['help']).ended;
  const first = await one.ended;
  expect([first.status, two.status]).toEqual([0, 0]);
  expect(two.stderr).toMatch(/^nmma: another nmma \(process \d+\) is installing; waiting for it\n$/);
  expect(project.npmCalls()).toHaveLength(1);
});

it('leaves nothing running when it is ended, and goes on at the next start', async () => {
  const number = join(project.folder, 'npm.pid');
  project.program('npm', `echo $$ >'${number}'; exec sleep 30`);
  const { child, ended } = project.start(['help']);
  await until(() => existsSync(number) && readFileSync(number, 'utf8').endsWith('\n'));
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ status: 143, stdout: '' });
  await until(() => !isAlive(Number(readFileSync(number, 'utf8'))));
  expect(existsSync(join(project.own, 'install.lock'))).toBe(false);
  project.fakeNpm(0);
  expect((await project.start(['help']).ended).status).toBe(0);
});

it('takes the lock of one that was killed', async () => {
  project.fakeNpm(0);
  const dead = spawnSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }).stdout;
  mkdirSync(join(project.own, 'install.lock'), { recursive: true });
  writeFileSync(join(project.own, 'install.lock', 'pid'), dead);
  const ended = await project.start(['help']).ended;
  expect(ended.status).toBe(0);
  expect(ended.stderr).not.toContain('another nmma');
  expect(readdirSync(project.own).filter((name) => name.startsWith('install.lock'))).toEqual([]);
});

describe('the fitter’s Python', () => {
  /** A mock of uv that notes its calls, and of the Python that it makes. */
  function fakeUv(): void {
    const calls = join(project.folder, 'uv calls');
    project.program(
      'uv',
      `echo "$@" >>'${calls}'
for last; do :; done
case $1 in venv) mkdir -p "$last/bin" && printf '#!/bin/sh\\ncase $1 in -c) echo /nowhere ;; esac\\n' >"$last/bin/python" && chmod +x "$last/bin/python" ;; esac`,
    );
    writeFileSync(join(project.root, 'fitter', 'requirements.lock'), 'numpy==1\n');
  }
  const uvCalls = () => readFileSync(join(project.folder, 'uv calls'), 'utf8');

  it('is not fetched before there is a compiler with Python’s headers', async () => {
    project.fakeNpm(0);
    fakeUv();
    const none = await project.start(['doctor']).ended;
    expect(none.status).toBe(1);
    expect(lastLine(none.stderr)).toMatch(
      /^nmma: sncosmo must be compiled, and there is no C compiler\. .*build-essential/,
    );
    project.program('gcc', 'exit 1');
    const noHeaders = await project.start(['doctor']).ended;
    expect(lastLine(noHeaders.stderr)).toContain('gcc finds no Python.h');
    expect(uvCalls()).not.toContain('pip sync');
    project.program('gcc', 'exit 0');
    expect((await project.start(['doctor']).ended).status).toBe(0);
    expect(uvCalls()).toContain('pip sync');
    const [environment] = readdirSync(project.own).filter((name) => name.startsWith('fitter-'));
    expect(readlinkSync(join(project.own, 'fitter'))).toBe(environment);
    // A changed list makes a second one beside it.
    writeFileSync(join(project.root, 'fitter', 'requirements.lock'), 'numpy==2\n');
    expect((await project.start(['doctor']).ended).status).toBe(0);
    expect(readdirSync(project.own).filter((name) => name.startsWith('fitter-'))).toHaveLength(2);
  });
});
