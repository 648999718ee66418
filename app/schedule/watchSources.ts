import { basename } from 'node:path';
import { watch } from 'chokidar';
import { objectOfFile } from '../../pipeline/sources/readLightCurveFile.ts';
import type { Source } from '../../pipeline/sources/source.ts';
import type { Log } from '../log.ts';

/** After a change, so long nothing is done, so that many files come in one pull, ms. */
const quietMs = 500;
/** But not longer than this after the first, ms. */
const longestMs = 3000;

/** Folders that are watched. */
export interface Watching {
  /** Resolves when every folder is watched. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

/** Calls back a moment after the last of several calls, and some time after the first at the latest. */
function settled(act: () => void): { poke(): void; stop(): void } {
  let quiet: NodeJS.Timeout | undefined;
  let longest: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(quiet);
    clearTimeout(longest);
    longest = undefined;
  };
  const fire = () => {
    stop();
    act();
  };
  return {
    poke() {
      clearTimeout(quiet);
      quiet = setTimeout(fire, quietMs);
      longest ??= setTimeout(fire, longestMs);
    },
    stop,
  };
}

/** Watches one folder and all below it. Only folders are watched, not each of thousands of files. Links are followed, each once, as the source does. */
function watchFolder(folder: string, onChange: () => void, log: Log): Watching {
  const { poke, stop } = settled(onChange);
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: true,
    ignored: (path, stats) => stats?.isFile() === true || (path !== folder && basename(path).startsWith('.')),
  });
  watcher.on('raw', (_event, path) => {
    if (typeof path === 'string' && objectOfFile(basename(path)) !== null) poke();
  });
  watcher.on('addDir', poke);
  watcher.on('error', (error) => log.warn({ err: error, folder }, 'a folder cannot be watched'));
  return {
    ready: new Promise((resolve) => watcher.once('ready', () => resolve())),
    async stop() {
      stop();
      await watcher.close();
    },
  };
}

/**
 * Watches the folders of sources that have one here. What cannot be watched is told in the log and still has its
 * schedule.
 * @param onChange is told the source's name.
 */
export function watchSources(
  sources: readonly Source[],
  onChange: (name: string) => void,
  log: Log,
): Watching {
  const watched = sources.flatMap(({ name, watchable }) =>
    watchable === undefined ? [] : [watchFolder(watchable, () => onChange(name), log)],
  );
  return {
    ready: Promise.all(watched.map(({ ready }) => ready)).then(() => {}),
    async stop() {
      await Promise.all(watched.map((one) => one.stop()));
    },
  };
}
