import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { byNight, type Window, windowOf } from '../../pipeline/sources/windows.ts';
import { UsageError } from '../config/usageError.ts';

/** One window of candidates: the folder that the old pipeline made one morning, in one tree. */
export interface ReplayWindow extends Window {
  path: string;
  /** Where it lies below the folder that is played: partnership/2459784-2459791. */
  place: string;
}

/** Everything that appeared one morning. */
export interface Night {
  /** Last Julian date of its windows. */
  jd: number;
  windows: ReplayWindow[];
}

/** Windows of a folder and of the trees in it. */
function windowsIn(root: string, folder: string, depth: number): ReplayWindow[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.'),
  );
  return folders.flatMap(({ name }) => {
    const path = join(folder, name);
    const window = windowOf(name);
    if (window) return [{ ...window, path, place: relative(root, path) }];
    return depth === 0 ? [] : windowsIn(root, path, depth - 1);
  });
}

/**
 * The windows below a folder, night by night.
 * @throws UsageError when the folder cannot be read or has none.
 */
export function nightsOf(root: string): Night[] {
  let windows: ReplayWindow[];
  try {
    const own = windowOf(root.split('/').at(-1) ?? '');
    windows = own ? [{ ...own, path: root, place: own.name }] : windowsIn(root, root, 2);
  } catch (error) {
    throw new UsageError(`The folder ${root} cannot be read.`, { cause: error });
  }
  if (windows.length === 0) {
    throw new UsageError(`There is no window in ${root}: expected folders such as 2459784-2459791.`);
  }
  const byEnd = Map.groupBy(windows.sort(byNight), ({ lastJd }) => lastJd);
  return [...byEnd].map(([jd, ofNight]) => ({ jd, windows: ofNight }));
}
