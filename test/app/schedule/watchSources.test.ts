import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from '../../../app/log.ts';
import { type Watching, watchSources } from '../../../app/schedule/watchSources.ts';
import { DirectorySource } from '../../../pipeline/sources/directory.ts';
import { until } from '../../pipeline/scratch.ts';

const { log } = openLog({ level: 'silent', file: null });
let root: string;
let watching: Watching;
let told: string[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'nmma-watch-'));
  mkdirSync(join(root, 'in/partnership/2459784-2459791'), { recursive: true });
  symlinkSync(join(root, 'in'), join(root, 'in/circle'));
  told = [];
  const sources = [
    new DirectorySource(join(root, 'in'), 'one'),
    { name: 'far', scan: () => Promise.reject(new Error('never')) },
  ];
  watching = watchSources(sources, (name) => told.push(name), log);
  await watching.ready;
});
afterEach(async () => {
  await watching.stop();
  rmSync(root, { recursive: true });
});

test('a file that lands, changes or is moved in is told; many at once in one word', async () => {
  const folder = join(root, 'in/partnership/2459784-2459791');
  for (const letter of 'abcdefgh') writeFileSync(join(folder, `ZTF22${letter.repeat(7)}.csv`), 'x');
  await until(() => told.length > 0);
  expect(told).toEqual(['one']);
  appendFileSync(join(folder, 'ZTF22aaaaaaa.csv'), 'y');
  await until(() => told.length > 1);
  writeFileSync(join(root, 'part'), 'z');
  renameSync(join(root, 'part'), join(folder, 'ZTF22zzzzzzz.csv'));
  await until(() => told.length > 2);
});

test('so is a whole window that is moved in, and what lands in it later', async () => {
  mkdirSync(join(root, '2459785-2459792'));
  writeFileSync(join(root, '2459785-2459792/ZTF22aaaaaaa.csv'), 'x');
  renameSync(join(root, '2459785-2459792'), join(root, 'in/partnership/2459785-2459792'));
  await until(() => told.length > 0);
  const before = told.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  writeFileSync(join(root, 'in/partnership/2459785-2459792/ZTF22bbbbbbb.csv'), 'x');
  await until(() => told.length > before);
});

test('what is no light curve is not told', async () => {
  writeFileSync(join(root, 'in/notes.txt'), 'x');
  writeFileSync(join(root, 'in/ZTF22aaaaaaa.csv.part'), 'x');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(told).toEqual([]);
});

test('a folder that is a link, and trees in it that are links, are watched as well', async () => {
  mkdirSync(join(root, 'elsewhere/2459784-2459791'), { recursive: true });
  symlinkSync(join(root, 'in'), join(root, 'link'));
  symlinkSync(join(root, 'elsewhere'), join(root, 'in/caltech'));
  const linked: string[] = [];
  const other = watchSources(
    [new DirectorySource(join(root, 'link'), 'two')],
    (name) => linked.push(name),
    log,
  );
  await other.ready;
  try {
    writeFileSync(join(root, 'in/partnership/2459784-2459791/ZTF22aaaaaaa.csv'), 'x');
    await until(() => linked.length > 0);
    writeFileSync(join(root, 'elsewhere/2459784-2459791/ZTF22bbbbbbb.csv'), 'x');
    await until(() => linked.length > 1);
  } finally {
    await other.stop();
  }
});

test('a folder that is not there yet is watched from when it is', async () => {
  const late: string[] = [];
  const folder = join(root, 'later/candidates');
  const other = watchSources([new DirectorySource(folder, 'late')], (name) => late.push(name), log);
  await other.ready;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'ZTF22aaaaaaa.csv'), 'x');
    await until(() => late.length > 0);
    writeFileSync(join(folder, 'ZTF22bbbbbbb.csv'), 'x');
    await until(() => late.length > 1);
  } finally {
    await other.stop();
  }
});
