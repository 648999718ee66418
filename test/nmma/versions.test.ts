import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { Project } from './project.ts';

let project: Project;

beforeEach(() => {
  project = new Project();
  project.fakeNpm(0);
});

afterEach(() => {
  project.remove();
});

const calledSchema = z.object({ root: z.string(), project: z.string(), file: z.string() });

/** How `nmma start` called app/main.ts, without the fitter's Python. */
async function started() {
  const { status, stdout, stderr } = await project.start(['start'], undefined, { NMMA_PYTHON: '/bin/true' })
    .ended;
  expect(status, stderr).toBe(0);
  return { ...calledSchema.parse(JSON.parse(stdout)), stderr };
}

const foldersOf = (prefix: string) => readdirSync(project.own).filter((name) => name.startsWith(prefix));

const versions = () => readdirSync(join(project.own, 'versions')).filter((name) => !name.startsWith('.'));

/** Changes the code, as an update does. */
const update = (text: string) => writeFileSync(join(project.root, 'db', 'new.sql'), text);

/** As if nothing had used a folder for eight days. */
function forget(...path: string[]): void {
  const before = Date.now() / 1000 - 8 * 86_400;
  utimesSync(join(project.own, ...path, '.used'), before, before);
}

it('installs a changed lock file beside what is there', async () => {
  await project.start(['help']).ended;
  const [first] = foldersOf('packages-');
  writeFileSync(join(project.root, 'package-lock.json'), '{ "changed": true }');
  await project.start(['help']).ended;
  expect(foldersOf('packages-')).toHaveLength(2);
  const link = readlinkSync(join(project.root, 'node_modules'));
  expect(link).toMatch(/^\.nmma\/packages-.*\/node_modules$/);
  expect(link).not.toContain(first);
  expect(existsSync(join(project.root, link))).toBe(true);
});

it('takes over what an installation of the layout before has, and puts aside what it cannot use', async () => {
  await project.start(['help']).ended;
  const [name = ''] = foldersOf('packages-');
  const old = join(project.root, 'node_modules');
  const [crc, size, system, machine] = /^packages-(\d+)-(\d+)-(.+)-(.+)$/.exec(name)?.slice(1) ?? [];
  for (const stamp of [`${crc} ${size}${system} ${machine}\n`, 'another one\n']) {
    renameSync(join(project.own, name), join(project.folder, `before ${stamp.length}`));
    rmSync(old);
    mkdirSync(old);
    writeFileSync(join(old, '.nmma-stamp'), stamp);
    expect((await project.start(['help']).ended).status).toBe(0);
    expect(readlinkSync(old)).toBe(`.nmma/${name}/node_modules`);
  }
  // The first start, and the one that could not use what was there.
  expect(project.npmCalls()).toHaveLength(2);
  expect(foldersOf('packages-replaced-')).toHaveLength(1);
});

it('starts a copy of the code, which an update of the folder does not change', async () => {
  const first = await started();
  expect(first.root).toMatch(/\/\.nmma\/versions\/\d+-\d+$/);
  expect(first).toMatchObject({ project: project.root, file: join(first.root, 'app', 'main.ts') });
  expect(existsSync(join(first.root, 'node_modules'))).toBe(true);
  expect(existsSync(join(first.root, '.nmma', 'versions'))).toBe(true);
  update('a');
  expect(existsSync(join(first.root, 'db', 'new.sql'))).toBe(false);
  expect((await started()).root).not.toBe(first.root);
  expect(versions()).toHaveLength(2);
  // Words that only look run from the folder.
  const help = await project.start(['start', '--help']).ended;
  expect(calledSchema.parse(JSON.parse(help.stdout)).root).toBe(project.root);
});

it('keeps the version before, what runs and what ran within a week, and removes the rest', async () => {
  const ids: string[] = [];
  for (const text of ['a', 'b', 'c', 'd', 'e']) {
    update(text);
    writeFileSync(join(project.root, 'package-lock.json'), `{ "v": "${text}" }`);
    ids.push((await started()).root.split('/').at(-1) ?? '');
  }
  const packagesOf = (id = '') =>
    readFileSync(join(project.own, 'versions', id, '.needs'), 'utf8').split('\n')[0] ?? '';
  const needs = ids.map(packagesOf);
  const [a = '', b = '', , d = ''] = ids;
  for (const id of [a, b, d]) {
    forget('versions', id);
    forget(packagesOf(id));
  }
  // Something that was started from the first version still runs.
  const busy = spawn(process.execPath, [
    '-e',
    'setInterval(() => {}, 1000)',
    join(project.own, 'versions', a, 'x'),
  ]);
  try {
    await started();
  } finally {
    busy.kill();
  }
  expect(versions().sort()).toEqual(ids.filter((id) => id !== b).sort());
  expect(foldersOf('packages-').sort()).toEqual(needs.filter((name) => name !== needs[1]).sort());
});

it('runs the version before after a rollback, until the folder changes', async () => {
  const first = await started();
  update('a');
  const second = await started();
  const [from, to] = [second, first].map(({ root }) => root.split('/').at(-1));
  writeFileSync(join(project.own, 'versions', '.rolled-back'), `${from} ${to}\n`);
  const back = await started();
  expect(back.root).toBe(first.root);
  expect(back.stderr).toContain('this start runs the version before');
  update('b');
  const third = await started();
  expect([first.root, second.root]).not.toContain(third.root);
  expect(third.stderr).toBe('');
});

it('runs from the folder itself where nothing may be written', async () => {
  await project.start(['help']).ended;
  // A file where the versions would go: root may write everywhere.
  mkdirSync(project.own, { recursive: true });
  writeFileSync(join(project.own, 'versions'), '');
  expect((await started()).root).toBe(project.root);
});
