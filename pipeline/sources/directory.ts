import type { Dirent, Stats } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { errorMessage } from '../shared/errorMessage.ts';
import { type Entry, type Files, type FolderOptions, FolderSource } from './folder.ts';

export { objectOfFile } from './readLightCurveFile.ts';

function words(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Record<string, string> = {
    ENOENT: 'it is not there',
    EACCES: 'permission denied',
    ELOOP: 'its links lead in a circle',
    ENOTDIR: 'it is no folder',
  };
  return known[code] ?? errorMessage(error);
}

async function inWords<T>(act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (error) {
    throw new Error(words(error), { cause: error });
  }
}

function kindOf(stats: Pick<Stats, 'isFile' | 'isDirectory'>): Entry['kind'] {
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}

/** Says what a name of a folder is; a link that leads out of the candidates' folder is not followed. */
async function entryOf(root: string, folder: string, dirent: Dirent): Promise<Entry> {
  const path = join(folder, dirent.name);
  const { name } = dirent;
  try {
    if (dirent.isSymbolicLink() && (await leadsOut(root, path)))
      return { name, kind: 'other', size: 0, mtimeMs: 0, leadsOut: true };
    const stats = await stat(path);
    return { name, kind: kindOf(stats), size: stats.size, mtimeMs: stats.mtimeMs };
  } catch (error) {
    return { name, kind: 'other', size: 0, mtimeMs: 0, error: words(error) };
  }
}

/** Whether a path leads out of a folder. */
async function leadsOut(root: string, path: string): Promise<boolean> {
  const [top, real] = await Promise.all([realpath(root), realpath(path)]);
  const below = relative(top, real);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
}

/** Files of this machine in a folder or below it. */
export function localFiles(root: string): Files {
  return {
    async list(folder) {
      const entries = await inWords(readdir(folder, { withFileTypes: true }));
      const listed: Entry[] = [];
      for (const entry of entries) listed.push(await entryOf(root, folder, entry));
      return listed;
    },
    identity: (folder) => inWords(realpath(folder)),
    async read(path) {
      // Again: what was a file when it was listed may be a link by now.
      if (await inWords(leadsOut(root, path)))
        throw new Error('it is a link that leads out of the candidates’ folder');
      return inWords(readFile(path));
    },
    async stat(path) {
      const stats = await inWords(stat(path));
      return { kind: kindOf(stats), size: stats.size, mtimeMs: stats.mtimeMs };
    },
  };
}

/** All light curves in a folder of this machine or below. Links within it are followed, each folder once. */
export class DirectorySource extends FolderSource {
  readonly watchable: string;

  /** @param root the folder. @param name kept with each light curve. */
  constructor(root: string, name = 'directory', options: FolderOptions = {}) {
    const folder = resolve(root);
    super(name, localFiles(folder), folder, folder, options);
    this.watchable = folder;
  }
}
