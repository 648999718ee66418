import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOldLayout } from '../../../../app/cli/doctor/oldLayout.ts';
import { checkBackups, checkDatabase, checkStateFolder } from '../../../../app/cli/doctor/record.ts';
import { lockState } from '../../../../app/stateLock.ts';
import { openDatabase } from '../../../../db/open.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-doctor-'));
  // The list of known state folders is this test's own.
  process.env.XDG_CONFIG_HOME = join(folder, 'config');
});
afterAll(() => {
  delete process.env.XDG_CONFIG_HOME;
  rmSync(folder, { recursive: true });
});

function scratchState(name: string): string {
  const state = join(folder, name);
  mkdirSync(state, { recursive: true });
  return state;
}

test('the state folder, and who works there', () => {
  const state = join(folder, 'new');
  expect(checkStateFolder(state)).toEqual({ ok: true, what: `State folder ${state}` });
  const lock = lockState(state);
  expect(checkStateFolder(state).what).toContain(`the app runs (process ${process.pid}, since 20`);
  lock.release();
  writeFileSync(join(folder, 'file'), '');
  expect(checkStateFolder(join(folder, 'file', 'state'))).toMatchObject({ ok: false });
});

test('a folder that an app has worked on and that is empty is not mounted', () => {
  const state = scratchState('unmounted');
  mkdirSync(join(folder, 'config', 'nmma-bot'), { recursive: true });
  writeFileSync(
    join(folder, 'config', 'nmma-bot', 'state-folders.json'),
    JSON.stringify({ [state]: { since: '2026-11-01T00:00:00Z' } }),
  );
  expect(checkStateFolder(state)).toMatchObject({ ok: false });
});

test('the database is looked at, and never changed', async () => {
  const state = scratchState('record');
  const path = join(state, 'nmma.sqlite');
  expect(await checkDatabase(state)).toMatchObject({ ok: true });
  openDatabase(path).close();
  expect(await checkDatabase(state)).toMatchObject({ ok: true });
  const versionOf = (change: number) => {
    const db = new Database(path);
    const before = Number(db.pragma('user_version', { simple: true }));
    db.pragma(`user_version = ${before + change}`);
    db.close();
    return before;
  };
  const known = versionOf(-1);
  expect(await checkDatabase(state)).toMatchObject({ ok: true, isNote: true });
  expect(versionOf(2)).toBe(known - 1);
  expect(await checkDatabase(state)).toMatchObject({ ok: false });
  writeFileSync(path, 'this is no database, whatever its name says');
  expect(await checkDatabase(state)).toMatchObject({ ok: false });
});

test('copies that are not made are told; without an app none is due', () => {
  const state = scratchState('backups');
  const database = join(state, 'nmma.sqlite');
  const copies = join(state, 'backups');
  const backup = { everyHours: 1, keep: 48, folder: null };
  const found = () => checkBackups({ state, backup });
  expect(checkBackups({ state, backup: { ...backup, everyHours: null } })).toMatchObject({ isNote: true });
  expect(found()).toMatchObject({ ok: true });
  openDatabase(database).close();
  expect(found()).toMatchObject({ ok: true });
  expect(checkBackups({ state, backup }, Date.now() + 3 * 3_600_000)).toMatchObject({ ok: false });
  mkdirSync(copies);
  const copy = join(copies, 'nmma-20261123T000000Z.sqlite');
  writeFileSync(copy, '');
  expect(found()).toMatchObject({ ok: true });
  const old = Date.now() / 1000 - 4 * 3600;
  utimesSync(copy, old, old);
  expect(found()).toMatchObject({ ok: false });
  // Nothing was written since.
  for (const file of [database, `${database}-wal`]) {
    writeFileSync(file, '', { flag: 'a' });
    utimesSync(file, old, old);
  }
  expect(found()).toMatchObject({ ok: true });
});

test('the old layout must be writable here and there', async () => {
  const all = async (there: string) => {
    const options = { folder: join(folder, 'tree'), rsyncTo: { login: null, folder: there } };
    return Array.fromAsync(checkOldLayout(options), ({ ok }) => ok);
  };
  expect(await all(join(folder, 'copy'))).toEqual([true, true]);
  expect(await all(join(folder, 'none', 'copy'))).toEqual([true, false]);
});
