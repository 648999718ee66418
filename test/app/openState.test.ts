import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { backupFolder } from '../../app/cli/backup.ts';
import { checkDatabase } from '../../app/cli/doctor/record.ts';
import { copiesBeforeUpdate, openState, openUpdated } from '../../app/openState.ts';
import { databasePath } from '../../app/stateFiles.ts';
import { integrityProblem, schemaVersion } from '../../db/backup.ts';
import { migrationCount, openDatabase } from '../../db/open.ts';
import { scratchFolder } from '../pipeline/scratch.ts';

const migrations = join(import.meta.dirname, '../../db/migrations');

/** A state folder whose database was written by a version with so many migrations more, or fewer. */
function stateOf(difference: number): string {
  const folder = scratchFolder();
  const state = join(folder, 'state');
  const own = join(folder, 'migrations');
  mkdirSync(own);
  for (const file of readdirSync(migrations)
    .sort()
    .slice(0, migrationCount() + Math.min(0, difference)))
    cpSync(join(migrations, file), join(own, file));
  for (let more = 1; more <= difference; more += 1) {
    const number = String(migrationCount() + more).padStart(4, '0');
    writeFileSync(join(own, `${number}_later.sql`), 'CREATE TABLE later (a);');
  }
  const db = openDatabase(databasePath(state), own);
  db.prepare("INSERT INTO objects (name, first_seen_at) VALUES ('ZTF22aawacjw', '2026')").run();
  db.close();
  return state;
}

async function nmma(...words: string[]) {
  const result = await execa(process.execPath, ['app/main.ts', ...words], { reject: false });
  return { status: result.exitCode, out: result.stdout, error: result.stderr };
}

test('a start copies an older database, then brings it up to date', () => {
  const state = stateOf(-1);
  openUpdated(state, new Date('2026-11-28T05:00:00Z')).close();
  expect(schemaVersion(databasePath(state))).toBe(migrationCount());
  const copy = join(backupFolder(state), `nmma-schema-${migrationCount() - 1}-20261128T050000Z.sqlite`);
  expect(copiesBeforeUpdate(state)).toEqual([{ path: copy, schema: migrationCount() - 1 }]);
  expect([integrityProblem(copy), schemaVersion(copy)]).toEqual([null, migrationCount() - 1]);
  // Another start finds nothing to do, and three copies stay.
  openUpdated(state, new Date('2026-11-28T06:00:00Z')).close();
  expect(readdirSync(backupFolder(state))).toHaveLength(1);
  for (const hour of [1, 2, 3])
    cpSync(copy, join(backupFolder(state), `nmma-schema-${20 - hour}-2026112${hour}T000000Z.sqlite`));
  const older = databasePath(state);
  cpSync(copy, older);
  openUpdated(state, new Date('2026-11-28T07:00:00Z')).close();
  expect(copiesBeforeUpdate(state).map(({ path }) => path.slice(-23))).toEqual(
    [
      '17-20261123T000000Z.sqlite',
      `${migrationCount() - 1}-20261128T050000Z.sqlite`,
      `${migrationCount() - 1}-20261128T070000Z.sqlite`,
    ].map((name) => name.slice(-23)),
  );
});

test('a start that cannot copy the database leaves it as it is', () => {
  const state = stateOf(-1);
  // A file where the folder of the copies should be.
  writeFileSync(backupFolder(state), '');
  expect(() => openState(state)).toThrow();
  expect(schemaVersion(databasePath(state))).toBe(migrationCount() - 1);
  expect(existsSync(join(state, 'app.lock'))).toBe(false);
});

test('every other word leaves an older and a newer database alone, and says so in a sentence', async () => {
  for (const [difference, words] of [
    [-1, 'is of an older version of nmma-bot'],
    [1, 'was written by a newer version of nmma-bot'],
  ] as const) {
    const state = stateOf(difference);
    const before = readFileSync(databasePath(state));
    for (const word of [['status'], ['status', '--check'], ['history'], ['plot', 'ZTF22aawacjw']]) {
      const { status, out, error } = await nmma(...word, '--state', state);
      expect(error).toContain(words);
      expect(error.split('\n')).toHaveLength(1);
      expect([status, out]).toEqual([2, '']);
    }
    expect(await checkDatabase(state)).toMatchObject({ ok: difference < 0 });
    expect(readFileSync(databasePath(state)).equals(before)).toBe(true);
  }
});

test('a restore of a backup of before an update leaves the update to the next start', async () => {
  const state = stateOf(-1);
  openUpdated(state, new Date('2026-11-28T05:00:00Z')).close();
  const [copy] = copiesBeforeUpdate(state);
  const { status, error } = await nmma('restore', copy?.path ?? '', '--state', state);
  expect([status, error]).toEqual([0, '']);
  // Schema 10 and older have no names to change: the restore itself brings them up to date.
  expect(schemaVersion(databasePath(state))).toBe(copy && copy.schema < 11 ? migrationCount() : copy?.schema);
});
