import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { backupDatabase, integrityProblem, schemaVersion } from '../../db/backup.ts';
import { renameInstallation } from '../../db/installation.ts';
import { migrationCount, openDatabase, openUnchanged } from '../../db/open.ts';
import { readConfig } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { databasePath } from '../stateFiles.ts';
import { lockState } from '../stateLock.ts';
import { shellUser } from './wordFlags.ts';

/** Where a command finds the record. */
export interface RecordFlags {
  config: string;
  state?: string;
}

const backupName = /^nmma-(\d{8}T\d{6}Z)\.sqlite$/;

/** The folder of the backups of a state folder. */
export function backupFolder(stateDir: string): string {
  return join(stateDir, 'backups');
}

/** Names of the backups in a folder, the oldest first. */
export function backupsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => backupName.test(name))
    .sort();
}

/**
 * Copies the database of a state folder while the app runs, and removes the oldest copies.
 * @param keep how many copies stay. @returns the path of the copy.
 * @throws Error when it cannot be copied; the copies before stay.
 */
export async function makeBackup(stateDir: string, folder: string, keep: number, now: Date): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const target = join(folder, `nmma-${stamp}.sqlite`);
  await backupDatabase(databasePath(stateDir), target);
  for (const name of backupsIn(folder).slice(0, -keep)) rmSync(join(folder, name));
  return target;
}

/** The state folder that the flags name. */
export function stateOf(flags: RecordFlags): string {
  return flags.state === undefined ? readConfig(flags.config).state : resolve(flags.state);
}

function requireDatabase(stateDir: string): string {
  const path = databasePath(stateDir);
  if (!existsSync(path)) {
    throw new UsageError(`There is no database in ${stateDir}: nothing has run there yet.`);
  }
  return path;
}

function size(path: string): string {
  return `${(statSync(path).size / 2 ** 20).toFixed(1)} MB`;
}

/** `nmma backup`. @returns the exit status. @throws UsageError. */
export async function backup(flags: RecordFlags & { to?: string; keep: string }): Promise<number> {
  const stateDir = stateOf(flags);
  requireDatabase(stateDir);
  const keep = Number(flags.keep);
  if (!Number.isInteger(keep) || keep < 1) {
    throw new UsageError(`--keep is “${flags.keep}”: expected how many backups stay, at least 1.`);
  }
  const folder = flags.to === undefined ? backupFolder(stateDir) : resolve(flags.to);
  const path = await makeBackup(stateDir, folder, keep, new Date());
  process.stdout.write(
    `Backed up to ${path} (${size(path)}, checked). ${backupsIn(folder).length} kept there.\n`,
  );
  return 0;
}

/** `nmma db check`. @returns 0 when the database is whole, 1 when it is damaged. @throws UsageError. */
export function checkRecord(flags: RecordFlags): number {
  const path = requireDatabase(stateOf(flags));
  const problem = integrityProblem(path);
  const told = problem === null ? 'whole' : `damaged: ${problem}. Restore a backup with ./nmma restore`;
  process.stdout.write(`Database ${path} (${size(path)}) is ${told}.\n`);
  return problem === null ? 0 : 1;
}

function requireRestorable(file: string, folder: string): void {
  if (!existsSync(file)) {
    const known = backupsIn(folder).slice(-3);
    const near = known.length === 0 ? `there are none in ${folder}` : `the newest are ${known.join(', ')}`;
    throw new UsageError(`There is no backup ${file}: ${near}.`);
  }
  const problem = integrityProblem(file);
  if (problem !== null)
    throw new UsageError(`The backup ${file} is damaged (${problem}): nothing was changed.`);
  const version = schemaVersion(file);
  if (version === 0 || version > migrationCount()) {
    const why = version === 0 ? 'is no database of nmma-bot' : 'was written by a newer version of nmma-bot';
    throw new UsageError(`${file} ${why}: nothing was changed.`);
  }
}

/** The first schema in which a message says which installation wrote it. */
const firstRenamedSchema = 11;

/** What was written after the backup has used the numbers that follow: the restored database writes under another name. */
function renameRestored(path: string): void {
  // As it is: the next start brings it up to date. Names of before that schema say too little to be changed.
  const db = schemaVersion(path) < firstRenamedSchema ? openDatabase(path) : openUnchanged(path);
  try {
    renameInstallation(db, {
      at: new Date().toISOString(),
      actor: shellUser(),
      why: 'restored from a backup',
    });
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

/** Puts a copy of a backup in the place of a database. @returns where the database before is kept. */
async function putInPlace(from: string, path: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const aside = `${path}.before-restore-${stamp}`;
  const next = `${path}.restored`;
  await backupDatabase(from, next);
  renameRestored(next);
  // The log and its index belong to the file that goes.
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
  }
  renameSync(next, path);
  return aside;
}

/**
 * `nmma restore FILE`: puts a backup in the place of the database. The database that was there is kept beside it.
 * @returns the exit status. @throws UsageError when the app runs, or the file is no whole backup; nothing changes then.
 */
export async function restore(file: string, flags: RecordFlags): Promise<number> {
  const stateDir = stateOf(flags);
  const folder = backupFolder(stateDir);
  const inFolder = join(folder, file);
  const from = existsSync(file) || !existsSync(inFolder) ? resolve(file) : inFolder;
  requireRestorable(from, folder);
  const path = databasePath(stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  // Not by what the app said last: one that was killed a second ago runs no more.
  const lock = lockState(stateDir);
  try {
    const aside = await putInPlace(from, path);
    process.stdout.write(`Restored ${path} from ${from}. The database before is kept as ${aside}.\n`);
  } finally {
    lock.release();
  }
  return 0;
}
