import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the project: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What people wrote; lock files, pictures and data are not among it. */
const written =
  /(^|\/)(nmma|run|\.gitignore|\.npmrc)$|\.(ts|mjs|js|py|sh|sql|css|html|md|yml|toml|json|prior|csv)$/;

/** Every file of the project that git knows or would add, so that an ignored config.yml is never looked at. */
export function projectFiles(): SourceFile[] {
  const words = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => written.test(path) && path !== 'package-lock.json')
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(root, path), 'utf8') }];
      } catch (error) {
        // Removed, but not committed yet.
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
        throw error;
      }
    });
}
