import { existsSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * Copies a database while others read and write it, page by page, to a temporary name first, so that a copy is whole
 * or not there.
 * @param path of the database. @param target of the copy; one that is there is replaced.
 * @throws Error when the database cannot be read, the copy cannot be written, or the copy is damaged.
 */
export async function backupDatabase(path: string, target: string): Promise<void> {
  const partial = `${target}.partial`;
  const source = new Database(path, { readonly: true, fileMustExist: true });
  try {
    await source.backup(partial);
  } finally {
    source.close();
  }
  keepWhole(path, partial, target);
}

/**
 * Copies a database that nobody else writes, at once, to a temporary name first.
 * @throws Error when it cannot be copied, or the copy is damaged.
 */
export function copyDatabase(path: string, target: string): void {
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  const source = new Database(path, { fileMustExist: true });
  try {
    source.prepare('VACUUM INTO ?').run(partial);
  } finally {
    source.close();
  }
  keepWhole(path, partial, target);
}

/** Gives a whole copy its name; a damaged one is removed. @throws Error when it is damaged. */
function keepWhole(path: string, partial: string, target: string): void {
  const problem = integrityProblem(partial);
  if (problem !== null) {
    rmSync(partial, { force: true });
    throw new Error(`The copy of ${path} is damaged: ${problem}.`);
  }
  renameSync(partial, target);
}

/** What is wrong with a database file, as SQLite says; null: nothing. @throws Error when it is not there. */
export function integrityProblem(path: string): string | null {
  if (!existsSync(path)) throw new Error(`There is no file ${path}.`);
  const db = new Database(path, { fileMustExist: true });
  try {
    const [row] = db.pragma('integrity_check(1)') as { integrity_check: string }[];
    return row?.integrity_check === 'ok' ? null : (row?.integrity_check ?? 'no answer');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    db.close();
  }
}

/** The version of a database file's schema; 0: it holds nothing. */
export function schemaVersion(path: string): number {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return Number(db.pragma('user_version', { simple: true }));
  } finally {
    db.close();
  }
}
