import { statSync } from 'node:fs';
import { join } from 'node:path';
import { backupFolder, backupsIn, makeBackup } from '../cli/backup.ts';
import type { Log } from '../log.ts';

/** When copies of the database are made, and how many stay. */
export interface BackupOptions {
  stateDir: string;
  /** null: no copies are made. */
  everyHours: number | null;
  keep: number;
  /** null: `backups` in the state folder. */
  folder: string | null;
  log: Log;
}

/** Copies of the database that are made while the app runs. */
export interface Backups {
  /** Waits for a copy that is under way. */
  stop(): Promise<void>;
}

const hourMs = 3_600_000;
/** The longest pause that a timer can have, ms. */
const longestPauseMs = 2 ** 31 - 1;

/** How long ago the newest copy was made, ms; Infinity without one. */
function ageOfNewest(folder: string): number {
  const newest = backupsIn(folder).at(-1);
  return newest === undefined
    ? Number.POSITIVE_INFINITY
    : Date.now() - statSync(join(folder, newest)).mtimeMs;
}

/**
 * Copies the database again and again, the first time when the newest copy is old enough. A copy that fails is logged
 * and tried again at the next turn.
 */
export function startBackups(options: BackupOptions): Backups {
  const { stateDir, everyHours, keep, log } = options;
  if (everyHours === null) return { stop: async () => {} };
  const folder = options.folder ?? backupFolder(stateDir);
  const pauseMs = Math.min(everyHours * hourMs, longestPauseMs);
  let underWay: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const turn = () => {
    underWay = makeBackup(stateDir, folder, keep, new Date())
      .then((path) => log.info({ path }, 'database backed up'))
      .catch((error: unknown) => log.error({ err: error, folder }, 'the database could not be backed up'))
      .finally(() => plan(pauseMs));
  };
  let isStopped = false;
  const plan = (afterMs: number) => {
    if (!isStopped) timer = setTimeout(turn, afterMs);
  };
  // A clock that was put back must not stop the copies.
  plan(Math.min(Math.max(0, pauseMs - ageOfNewest(folder)), pauseMs));
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
