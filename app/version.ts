import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { inRoot } from './paths.ts';

const packageSchema = z.object({ version: z.string() });

/** The version of package.json, with the commit where the installation is a clone: "0.1.0 (8f80b6b)". */
export function version(): string {
  const { version: own } = packageSchema.parse(JSON.parse(readFileSync(inRoot('package.json'), 'utf8')));
  try {
    // A started app's copy of the code says which commit it was made from.
    return `${own} (${readFileSync(inRoot('.commit'), 'utf8').trim()})`;
  } catch {
    // It runs from the project's folder.
  }
  try {
    const words = ['-C', inRoot(), 'rev-parse', '--short', 'HEAD'];
    const commit = execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return `${own} (${commit.trim()})`;
  } catch {
    // There is no git, or the installation came from an archive.
    return own;
  }
}
