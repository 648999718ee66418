import { createHash } from 'node:crypto';
import { type Dirent, realpathSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CsvError, parseCandidateCsv } from './candidateCsv.ts';
import type { FoundLightCurve, Harvest, Source, SourceProblem } from './source.ts';

/** ZTF's names: two digits of the year, seven letters. */
const ztfName = /^ZTF\d{2}[a-z]{7}$/;
const candidateFile = /^lc_(.+)_forced\d+_stacked\d+\.csv$/i;
const anyCsv = /^(.+)\.csv$/i;

/** A file this large is no candidate's light curve. */
const maxBytes = 50 * 1024 * 1024;
/** A file changed more recently than this may still be being written. */
const settleMs = 1000;
const settleTries = 5;

class FileError extends Error {}

/** The object that a file name carries: of `lc_<object>_forced<n>_stacked<n>.csv` or `<object>.csv`. */
export function objectOfFile(file: string): string | null {
  return candidateFile.exec(file)?.[1] ?? anyCsv.exec(file)?.[1] ?? null;
}

function words(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Record<string, string> = {
    ENOENT: 'it is not there',
    EACCES: 'permission denied',
    ELOOP: 'its links lead in a circle',
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Reads a file that nobody is writing just now. @returns null when somebody is: it is for the next pull. */
async function readSettled(path: string): Promise<Buffer | null> {
  for (let attempt = 0; attempt < settleTries; attempt += 1) {
    const before = await stat(path);
    if (!before.isFile()) throw new FileError('is not a regular file');
    if (before.size > maxBytes) {
      throw new FileError(
        `is ${Math.round(before.size / 1024 / 1024)} MB large; more than 50 MB is no light curve`,
      );
    }
    const age = Date.now() - before.mtimeMs;
    // The clock counts whole milliseconds, the file system parts of them: a new file may seem to be of the future.
    if (Math.abs(age) < settleMs) await sleep(settleMs - age + 10);
    const bytes = await readFile(path);
    const after = await stat(path);
    if (after.size === before.size && after.mtimeMs === before.mtimeMs) return bytes;
  }
  return null;
}

function decode(bytes: Buffer): string {
  if (bytes.length === 0) throw new FileError('is empty');
  if (bytes.includes(0)) throw new FileError('is not text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError('is not text (not UTF-8)');
  }
}

/** All `*.csv` in a folder or below. Hidden files are left alone; links are followed, each folder once. */
export class DirectorySource implements Source {
  readonly name: string;
  readonly #root: string;

  /** @param root the folder. @param name kept with each light curve. */
  constructor(root: string, name = 'directory') {
    this.#root = resolve(root);
    this.name = name;
  }

  /** @see Source.look */
  async look(): Promise<Harvest> {
    const harvest: Harvest = { filesRead: 0, lightCurves: [], problems: [] };
    let entries: Dirent[];
    try {
      entries = await readdir(this.#root, { withFileTypes: true });
    } catch (error) {
      throw new Error(`The candidates' folder ${this.#root} cannot be read: ${words(error)}.`, {
        cause: error,
      });
    }
    await this.#walk(this.#root, entries, new Set([realpathSync(this.#root)]), harvest);
    return harvest;
  }

  async #walk(folder: string, entries: Dirent[], seen: Set<string>, harvest: Harvest): Promise<void> {
    const sorted = entries
      .filter((entry) => !entry.name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of sorted) {
      const path = join(folder, entry.name);
      const isCsv = anyCsv.test(entry.name);
      try {
        const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await stat(path)).isDirectory());
        if (isFolder) {
          const real = realpathSync(path);
          if (seen.has(real)) continue;
          seen.add(real);
          await this.#walk(path, await readdir(path, { withFileTypes: true }), seen, harvest);
        } else if (isCsv) {
          await this.#read(path, harvest);
        }
      } catch (error) {
        if (entry.isDirectory() || isCsv) {
          this.#addProblem(harvest, path, `cannot be read: ${words(error)}`);
        }
      }
    }
  }

  async #read(path: string, harvest: Harvest): Promise<void> {
    harvest.filesRead += 1;
    let fileSha256: string | null = null;
    try {
      const object = objectOfFile(basename(path));
      if (object === null || !ztfName.test(object)) {
        throw new FileError(`\`${object}\` is no ZTF name (expected such as ZTF22aawacjw)`);
      }
      const bytes = await readSettled(path);
      if (bytes === null) {
        throw new FileError('is still being written: it is left for the next pull');
      }
      fileSha256 = createHash('sha256').update(bytes).digest('hex');
      const csv = parseCandidateCsv(decode(bytes));
      const found: FoundLightCurve = {
        object,
        points: csv.points,
        leftOut: csv.leftOut,
        position: csv.position,
        sha256: csv.sha256,
        file: this.#shown(path),
        origin: path,
        fileSha256,
      };
      harvest.lightCurves.push(found);
      for (const warning of csv.warnings) {
        const { line, reason } = warning;
        harvest.problems.push({ level: 'warning', file: this.#shown(path), line, reason, fileSha256 });
      }
    } catch (error) {
      if (error instanceof CsvError) this.#addProblem(harvest, path, error.message, error.line, fileSha256);
      else if (error instanceof FileError) this.#addProblem(harvest, path, error.message, null, fileSha256);
      else throw error;
    }
  }

  #shown(path: string): string {
    return relative(this.#root, path);
  }

  #addProblem(
    harvest: Harvest,
    path: string,
    reason: string,
    line: number | null = null,
    fileSha256: string | null = null,
  ): void {
    const problem: SourceProblem = { level: 'problem', file: this.#shown(path), line, reason, fileSha256 };
    harvest.problems.push(problem);
  }
}
