import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../shared/errorMessage.ts';
import { isObjectName, nameExample } from '../shared/objectName.ts';
import {
  addProblem,
  checkSize,
  FileError,
  objectOfFile,
  readerVersion,
  readLightCurveFile,
} from './readLightCurveFile.ts';
import { emptyScan, type ScanOptions, type Source, type SourceScan } from './source.ts';
import { foldersToWalk, programOfPath } from './windows.ts';

/** A file or folder as a listing tells of it; links are told of as what they lead to. */
export interface Entry {
  name: string;
  kind: 'file' | 'folder' | 'other';
  size: number;
  mtimeMs: number;
  /** Changed a moment ago by the clock of where it lies; left out: that is this machine's. */
  isFresh?: boolean;
  /** Why it cannot be read, in words. */
  error?: string;
  /** It is a link to somewhere outside: neither followed nor read. */
  leadsOut?: boolean;
}

/** What a file is just now. */
export type FileState = Pick<Entry, 'size' | 'mtimeMs' | 'kind' | 'isFresh'>;

/** Where folders are: this machine, or another one. */
export interface Files {
  /** @throws Error when the folder cannot be listed. */
  list(folder: string): Promise<Entry[]>;
  /** @throws Error, with words for people, when the file cannot be read. */
  read(path: string): Promise<Uint8Array>;
  /** The same for two ways to one folder; left out where there are no links. */
  identity?(folder: string): Promise<string>;
  /** Size and time now. @throws Error when it is gone. */
  stat(path: string): Promise<FileState>;
}

/** How a folder of candidates is looked at. */
export interface FolderOptions {
  /** Which windows of nights; default all. */
  windows?: 'newest' | 'all';
  /** Only these folders of the first level (partnership, caltech); default all. */
  trees?: readonly string[];
}

/** A file changed more recently than this may still be being written. */
const settleMs = 1000;
const settleTries = 5;
/** Deeper trees than any layout has are loops of a file system that knows no links. */
const deepest = 12;

/** How long a file that was written just now is left to its writer, ms. */
function restOf({ mtimeMs, isFresh }: FileState): number {
  if (isFresh !== undefined) return isFresh ? settleMs : 0;
  const age = Date.now() - mtimeMs;
  // The clock counts whole milliseconds, the file system parts of them: a new file may seem to be of the future.
  return Math.abs(age) < settleMs ? settleMs - age + 10 : 0;
}

/** Whether an entry is a light curve by its name, or a link that must be told of. */
function isToldOf({ name, leadsOut }: Entry): boolean {
  return leadsOut === true || objectOfFile(name) !== null;
}

/** All light curves in a folder or below. Hidden files are left alone; each folder is looked into once. */
export class FolderSource implements Source {
  readonly name: string;
  readonly #files: Files;
  readonly #root: string;
  readonly #options: FolderOptions;
  readonly #where: string;

  /** @param where says in messages which folder it is. */
  constructor(name: string, files: Files, root: string, where: string, options: FolderOptions = {}) {
    this.name = name;
    this.#files = files;
    this.#root = root;
    this.#where = where;
    this.#options = options;
  }

  /** @see Source.look */
  async scan(options: ScanOptions = {}): Promise<SourceScan> {
    const scan = emptyScan();
    let entries: Entry[];
    try {
      entries = await this.#files.list(this.#root);
    } catch (error) {
      throw new Error(`The candidates' folder ${this.#where} cannot be read: ${errorMessage(error)}.`, {
        cause: error,
      });
    }
    const { trees } = this.#options;
    const wanted = trees
      ? entries.filter(({ name, kind }) => kind !== 'folder' || trees.includes(name))
      : entries;
    await this.#walk('', wanted, new Set([await this.#identity('')]), scan, options);
    return scan;
  }

  async #identity(path: string): Promise<string> {
    return (await this.#files.identity?.(posix.join(this.#root, path))) ?? path;
  }

  async #walk(
    folder: string,
    entries: Entry[],
    seen: Set<string>,
    scan: SourceScan,
    options: ScanOptions,
  ): Promise<void> {
    const sorted = entries
      .filter(({ name }) => !name.startsWith('.') && !name.includes('/'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders = sorted.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
    const walked = new Set(foldersToWalk(folders, this.#options.windows ?? 'all'));
    for (const entry of sorted) {
      const path = posix.join(folder, entry.name);
      const isOurs = isToldOf(entry);
      try {
        if (entry.kind === 'folder') {
          if (!walked.has(entry.name) || path.split('/').length > deepest) continue;
          const identity = await this.#identity(path);
          if (seen.has(identity)) continue;
          seen.add(identity);
          const below = await this.#files.list(posix.join(this.#root, path));
          await this.#walk(path, below, seen, scan, options);
        } else if (isOurs) {
          await this.#take(path, entry, scan, options);
        }
      } catch (error) {
        addProblem(scan, path, `cannot be read: ${errorMessage(error)}`);
      }
    }
  }

  async #take(path: string, entry: Entry, scan: SourceScan, options: ScanOptions): Promise<void> {
    if (entry.leadsOut === true) {
      addProblem(scan, path, 'is a link that leads out of the candidates’ folder: it is not followed');
      return;
    }
    const program = programOfPath(path);
    const stampOf = ({ size, mtimeMs }: Pick<Entry, 'size' | 'mtimeMs'>) =>
      `${size}:${mtimeMs}:${readerVersion}`;
    if (options.known?.get(path) === stampOf(entry)) {
      scan.unchanged.push(path);
      return;
    }
    scan.filesRead += 1;
    const object = objectOfFile(entry.name);
    try {
      if (object === null || !isObjectName(object)) {
        throw new FileError(`\`${object}\` is no name of an object (expected such as ${nameExample})`);
      }
      if (entry.error !== undefined) throw new FileError(`cannot be read: ${entry.error}`);
      const full = posix.join(this.#root, path);
      const settled = await this.#readSettled(full, entry);
      if (settled === null) {
        scan.unsettled += 1;
        throw new FileError('is still being written: it is left for the next pull');
      }
      const stamp = stampOf(settled);
      readLightCurveFile(
        scan,
        { object, file: path, origin: full, stamp, program },
        settled.bytes,
        options.keep,
      );
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      addProblem(scan, path, error.message);
    }
  }

  /** Reads a file that nobody is writing just now. @returns null when somebody is: it is for the next pull. */
  async #readSettled(
    path: string,
    listed: Entry,
  ): Promise<{ bytes: Uint8Array; size: number; mtimeMs: number } | null> {
    let before: FileState = listed;
    for (let attempt = 0; attempt < settleTries; attempt += 1) {
      if (before.kind !== 'file') throw new FileError('is not a regular file');
      checkSize(before.size);
      const rest = restOf(before);
      if (rest > 0) await sleep(rest);
      const bytes = await this.#files.read(path);
      const after = await this.#files.stat(path);
      if (after.size === before.size && after.mtimeMs === before.mtimeMs && bytes.length === after.size) {
        return { bytes, size: after.size, mtimeMs: after.mtimeMs };
      }
      before = after;
    }
    return null;
  }
}
