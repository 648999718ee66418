import { setTimeout as sleep } from 'node:timers/promises';
import { type SourceFileRow, sourceFiles } from '../../db/sourceFiles.ts';
import type { Context } from '../core/context.ts';
import { areas } from '../core/incidents.ts';
import { errorMessage } from '../shared/errorMessage.ts';
import type { FoundLightCurve, ReadFile, Source, SourceProblem, SourceScan } from '../sources/source.ts';
import { keepOriginal } from './originals.ts';

/** A light curve, and the source that has it. */
export type Found = FoundLightCurve & { source: string };
/** What could not be used, and which source had it. */
export type Problem = SourceProblem & { source: string; objectId?: number };

/** What one scan of several sources found. */
export interface Scan {
  filesRead: number;
  found: Found[];
  problems: Problem[];
  read: (ReadFile & { source: string })[];
  /** Sources that were scanned, and what each has unchanged. */
  unchanged: Map<string, Map<string, SourceFileRow>>;
  /** Files that were remembered and are no longer there. */
  vanished: { source: string; file: string; sha256: string | null }[];
  unsettled: number;
  /** Why sources could not be scanned, a sentence each. */
  unreached: string[];
  /** Sources that are still being asked. */
  late: string[];
}

/** What became of looking at one source. */
type SourceOutcome = { known: Map<string, SourceFileRow> } & ({ scan: SourceScan } | { error: unknown });

function addSourceScan(
  total: Scan,
  source: string,
  known: ReadonlyMap<string, SourceFileRow>,
  scan: SourceScan,
): void {
  total.filesRead += scan.filesRead;
  total.unsettled += scan.unsettled;
  for (const curve of scan.lightCurves) total.found.push({ ...curve, source });
  for (const problem of scan.problems) total.problems.push({ ...problem, source });
  for (const file of scan.read) total.read.push({ ...file, source });
  const unchanged = new Map<string, SourceFileRow>();
  for (const file of scan.unchanged) {
    const row = known.get(file);
    if (row) unchanged.set(file, row);
  }
  total.unchanged.set(source, unchanged);
  for (const { file, sha256 } of known.values()) {
    if (!unchanged.has(file)) total.vanished.push({ source, file, sha256 });
  }
}

/** Where files land here at any time, sources elsewhere are waited for no longer than this, ms. */
const patienceMs = 4000;

/** Scans the sources; remembers the scans that are under way and that no pull has taken in yet. */
export class SourceScanner {
  readonly #context: Context;
  readonly #underWay = new Map<string, Promise<SourceOutcome>>();

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Scans every source that is named, or all, side by side. A source that is out of reach is an incident and does not
   * stop the others; nor does a slow one elsewhere: its scan goes on, and a later call takes it in.
   */
  async scan(names?: readonly string[]): Promise<Scan> {
    const total: Scan = {
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
    const { incidents, options } = this.#context;
    const sources = options.sources.filter(({ name }) => !names || names.includes(name));
    const outcomes = await Promise.all(
      sources.map(async (source) => ({ name: source.name, outcome: await this.#inTime(source) })),
    );
    for (const { name, outcome } of outcomes) {
      if (outcome === null) total.late.push(name);
      else if ('scan' in outcome) {
        addSourceScan(total, name, outcome.known, outcome.scan);
        incidents.clear(areas.source(name));
      } else {
        incidents.note(areas.source(name), outcome.error);
        total.unreached.push(errorMessage(outcome.error));
      }
    }
    // A file that was read again is remembered anew; it did not vanish.
    const again = new Set(total.read.map(({ source, file }) => `${source}\n${file}`));
    total.vanished = total.vanished.filter(({ source, file }) => !again.has(`${source}\n${file}`));
    return total;
  }

  /** Resolves when the scan of a source that was late has ended; at once when none is under way. */
  async whenScanned(name: string): Promise<void> {
    await this.#underWay.get(name);
  }

  /** What a source has now; never throws. */
  async #scanSource(source: Source): Promise<SourceOutcome> {
    const known = sourceFiles(this.#context.db, source.name);
    try {
      const scan = await source.scan({
        known: new Map([...known].map(([file, { stamp }]) => [file, stamp])),
        keep: (bytes, sha256) => keepOriginal(this.#context.options.stateDir, bytes, sha256),
      });
      return { known, scan };
    } catch (error) {
      return { known, error };
    }
  }

  /** The scan of a source that is under way, or a new one: never two at once. */
  #scanOf(source: Source): Promise<SourceOutcome> {
    const scan = this.#underWay.get(source.name) ?? this.#scanSource(source);
    this.#underWay.set(source.name, scan);
    return scan;
  }

  /** What a source has; null while it is late. */
  async #inTime(source: Source): Promise<SourceOutcome | null> {
    const isQuick = (one: Source) => one.watchable !== undefined;
    const scan = this.#scanOf(source);
    const mayBeLate = !isQuick(source) && this.#context.options.sources.some(isQuick);
    const stop = new AbortController();
    const patience = sleep(patienceMs, null, { signal: stop.signal }).catch(() => null);
    const taken = mayBeLate ? await Promise.race([scan, patience]) : await scan;
    stop.abort();
    if (taken !== null) this.#underWay.delete(source.name);
    return taken;
  }
}
