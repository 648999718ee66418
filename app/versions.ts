import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything is installed. @param clone the folder that was cloned. */
export function ownFolder(clone: string): string {
  const folder = join(clone, '.nmma');
  return existsSync(folder) ? realpathSync(folder) : folder;
}

const versionsOf = (clone: string) => join(ownFolder(clone), 'versions');

function wordsOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split(/\s+/).filter(Boolean);
  } catch {
    return [];
  }
}

/** A copy of the code that the script `nmma` made at a start. */
export interface Version {
  id: string;
  folder: string;
  /** Short hash of the commit, where it was made from a clone. */
  commit: string | null;
  /** The schema of the database that it works with. */
  schema: number;
}

function versionOf(clone: string, id: string | undefined): Version | null {
  if (id === undefined) return null;
  const folder = join(versionsOf(clone), id);
  if (!existsSync(join(folder, '.whole'))) return null;
  const schema = readdirSync(join(folder, 'db', 'migrations')).filter((name) => name.endsWith('.sql')).length;
  return { id, folder, commit: wordsOf(join(folder, '.commit'))[0] ?? null, schema };
}

/** The version that started last and the one before it; null: it is not there. */
export function lastVersions(clone: string): { current: Version | null; before: Version | null } {
  const [current, before] = wordsOf(join(versionsOf(clone), '.order'));
  return { current: versionOf(clone, current), before: versionOf(clone, before) };
}

const rollbackFile = (clone: string) => join(versionsOf(clone), '.rolled-back');

/** Lets the next start run another version, as long as the clone stays as it is. */
export function noteRollback(clone: string, from: Version, to: Version): void {
  writeFileSync(rollbackFile(clone), `${from.id} ${to.id}\n`);
}

/** Whether the next start runs the version before. */
export function isRolledBack(clone: string): boolean {
  return existsSync(rollbackFile(clone));
}

/** Lets the next start run the clone's version. @returns whether it would have run another one. */
export function forgetRollback(clone: string): boolean {
  const was = isRolledBack(clone);
  rmSync(rollbackFile(clone), { force: true });
  return was;
}
