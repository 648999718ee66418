import { existsSync } from 'node:fs';
import { schemaVersion } from '../../db/backup.ts';
import { UsageError } from '../config/usageError.ts';
import { copiesBeforeUpdate } from '../openState.ts';
import { project } from '../paths.ts';
import { databasePath } from '../stateFiles.ts';
import { isRolledBack, lastVersions, noteRollback, type Version } from '../versions.ts';
import { type RecordFlags, restore, stateOf } from './backup.ts';
import { restartService } from './serviceCommand.ts';

const nameOf = ({ commit, id }: Version) => commit ?? id;

/** The copy of the database that the version before can work with; null: it can with the present one. */
function copyFor(version: Version, stateDir: string): string | null {
  const path = databasePath(stateDir);
  if (!existsSync(path) || schemaVersion(path) <= version.schema) return null;
  const copy = copiesBeforeUpdate(stateDir).findLast(({ schema }) => schema === version.schema);
  if (copy) return copy.path;
  throw new UsageError(
    `The upgrade changed the database, and no copy of before is left in ${stateDir}: version ${nameOf(version)} cannot work with it. Stay, or restore a backup of that time with ./nmma restore.`,
  );
}

/**
 * `nmma rollback`: lets the next start run the version before. Where the upgrade changed the database, the copy of before
 * is put in its place, if that is wanted; the app must be stopped for it.
 * @param clone only for tests. @returns the exit status. @throws UsageError.
 */
export async function rollback(
  flags: RecordFlags & { restore?: boolean },
  clone: string = project,
): Promise<number> {
  const { current, before } = lastVersions(clone);
  if (current === null || before === null) {
    throw new UsageError(
      'There is no version before the present one: ./nmma start keeps the last one that ran here, from its second version on.',
    );
  }
  if (isRolledBack(clone)) {
    throw new UsageError(
      `The next start runs version ${nameOf(before)} already. ./nmma upgrade goes forward again.`,
    );
  }
  const copy = copyFor(before, stateOf(flags));
  if (copy !== null && !flags.restore) {
    throw new UsageError(
      `Version ${nameOf(before)} cannot work with the database, which the upgrade changed. ./nmma rollback --restore puts ${copy} in its place: fits and mutes since then are set aside with the present one.`,
    );
  }
  if (copy !== null) await restore(copy, flags);
  noteRollback(clone, current, before);
  process.stdout.write(
    `The next start runs version ${nameOf(before)} instead of ${nameOf(current)}; ./nmma upgrade goes forward again. ${await restartService()}\n`,
  );
  return 0;
}
