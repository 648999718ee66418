import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Remote, RemoteError } from './remote.ts';

/** A file as the other side has it. */
interface ListedFile {
  name: string;
  size: number;
  sha256: string;
}

/** Prints hashes and sizes of the files of the folder `$1`, two programs for all of them; status 3 when there is no such folder. */
const listScript = `cd "$1" 2>/dev/null || exit 3
shift $#
for file in * .[!.]*; do
  if [ -f "$file" ]; then set -- "$@" "$file"; fi
done
[ $# -gt 0 ] || exit 0
sha256sum -- "$@" && echo sizes: && wc -c -- "$@"`;

async function listFiles(remote: Remote, folder: string): Promise<ListedFile[] | null> {
  const { stdout, stderr, exitCode } = await remote.run(['sh', '-c', listScript, 'list', folder]);
  if (exitCode === 3) return null;
  if (exitCode !== 0) {
    throw new RemoteError(
      `The files of ${folder} on ${remote.description} cannot be listed: ${stderr.trim()}`,
    );
  }
  const [hashes = '', sizes = ''] = stdout.split(/^sizes:$/m);
  const sizeOf = new Map(
    [...sizes.matchAll(/^ *(\d+) ([^/\n]+)$/gm)].map(([, size, name]) => [name, Number(size)]),
  );
  return [...hashes.matchAll(/^([0-9a-f]{64}) [ *]([^/\n]+)$/gm)].flatMap(([, sha256 = '', name = '']) => {
    const size = sizeOf.get(name);
    return size === undefined ? [] : [{ name, size, sha256 }];
  });
}

const tries = 3;

/** One file, whole: what is read while it is being written does not match, and is read again. */
async function fetchFile(remote: Remote, folder: string, file: ListedFile): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    const bytes = await remote.readFile(`${folder}/${file.name}`);
    const isWhole =
      bytes?.length === file.size && createHash('sha256').update(bytes).digest('hex') === file.sha256;
    if (bytes && isWhole) return bytes;
    if (attempt === tries) {
      throw new RemoteError(
        `${folder}/${file.name} did not come whole from ${remote.description}: ${bytes?.length ?? 0} of ${file.size} bytes, or not the same.`,
      );
    }
  }
}

/** Whether a file here is the one that is there: what travelled to the job need not come back. */
function isHere(path: string, file: ListedFile): boolean {
  try {
    const bytes = readFileSync(path);
    return bytes.length === file.size && createHash('sha256').update(bytes).digest('hex') === file.sha256;
  } catch {
    return false;
  }
}

/** @see Remote.download */
export async function downloadFolder(
  remote: Remote,
  remoteFolder: string,
  localFolder: string,
): Promise<string[] | null> {
  const files = await listFiles(remote, remoteFolder);
  if (files === null) return null;
  mkdirSync(localFolder, { recursive: true });
  for (const file of files) {
    const path = join(localFolder, file.name);
    if (isHere(path, file)) continue;
    const bytes = await fetchFile(remote, remoteFolder, file);
    writeFileSync(`${path}.part`, bytes);
    renameSync(`${path}.part`, path);
  }
  return files.map((file) => file.name);
}
