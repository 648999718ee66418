import { setTimeout as sleep } from 'node:timers/promises';
import { type SourceFileRow, sourceFiles } from '../../db/sourceFiles.ts';
import type { Context } from '../core/context.ts';
import { errorWords } from '../shared/errorMessage.ts';
import type { FoundLightCurve, Harvest, ReadFile, Source, SourceProblem } from '../sources/source.ts';
import { keepOriginal } from './originals.ts';

/** A light curve, and the source that brought it. */
export type Found = FoundLightCurve & { source: string };
/** What could not be used, and which source had it. */
export type Problem = SourceProblem & { source: string; objectId?: number };

/** What one look at several sources brought. */
export interface Haul {
  filesRead: number;
  found: Found[];
  problems: Problem[];
  read: (ReadFile & { source: string })[];
  /** Sources that were looked at, and what each has that is as it was. */
  unchanged: Map<string, Map<string, SourceFileRow>>;
  /** Files that were remembered and are no longer there. */
  vanished: { source: string; file: string; sha256: string | null }[];
  unsettled: number;
  /** Why sources could not be looked at, a sentence each. */
  unreached: string[];
  /** Sources that are still being asked. */
  late: string[];
}

type Look = { known: Map<string, SourceFileRow> } & ({ harvest: Harvest } | { error: unknown });

/** What a source has now; never throws. */
async function lookAt(context: Context, source: Source): Promise<Look> {
  const known = sourceFiles(context.db, source.name);
  try {
    const harvest = await source.look({
      known: new Map([...known].map(([file, { stamp }]) => [file, stamp])),
      keep: (bytes, sha256) => keepOriginal(context.options.stateDir, bytes, sha256),
    });
    return { known, harvest };
  } catch (error) {
    return { known, error };
  }
}

function addHarvest(haul: Haul, source: string, known: Look['known'], harvest: Harvest): void {
  haul.filesRead += harvest.filesRead;
  haul.unsettled += harvest.unsettled;
  for (const curve of harvest.lightCurves) haul.found.push({ ...curve, source });
  for (const problem of harvest.problems) haul.problems.push({ ...problem, source });
  for (const file of harvest.read) haul.read.push({ ...file, source });
  const unchanged = new Map<string, SourceFileRow>();
  for (const file of harvest.unchanged) {
    const row = known.get(file);
    if (row) unchanged.set(file, row);
  }
  haul.unchanged.set(source, unchanged);
  for (const { file, sha256 } of known.values()) {
    if (!unchanged.has(file)) haul.vanished.push({ source, file, sha256 });
  }
}

/** Looks that no pull has taken in yet, by source. */
const underWay = new WeakMap<Context, Map<string, Promise<Look>>>();
/** Where files land here at any time, sources elsewhere are waited for no longer than this, ms. */
const patienceMs = 4000;

/** The look that is under way at a source, or a new one: never two at once. */
function lookOf(context: Context, source: Source): Promise<Look> {
  const looks = underWay.get(context) ?? new Map<string, Promise<Look>>();
  underWay.set(context, looks);
  const look = looks.get(source.name) ?? lookAt(context, source);
  looks.set(source.name, look);
  return look;
}

/** Resolves when a source that was late has been looked at; at once when none is under way. */
export async function whenLooked(context: Context, name: string): Promise<void> {
  await underWay.get(context)?.get(name);
}

/** What a source has, taken out of what is under way; null while it is late. */
async function lookInTime(context: Context, source: Source): Promise<Look | null> {
  const isQuick = (one: Source) => one.watchable !== undefined;
  const look = lookOf(context, source);
  const mayBeLate = !isQuick(source) && context.options.sources.some(isQuick);
  const stop = new AbortController();
  const patience = sleep(patienceMs, null, { signal: stop.signal }).catch(() => null);
  const taken = mayBeLate ? await Promise.race([look, patience]) : await look;
  stop.abort();
  if (taken !== null) underWay.get(context)?.delete(source.name);
  return taken;
}

/**
 * Looks at every source that is named, or at all, side by side. One that is out of reach is trouble and does not stop the
 * others; nor does one elsewhere that is slow: its look goes on, and is taken in by a later call.
 */
export async function lookEverywhere(context: Context, names?: readonly string[]): Promise<Haul> {
  const haul: Haul = {
    filesRead: 0,
    found: [],
    problems: [],
    read: [],
    unchanged: new Map(),
    vanished: [],
    unsettled: 0,
    unreached: [],
    late: [],
  };
  const sources = context.options.sources.filter(({ name }) => !names || names.includes(name));
  const looks = await Promise.all(
    sources.map(async (source) => ({ name: source.name, look: await lookInTime(context, source) })),
  );
  for (const { name, look } of looks) {
    if (look === null) haul.late.push(name);
    else if ('harvest' in look) {
      addHarvest(haul, name, look.known, look.harvest);
      context.trouble.clear(`source ${name}`);
    } else {
      context.trouble.note(`source ${name}`, look.error);
      haul.unreached.push(errorWords(look.error));
    }
  }
  // A file that was read again is remembered anew; it did not vanish.
  const again = new Set(haul.read.map(({ source, file }) => `${source}\n${file}`));
  haul.vanished = haul.vanished.filter(({ source, file }) => !again.has(`${source}\n${file}`));
  return haul;
}
