import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backupFolder } from '../../../app/cli/backup.ts';
import { rollback } from '../../../app/cli/rollback.ts';
import { upgrade } from '../../../app/cli/upgrade.ts';
import { openUpdated } from '../../../app/openState.ts';
import { databasePath } from '../../../app/stateFiles.ts';
import { lockState } from '../../../app/stateLock.ts';
import { schemaVersion } from '../../../db/backup.ts';
import { migrationCount, openDatabase } from '../../../db/open.ts';
import { Project } from '../../nmma/project.ts';

const migrations = join(import.meta.dirname, '../../../db/migrations');

let origin: Project;
let clone: string;
let told: string[];

function git(folder: string, ...words: string[]): string {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...author, '-C', folder, ...words], { encoding: 'utf8' }).trim();
}

/** A change of the original that the clone does not have yet. */
function change(file: string, text: string): string {
  writeFileSync(join(origin.root, file), text);
  git(origin.root, 'add', '--all');
  git(origin.root, 'commit', '--quiet', '--message', `Change ${file}`);
  return git(origin.root, 'rev-parse', 'HEAD');
}

const head = () => git(clone, 'rev-parse', 'HEAD');
const folders = (prefix: string) =>
  readdirSync(join(clone, '.nmma')).filter((name) => name.startsWith(prefix));

beforeEach(() => {
  origin = new Project();
  origin.fakeNpm(0);
  git(origin.root, 'init', '--quiet');
  change('.gitignore', '/.nmma/\n/node_modules\n');
  clone = join(origin.folder, 'clone');
  git(origin.folder, 'clone', '--quiet', origin.root, clone);
  told = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    told.push(String(text));
    return true;
  });
  vi.stubEnv('PATH', `${origin.bin}:${process.env.PATH}`);
  // Somebody's own Python: none is installed.
  vi.stubEnv('NMMA_PYTHON', '/bin/true');
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  origin.remove();
});

test('an upgrade installs beside what is there, then changes the clone', async () => {
  const before = head();
  execFileSync(join(clone, 'nmma'), ['help'], { stdio: 'ignore' });
  const newest = change('package-lock.json', '{ "changed": true }');
  expect(await upgrade({}, clone)).toBe(0);
  expect(head()).toBe(newest);
  expect(told.join('')).toContain(`From ${before.slice(0, 7)} to ${newest.slice(0, 7)}: 1 change.`);
  expect(folders('packages-')).toHaveLength(2);
  expect(folders('next')).toEqual([]);
  expect(await upgrade({}, clone)).toBe(0);
  expect(told.at(-1)).toContain('is the newest version: nothing to do');
});

test('a version that does not work here changes nothing', async () => {
  const before = head();
  change('app/main.ts', 'process.exit(1);\n');
  expect(await upgrade({}, clone)).toBe(1);
  expect(head()).toBe(before);
  expect(git(clone, 'status', '--porcelain')).toBe('');
  expect(folders('next')).toEqual([]);
});

test('an upgrade that cannot be done says why in one sentence', async () => {
  change('package.json', '{ "type": "module", "version": "2" }');
  git(origin.root, 'tag', 'v2.0.0');
  await expect(upgrade({ to: 'v2.0.1' }, clone)).rejects.toThrow('Did you mean v2.0.0?');
  expect(await upgrade({ to: 'v2.0.0' }, clone)).toBe(0);
  await expect(upgrade({ to: 'HEAD~1' }, clone)).rejects.toThrow('does not come after the present version');
  appendFileSync(join(clone, 'manifest.yml'), 'mine\n');
  await expect(upgrade({}, clone)).rejects.toThrow('1 file of');
  await expect(upgrade({}, origin.elsewhere)).rejects.toThrow('is no git clone');
  git(clone, 'checkout', '--quiet', 'manifest.yml');
  git(clone, 'remote', 'set-url', 'origin', join(origin.folder, 'gone'));
  await expect(upgrade({}, clone)).rejects.toThrow('git fetch failed');
});

/** Versions as two starts leave them: the first one works with a database of so many migrations. */
function startedTwice(schema: number): void {
  for (const [id, count] of [
    ['1-1', schema],
    ['2-2', migrationCount()],
  ] as const) {
    const folder = join(clone, '.nmma', 'versions', id);
    mkdirSync(join(folder, 'db', 'migrations'), { recursive: true });
    for (const file of readdirSync(migrations).sort().slice(0, count))
      cpSync(join(migrations, file), join(folder, 'db', 'migrations', file));
    writeFileSync(join(folder, '.whole'), '');
  }
  writeFileSync(join(clone, '.nmma', 'versions', '.order'), '2-2 1-1\n');
}

const rolledBack = () => {
  const path = join(clone, '.nmma', 'versions', '.rolled-back');
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
};

test('a rollback lets the next start run the version before; an upgrade ends it', async () => {
  const state = join(origin.folder, 'state');
  const flags = { config: 'none', state };
  await expect(rollback(flags, clone)).rejects.toThrow('There is no version before');
  startedTwice(migrationCount());
  expect(await rollback(flags, clone)).toBe(0);
  expect(rolledBack()).toBe('2-2 1-1\n');
  await expect(rollback(flags, clone)).rejects.toThrow('already');
  expect(await upgrade({}, clone)).toBe(0);
  expect(rolledBack()).toBeNull();
});

test('a rollback over a changed database needs the copy of before, a word and a stopped app', async () => {
  const state = join(origin.folder, 'state');
  const flags = { config: 'none', state };
  startedTwice(migrationCount() - 1);
  openDatabase(databasePath(state), join(clone, '.nmma/versions/1-1/db/migrations')).close();
  openUpdated(state, new Date('2026-11-28T05:00:00Z')).close();
  await expect(rollback(flags, clone)).rejects.toThrow('./nmma rollback --restore');
  const lock = lockState(state);
  await expect(rollback({ ...flags, restore: true }, clone)).rejects.toThrow('Another app works on');
  lock.release();
  expect([rolledBack(), schemaVersion(databasePath(state))]).toEqual([null, migrationCount()]);
  expect(await rollback({ ...flags, restore: true }, clone)).toBe(0);
  expect(rolledBack()).toBe('2-2 1-1\n');
  if (migrationCount() > 11) expect(schemaVersion(databasePath(state))).toBe(migrationCount() - 1);
  for (const name of readdirSync(backupFolder(state))) expect(name).toContain('schema');
  openUpdated(state, new Date()).close();
  for (const { name } of readdirSync(backupFolder(state), { withFileTypes: true }))
    execFileSync('rm', [join(backupFolder(state), name)]);
  await upgrade({}, clone);
  await expect(rollback(flags, clone)).rejects.toThrow('no copy of before is left');
});
