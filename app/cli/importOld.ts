import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { addEvent, eventsOf } from '../../db/events.ts';
import { ensureObject } from '../../db/objects.ts';
import { type Db, openCurrentDatabase } from '../../db/open.ts';
import { isObjectName } from '../../pipeline/shared/objectName.ts';
import { readConfig } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { databasePath } from '../stateFiles.ts';
import { shellUser } from './wordFlags.ts';

/** What was typed behind `nmma import`. */
export interface ImportFlags {
  config: string;
  state?: string;
}

/** One result of the old pipeline. */
interface OldResult {
  object: string;
  /** ISO 8601, UTC: when its file was written. */
  at: string;
  /** "TrPi2018, ln Z −23.83 ± 0.26 (2459778-2459785)". */
  words: string;
}

const resultSchema = z.object({
  log_evidence: z.number(),
  log_evidence_err: z.number().nullish(),
});

const suffix = '_result.json';

/** JSON as Python writes it, with its words for what is no number. */
function parsePython(text: string): unknown {
  return JSON.parse(text.replace(/(?<=[[:,]\s*)-?(?:NaN|Infinity)\b/g, 'null'));
}

function number(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

/**
 * Reads `<window>/<object>/<model>_result.json`, or `<object>_<model>_result.json` there.
 * @throws Error in one sentence when it is no whole result.
 */
export async function readOldResult(path: string): Promise<OldResult> {
  const folder = dirname(path);
  const object = basename(folder);
  if (!isObjectName(object)) throw new Error(`its folder ${object} is no object's name`);
  const text = await readFile(path, 'utf8');
  let value: unknown;
  try {
    value = parsePython(text);
  } catch (error) {
    throw new Error('it is no whole JSON', { cause: error });
  }
  const parsed = resultSchema.safeParse(value);
  if (!parsed.success) throw new Error('it has no log_evidence that is a number');
  const { log_evidence: lnZ, log_evidence_err: error } = parsed.data;
  const model = basename(path).slice(0, -suffix.length).replace(`${object}_`, '');
  const window = basename(dirname(folder));
  const uncertainty = error === null || error === undefined ? '' : ` ± ${number(error)}`;
  return {
    object,
    at: statSync(path).mtime.toISOString(),
    words: `${model}, ln Z ${number(lnZ)}${uncertainty} (${window})`,
  };
}

/** Notes a result in the object's history. @returns false when it is there already. */
function note(db: Db, { object, at, words }: OldResult): boolean {
  const subject = `object:${object}`;
  const change = { at, actor: shellUser(), why: words };
  return db.transaction(() => {
    const isKnown = eventsOf(db, subject).some(({ event, why }) => event === 'imported' && why === words);
    if (isKnown) return false;
    ensureObject(db, object, { at, actor: change.actor });
    addEvent(db, { ...change, subject, event: 'imported' });
    return true;
  })();
}

function openRecord(flags: ImportFlags): Db {
  const state = flags.state === undefined ? readConfig(flags.config).state : resolve(flags.state);
  try {
    return openCurrentDatabase(databasePath(state));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${words} Start the app once before an import.`, { cause: error });
  }
}

function resultsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith(suffix)).sort();
  } catch (error) {
    throw new UsageError(`${folder} cannot be read: expected a folder such as candidate_fits.`, {
      cause: error,
    });
  }
}

/**
 * `nmma import DIR`: results of the old pipeline into the history of their objects. A file that cannot be read is told, and
 * stops nothing; a second time only what is new is taken.
 * @returns the exit status: 0, or 1 when there was no result at all. @throws UsageError.
 */
export async function importOld(folder: string, flags: ImportFlags): Promise<number> {
  const names = resultsIn(folder);
  const db = openRecord(flags);
  let [taken, known, unreadable] = [0, 0, 0];
  try {
    for (const name of names) {
      try {
        const isNew = note(db, await readOldResult(join(folder, name)));
        if (isNew) taken += 1;
        else known += 1;
      } catch (error) {
        unreadable += 1;
        process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  } finally {
    db.close();
  }
  process.stdout.write(
    `${taken} results taken into the history, ${known} were there already, ${unreadable} cannot be read.\n`,
  );
  return taken + known > 0 ? 0 : 1;
}
