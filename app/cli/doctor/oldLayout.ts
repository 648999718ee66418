import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OldLayoutOptions } from '../../../pipeline/core/options.ts';
import { LocalRemote } from '../../../pipeline/remote/local.ts';
import { sshRemote } from '../../executors.ts';
import type { Finding } from './finding.ts';
import { lastWords, look } from './finding.ts';

function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

function checkTree(folder: string): Finding {
  const what = `Old layout in ${folder}`;
  try {
    accessSync(existing(folder), constants.W_OK | constants.X_OK);
    return { ok: true, what };
  } catch {
    return { ok: false, what, todo: 'it cannot be written: see oldLayout.folder' };
  }
}

/** Whether the tree can be written here, and brought to where it is copied. */
export async function* checkOldLayout({ folder, rsyncTo }: OldLayoutOptions): AsyncGenerator<Finding> {
  yield checkTree(folder);
  if (rsyncTo === null) return;
  const remote = rsyncTo.login === null ? new LocalRemote() : sshRemote(rsyncTo.login);
  const what = `Old layout copied to ${rsyncTo.folder} of ${remote.description}`;
  const folderThere =
    'if [ -d "$1" ]; then test -w "$1" || echo "$1 cannot be written"; else test -w "$2" || echo "$2 is missing or cannot be written"; fi';
  // Here it is one of the tools.
  const rsyncThere = '; command -v rsync >/dev/null || echo "rsync is missing there"; true';
  const script = `${folderThere}${rsyncTo.login === null ? '; true' : rsyncThere}`;
  const command = ['sh', '-c', script, 'look', rsyncTo.folder, dirname(rsyncTo.folder)];
  try {
    yield await look(remote, what, command, (result) => {
      const said = result.stdout.trim().split('\n').filter(Boolean).join('; ');
      if (said !== '') return { ok: false, what, todo: `${said}: see oldLayout.rsyncTo` };
      return result.exitCode === 0 ? { ok: true, what } : { ok: false, what, todo: lastWords(result) };
    });
  } finally {
    await remote.close();
  }
}
