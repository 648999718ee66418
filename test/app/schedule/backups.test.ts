import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backupFolder, backupsIn, makeBackup } from '../../../app/cli/backup.ts';
import { openLog } from '../../../app/log.ts';
import { startBackups } from '../../../app/schedule/backups.ts';
import { integrityProblem } from '../../../db/backup.ts';
import { makeBench } from '../../pipeline/pipelineExamples.ts';
import { scratchFolder, until } from '../../pipeline/scratch.ts';

const { log } = openLog({ level: 'silent', file: null });

test('a running app backs its database up at once when there is no copy yet, and not again too soon', async () => {
  const { stateDir } = makeBench();
  const folder = backupFolder(stateDir);
  const options = { stateDir, everyHours: 1, keep: 3, folder: null, log };
  const backups = startBackups(options);
  await until(() => backupsIn(folder).length === 1);
  await backups.stop();
  expect(integrityProblem(join(folder, backupsIn(folder)[0] ?? ''))).toBeNull();
  const again = startBackups(options);
  await again.stop();
  expect(backupsIn(folder)).toHaveLength(1);
});

test('a copy that cannot be made is tried again, and the app goes on', async () => {
  const { stateDir } = makeBench();
  const folder = join(scratchFolder(), 'copies');
  const nowhere = startBackups({ stateDir: join(stateDir, 'gone'), everyHours: 1e-5, keep: 3, folder, log });
  await until(() => backupsIn(folder).length === 0);
  await nowhere.stop();
  await makeBackup(stateDir, folder, 3, new Date());
  expect(backupsIn(folder)).toHaveLength(1);
});

test('no copies are made where the configuration says so', async () => {
  const { stateDir } = makeBench();
  await startBackups({ stateDir, everyHours: null, keep: 3, folder: null, log }).stop();
  expect(backupsIn(backupFolder(stateDir))).toEqual([]);
});
