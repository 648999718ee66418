import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { requireStateOutside } from '../../config/config.ts';
import { requireKnownState } from '../../knownStates.ts';
import { redactedWords } from '../../secrets.ts';
import { databasePath } from '../../stateFiles.ts';
import { lockHolder } from '../../stateLock.ts';
import { backupFolder, backupsIn } from '../backup.ts';
import type { Finding } from './finding.ts';

/** Whether the state folder is where it should be and can be written, and who works there. */
export function checkStateFolder(stateDir: string): Finding {
  const what = `State folder ${stateDir}`;
  try {
    requireStateOutside(stateDir);
    requireKnownState(stateDir);
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    accessSync(stateDir, constants.W_OK | constants.X_OK);
    const holder = lockHolder(stateDir);
    return { ok: true, what: holder === null ? what : `${what}: the app runs (${holder})` };
  } catch (error) {
    return { ok: false, what, todo: redactedWords(error) };
  }
}

/** Whether the database is whole and of this version. It is never changed. */
export async function checkDatabase(stateDir: string): Promise<Finding> {
  const path = databasePath(stateDir);
  if (!existsSync(path)) {
    return { ok: true, what: `Database: none yet in ${stateDir}, the first start makes it` };
  }
  const what = `Database ${path}`;
  const restore = 'restore a backup: ./nmma restore FILE';
  try {
    const [{ integrityProblem, schemaVersion }, { migrationCount }] = await Promise.all([
      import('../../../db/backup.ts'),
      import('../../../db/open.ts'),
    ]);
    const problem = integrityProblem(path);
    if (problem !== null) return { ok: false, what: `${what} is damaged: ${problem}`, todo: restore };
    const [version, known] = [schemaVersion(path), migrationCount()];
    const size = `${(statSync(path).size / 1e6).toFixed(1)} MB, version ${version}`;
    if (version > known) {
      const todo = `this program knows versions up to ${known}: upgrade it, or restore a backup of its time`;
      return { ok: false, what: `${what} (${size}) was written by a newer nmma-bot`, todo };
    }
    if (version < known) {
      const words = `${what} (${size}) is whole; the next start brings it to version ${known}`;
      return { ok: true, isNote: true, what: words };
    }
    return { ok: true, what: `${what} is whole (${size})` };
  } catch (error) {
    return { ok: false, what: `${what}: ${redactedWords(error)}`, todo: restore };
  }
}

/** When the database or its log was last written, ms. */
function lastWrite(path: string): number {
  return Math.max(
    ...[path, `${path}-wal`].filter((one) => existsSync(one)).map((one) => statSync(one).mtimeMs),
  );
}

/** Whether the newest copy of the database is as young as the configuration wants it. */
export function checkBackups({ state, backup }: Pick<Config, 'state' | 'backup'>, now = Date.now()): Finding {
  const { everyHours, folder: own } = backup;
  if (everyHours === null) {
    const what = 'Backups: switched off (backup.everyHours is null)';
    return { ok: true, isNote: true, what };
  }
  const folder = own ?? backupFolder(state);
  const database = databasePath(state);
  const newest = backupsIn(folder).at(-1);
  if (newest === undefined) {
    const isNew = !existsSync(database) || now - statSync(database).birthtimeMs < 2 * everyHours * hourMs;
    if (isNew) return { ok: true, what: `Backups: none yet, the first start makes one in ${folder}` };
    return {
      ok: false,
      what: `Backups: none in ${folder}`,
      todo: 'see the log for why, or run ./nmma backup',
    };
  }
  const madeAt = statSync(join(folder, newest)).mtimeMs;
  const age = ((now - madeAt) / hourMs).toFixed(1);
  const what = `Backups: ${backupsIn(folder).length} in ${folder}, the newest ${age} h old`;
  // While no app runs nothing changes, and no copy is due.
  const isLate = existsSync(database) && lastWrite(database) - madeAt > 2 * everyHours * hourMs;
  if (isLate) return { ok: false, what, todo: 'see the log for why, or run ./nmma backup' };
  return { ok: true, what: sameDisk(folder, state) ? `${what}, on the same disk` : what };
}

const hourMs = 3_600_000;

function sameDisk(folder: string, state: string): boolean {
  return statSync(folder).dev === statSync(existsSync(state) ? state : dirname(state)).dev;
}
