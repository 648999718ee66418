import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyDatabase, schemaVersion } from '../db/backup.ts';
import { type Db, migrationCount, openDatabase, quickProblem } from '../db/open.ts';
import { backupFolder } from './cli/backup.ts';
import { UsageError } from './config/usageError.ts';
import { databasePath } from './stateFiles.ts';
import { lockState, type StateLock } from './stateLock.ts';

/** How many copies of before an update stay. */
const copiesKept = 3;

const copyName = /^nmma-schema-(\d+)-\d{8}T\d{6}Z\.sqlite$/;

/** Copies of the database that were made before an update, the oldest first, and the schema each has. */
export function copiesBeforeUpdate(stateDir: string): { path: string; schema: number }[] {
  const folder = backupFolder(stateDir);
  if (!existsSync(folder)) return [];
  const stampOf = (name: string) => name.slice(name.lastIndexOf('-'));
  return readdirSync(folder)
    .filter((name) => copyName.test(name))
    .sort((a, b) => stampOf(a).localeCompare(stampOf(b)))
    .map((name) => ({ path: join(folder, name), schema: Number(copyName.exec(name)?.[1]) }));
}

/** The schema of the database, when this program has a newer one; null: there is nothing to bring up to date. */
function olderSchema(path: string): number | null {
  if (!existsSync(path)) return null;
  try {
    const found = schemaVersion(path);
    return found > 0 && found < migrationCount() ? found : null;
  } catch {
    // Opening it says what is wrong.
    return null;
  }
}

/**
 * Opens the database of a state folder, and brings it up to date after a copy of it as it was. Only a start does this.
 * @param now for the copy's name.
 * @throws Error when the copy cannot be made: the database is as it was then; as openDatabase.
 */
export function openUpdated(stateDir: string, now: Date): Db {
  const path = databasePath(stateDir);
  const found = olderSchema(path);
  if (found !== null) {
    const folder = backupFolder(stateDir);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
    copyDatabase(path, join(folder, `nmma-schema-${found}-${stamp}.sqlite`));
    for (const old of copiesBeforeUpdate(stateDir).slice(0, -copiesKept)) rmSync(old.path);
  }
  return openDatabase(path);
}

/** A state folder in use. */
export interface OpenState {
  db: Db;
  lock: StateLock;
  /** The app before was killed, and the log of its database is gone, with what was not yet in the database itself. */
  isLogLost: boolean;
}

/** Takes the state folder for this process, and opens its database. @throws UsageError when another app works there. */
export function openState(stateDir: string): OpenState {
  mkdirSync(stateDir, { recursive: true });
  const lock = lockState(stateDir);
  const path = databasePath(stateDir);
  // SQLite removes the log when the last program closes the database, which a killed one did not.
  const isLogLost = lock.isTakenOver && existsSync(path) && !existsSync(`${path}-wal`);
  try {
    const db = openUpdated(stateDir, new Date());
    const problem = quickProblem(db);
    if (problem === null) return { db, lock, isLogLost };
    db.close();
    throw new UsageError(
      `The database in ${stateDir} is damaged: ${problem}. Expected a whole one: restore it from a backup (./nmma restore).`,
    );
  } catch (error) {
    lock.release();
    throw error;
  }
}
