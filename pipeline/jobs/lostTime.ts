import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formerNames,
  highestFitId,
  highestId,
  isSettled,
  lastLoss,
  lostNumbers,
  renameInstallation,
  settle,
} from '../../db/installation.ts';
import { isJobFolder } from '../../db/jobs.ts';
import { durably } from '../../db/open.ts';
import type { Context } from '../core/context.ts';
import { ContractError } from '../fitter/jobFiles.ts';
import { jobPaths } from '../shared/jobPaths.ts';
import { dayMs } from '../shared/time.ts';

/** So many numbers a database can have given away unseen, before it was lost. */
const margin = 1000;
/** What was lost is asked for again within this time. */
const askedAgainMs = 30 * dayMs;

function numbersIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map(Number)
    .filter((number) => Number.isInteger(number));
}

/**
 * Finds out, before anything is written, whether the world is newer than the database: a backup was restored, the log was
 * lost, or there are folders of fits that it knows nothing of. Numbers that may have been given away are not given again.
 */
export function settleNumbers(context: Context): void {
  const { db, options, log, change } = context;
  const { firstId, lostFromFit } = lostNumbers(db);
  const highest = highestFitId(db);
  const onDisk = Math.max(0, ...numbersIn(join(options.stateDir, 'jobs')));
  const isNewerOnDisk = onDisk > Math.max(highest, firstId - 1);
  const isRestored = !isSettled(db) && formerNames(db).length > 0;
  const why = isRestored
    ? 'a backup was restored'
    : isNewerOnDisk
      ? 'folders of jobs are newer than the database'
      : options.isLogLost
        ? 'the app was killed, and the log of its database is gone'
        : null;
  durably(db, () =>
    db.transaction(() => {
      if (why !== null && !isRestored) renameInstallation(db, change('app', why));
      if (why === null) {
        if (!isSettled(db)) settle(db, { firstId: 1, lostFromFit });
        return;
      }
      settle(db, { firstId: Math.max(onDisk, highestId(db)) + margin, lostFromFit: highest });
    })(),
  );
  if (why !== null)
    log.warn(
      { ...lostNumbers(db) },
      `${why}: what is newer in the channel and on disk is taken up, and new numbers leave a gap`,
    );
}

/** Folders of jobs that the database knows nothing of, by what they were asked. */
export class LostFolders {
  readonly #context: Context;
  #byRequest: Map<string, string> | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * A folder of a time that the database lost that was asked the same as a job that is prepared.
   * @returns null when there is none.
   */
  find(job: { fitId: number; folder: string }): string | null {
    const { db, now } = this.#context;
    const lost = lastLoss(db);
    if (lost === null || Math.abs(Date.parse(now()) - Date.parse(lost)) > askedAgainMs) return null;
    this.#byRequest ??= this.#scan();
    // Its own number may have been asked before: the fit was queued, and its first job is not in the backup.
    this.#look(this.#byRequest, job.fitId);
    const wanted = this.#requestOf(job.folder);
    const found = wanted === null ? undefined : this.#byRequest.get(wanted);
    return found === undefined || isJobFolder(db, found) ? null : found;
  }

  #scan(): Map<string, string> {
    const { db, options, log } = this.#context;
    const from = lostNumbers(db).lostFromFit ?? Number.POSITIVE_INFINITY;
    const found = new Map<string, string>();
    for (const fit of numbersIn(join(options.stateDir, 'jobs'))) if (fit > from) this.#look(found, fit);
    if (found.size > 0)
      log.warn(
        { folders: found.size },
        `${found.size} folders of jobs are of a time that the database lost: a fit that asks the same takes up their results, the others are left as they are`,
      );
    return found;
  }

  #look(found: Map<string, string>, fit: number): void {
    const { db, options } = this.#context;
    const ofFit = join(options.stateDir, 'jobs', String(fit));
    if (!existsSync(ofFit)) return;
    for (const attempt of readdirSync(ofFit)) {
      const folder = join(ofFit, attempt);
      if (isJobFolder(db, folder)) continue;
      const request = this.#requestOf(folder);
      // One with a result counts more than one that has none yet.
      if (request !== null && (!found.has(request) || existsSync(jobPaths(folder).result)))
        found.set(request, folder);
    }
  }

  /** What a folder was asked, without its numbers; null: it is not whole. */
  #requestOf(folder: string): string | null {
    try {
      const text = readFileSync(jobPaths(folder).request, 'utf8');
      const { fitId: _, attempt: __, timeLimitSeconds: ___, ...asked } = this.#context.contract.request(text);
      return JSON.stringify(asked);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && /^ENO/.test(String(error.code));
      if (isMissing || error instanceof ContractError) return null;
      throw error;
    }
  }
}
