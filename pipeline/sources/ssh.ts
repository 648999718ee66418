import { posix } from 'node:path';
import { type Entry, type FileState, type Files, type FolderOptions, FolderSource } from './folder.ts';
import { maxBytes } from './readLightCurveFile.ts';

/** Another machine, as far as reading needs it. */
export interface RemoteReader {
  /** For people: "nmma@schoty". */
  readonly description: string;
  /** Runs a command, whose words reach no shell as anything but words. @throws Error when the machine is not reached. */
  run(
    command: readonly string[],
    options?: { timeoutMs?: number },
  ): Promise<{ stdout: string; stderr: string; exitCode: number | null }>;
  /** A file's bytes over SFTP; null when it is not there. @throws Error. */
  readFile(path: string): Promise<Uint8Array | null>;
}

const listTimeoutMs = 120_000;
/** Tells first whether the last second changed it, by the clock of that machine: it need not be ours. */
const format = (more: string) => [
  '(',
  '-newermt',
  '1 second ago',
  '-printf',
  'fresh',
  '-o',
  '-printf',
  'old',
  ')',
  '-printf',
  `\\t%y\\t%s\\t%T@${more}`,
];
const kinds: Record<string, Entry['kind']> = { f: 'file', d: 'folder' };

function kindOf(word: string): Entry['kind'] {
  return kinds[word] ?? 'other';
}

/** Files of another machine: one command lists the whole tree, and only what changed is read. */
class RemoteFiles implements Files {
  readonly #remote: RemoteReader;
  readonly #root: string;
  #tree = new Map<string, Entry[]>();

  constructor(remote: RemoteReader, root: string) {
    this.#remote = remote;
    this.#root = root;
  }

  /** Lists everything; links are not followed, so that they lead in no circles. */
  async #listTree(): Promise<Map<string, Entry[]>> {
    const where = ['find', `${this.#root}/`, '-mindepth', '1', '-maxdepth', '12'];
    const visible = ['-name', '.*', '-prune', '-o', ...format('\\t%P\\0')];
    const { stdout, stderr, exitCode } = await this.#remote.run([...where, ...visible], {
      timeoutMs: listTimeoutMs,
    });
    // Folders that may not be read give status 1 beside everything else.
    if (exitCode !== 0 && stdout === '') throw new Error(stderr.trim().split('\n')[0] || 'find failed');
    const tree = new Map<string, Entry[]>([['', []]]);
    for (const line of stdout.split('\0')) {
      const [age, kind, size, seconds, path] = line.split('\t');
      if (path === undefined || path.split('/').includes('..')) continue;
      const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
      const entry = {
        name: posix.basename(path),
        kind: kindOf(kind ?? ''),
        size: Number(size),
        mtimeMs: Number(seconds) * 1000,
        isFresh: age === 'fresh',
      };
      const entries = tree.get(folder) ?? [];
      entries.push(entry);
      tree.set(folder, entries);
    }
    return tree;
  }

  async list(folder: string): Promise<Entry[]> {
    const below = posix.relative(this.#root, folder);
    if (below === '') this.#tree = await this.#listTree();
    return this.#tree.get(below) ?? [];
  }

  async read(path: string): Promise<Uint8Array> {
    const bytes = await this.#remote.readFile(path);
    if (bytes === null) throw new Error('it is not there');
    if (bytes.length > maxBytes) throw new Error('it grew too large');
    return bytes;
  }

  async stat(path: string): Promise<FileState> {
    const { stdout, exitCode } = await this.#remote.run(['find', path, '-maxdepth', '0', ...format('')]);
    const [age, kind = '', size, seconds] = stdout.split('\t');
    if (exitCode !== 0 || seconds === undefined) throw new Error('it is not there');
    const isFresh = age === 'fresh';
    return { kind: kindOf(kind), size: Number(size), mtimeMs: Number(seconds) * 1000, isFresh };
  }
}

/** The folder of another machine over ssh: one listing a look, then only the files that changed. */
export class SshSource extends FolderSource {
  /** @param folder its path there; from the login's folder on when it is not absolute. */
  constructor(name: string, remote: RemoteReader, folder: string, options: FolderOptions = {}) {
    const root = posix.normalize(folder).replace(/\/$/, '') || '/';
    super(name, new RemoteFiles(remote, root), root, `${root} on ${remote.description}`, options);
  }
}
