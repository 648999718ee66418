import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: what the `nmma` script says, else where this file is. */
export const root = process.env.NMMA_ROOT ?? fileURLToPath(new URL('..', import.meta.url));

/**
 * The folder that people cloned, with config.yml and what is installed. A started app's `root` is a copy of its code, so
 * that an update of this folder changes nothing for it.
 */
export const project = process.env.NMMA_PROJECT ?? root;

/** A path inside the project. */
export function inRoot(...parts: string[]): string {
  return join(root, ...parts);
}

/** A path in which `~` or `~/` at its beginning stands for the home folder. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}
