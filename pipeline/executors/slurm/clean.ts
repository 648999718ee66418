import { type Remote, RemoteError } from '../../remote/remote.ts';
import { tuning } from './tuning.ts';

const listing = '[ -d "$1" ] || exit 0; find "$1" -mindepth "$2" -maxdepth "$2" -type d -mmin "+$3"';

/**
 * Removes the folders of jobs and batches that nothing was written to for some days.
 * @param root the app's folder on the cluster. @param kept absolute paths there that stay however old they are.
 * @throws RemoteError.
 */
export async function cleanFolders(
  remote: Remote,
  root: string,
  days: number,
  kept: readonly string[],
): Promise<void> {
  const minutes = String(Math.round(days * 24 * 60));
  const stays = new Set(kept);
  for (const [folder, depth] of [
    [`${root}/jobs`, '2'],
    [`${root}/batches`, '1'],
  ] as const) {
    const found = await remote.run(['sh', '-c', listing, 'clean', folder, depth, minutes], {
      timeoutMs: tuning.cleanMs,
    });
    if (found.exitCode !== 0) throw removeError(remote, folder, found.stderr);
    const old = found.stdout.split('\n').filter((path) => path.startsWith(`${folder}/`) && !stays.has(path));
    if (old.length === 0) continue;
    const input = old.map((path) => `${path}\0`).join('');
    const removed = await remote.run(['xargs', '-0', 'rm', '-rf', '--'], {
      input,
      timeoutMs: tuning.cleanMs,
    });
    if (removed.exitCode !== 0) throw removeError(remote, folder, removed.stderr);
  }
}

function removeError(remote: Remote, folder: string, words: string): RemoteError {
  const first = words.trim().split('\n')[0];
  return new RemoteError(`Old jobs below ${folder} on ${remote.description} cannot be removed: ${first}`);
}
