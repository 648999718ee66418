import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { tellAppState } from '../../../app/appState.ts';
import { backupFolder, backupsIn, makeBackup } from '../../../app/cli/backup.ts';
import { openLog } from '../../../app/log.ts';
import { databasePath } from '../../../app/stateFiles.ts';
import { lockState } from '../../../app/stateLock.ts';
import { integrityProblem } from '../../../db/backup.ts';
import { openDatabase } from '../../../db/open.ts';
import { type Bench, makeBench, nights } from '../../pipeline/pipelineExamples.ts';
import { scratchFolder } from '../../pipeline/scratch.ts';
import { plainChoices } from '../appChoices.ts';

const { log } = openLog({ level: 'silent', file: null });

async function nmma(...words: string[]) {
  const result = await execa(process.execPath, ['app/main.ts', ...words], { reject: false });
  return { status: result.exitCode, out: result.stdout, error: result.stderr };
}

/** A state folder with the light curve of one object. */
async function record(): Promise<Bench> {
  const bench = makeBench();
  bench.candidate('ZTF22aaaaaaa', nights);
  await bench.pull();
  return bench;
}

const objectsIn = (state: string): number => {
  const db = openDatabase(databasePath(state));
  try {
    return Number(db.prepare('SELECT count(*) FROM objects').pluck().get());
  } finally {
    db.close();
  }
};

test('a backup of a database in use is whole, and the oldest go', async () => {
  const bench = await record();
  const first = await nmma('backup', '--state', bench.stateDir);
  expect([first.status, first.error]).toEqual([0, '']);
  expect(first.out).toMatch(/^Backed up to .*nmma-\d{8}T\d{6}Z\.sqlite \(.* MB, checked\)\. 1 kept there\.$/);
  const folder = backupFolder(bench.stateDir);
  for (let hour = 1; hour <= 4; hour += 1) {
    await makeBackup(bench.stateDir, folder, 3, new Date(Date.UTC(2099, 0, 1, hour)));
  }
  expect(backupsIn(folder)).toEqual([2, 3, 4].map((hour) => `nmma-20990101T0${hour}0000Z.sqlite`));
  for (const name of backupsIn(folder)) expect(integrityProblem(join(folder, name))).toBeNull();
});

test('a restore puts the backup in place and keeps what was there', async () => {
  const bench = await record();
  const copy = await makeBackup(bench.stateDir, backupFolder(bench.stateDir), 9, new Date());
  bench.candidate(
    'ZTF22aaaaaab',
    nights.map((jd) => jd + 0.1),
  );
  await bench.pull();
  bench.db.close();
  expect(objectsIn(bench.stateDir)).toBe(2);
  const { status, out, error } = await nmma('restore', copy, '--state', bench.stateDir);
  expect([status, error]).toEqual([0, '']);
  expect(objectsIn(bench.stateDir)).toBe(1);
  const kept = /kept as (.*)\.$/.exec(out)?.[1] ?? '';
  expect(integrityProblem(kept)).toBeNull();
});

test('a restore waits for no app that was killed a moment ago', async () => {
  const bench = await record();
  const copy = await makeBackup(bench.stateDir, backupFolder(bench.stateDir), 9, new Date());
  // As a killed app leaves it: said to run, just now.
  const stop = tellAppState(bench.db, bench.pipeline, plainChoices, log);
  onTestFinished(stop);
  expect(await nmma('restore', copy, '--state', bench.stateDir)).toMatchObject({ status: 0, error: '' });
});

test('a restore that cannot be done changes nothing and says why', async () => {
  const bench = await record();
  const state = bench.stateDir;
  const copy = await makeBackup(state, backupFolder(state), 9, new Date());
  const broken = join(scratchFolder(), 'broken.sqlite');
  writeFileSync(broken, readFileSync(copy).fill(7, 4096, 20_000));
  const stranger = join(scratchFolder(), 'stranger.sqlite');
  writeFileSync(stranger, '');
  const mistakes: [string, string][] = [
    [join(state, 'none.sqlite'), 'There is no backup'],
    [broken, 'is damaged'],
    [stranger, 'is no database of nmma-bot'],
    [copy, `Another app works on ${state}: process ${process.pid}`],
  ];
  const lock = lockState(state);
  try {
    for (const [file, sentence] of mistakes) {
      const { status, out, error } = await nmma('restore', file, '--state', state);
      expect(error).toContain(sentence);
      expect([status, out]).toEqual([2, '']);
    }
  } finally {
    lock.release();
  }
  expect(readdirSync(state).filter((name) => name.includes('restore'))).toEqual([]);
  expect(objectsIn(state)).toBe(1);
});

test('db check finds damage that opening does not', async () => {
  const bench = await record();
  const state = bench.stateDir;
  bench.db.pragma('wal_checkpoint(TRUNCATE)');
  bench.db.close();
  expect(await nmma('db', 'check', '--state', state)).toMatchObject({ status: 0, error: '' });
  const path = databasePath(state);
  const bytes = readFileSync(path);
  const page = Math.floor(statSync(path).size / 4096) - 2;
  writeFileSync(path, bytes.fill(0xab, page * 4096, (page + 2) * 4096));
  const { status, out } = await nmma('db', 'check', '--state', state);
  expect(out).toContain('is damaged: ');
  expect(status).toBe(1);
  expect(await nmma('db', 'mend', '--state', state)).toMatchObject({ status: 2 });
  expect(await nmma('backup', '--state', scratchFolder())).toMatchObject({ status: 2 });
  expect(existsSync(backupFolder(state))).toBe(false);
});
