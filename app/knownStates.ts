import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from './config/usageError.ts';
import { databasePath } from './stateFiles.ts';

/** By absolute path: since when an app has worked there. */
const statesSchema = z.record(z.string(), z.object({ since: z.string() }));

/** The list of state folders that this user's apps have worked on; outside of them, because they may be unmounted. */
export function knownStatesFile(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'nmma-bot', 'state-folders.json');
}

function readStates(file: string): z.infer<typeof statesSchema> {
  try {
    return statesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/**
 * A folder that an app has worked on and that is empty now is not mounted, or was lost: it is no new installation.
 * @throws UsageError when it is so.
 */
export function requireKnownState(stateDir: string, file: string = knownStatesFile()): void {
  if (existsSync(databasePath(stateDir))) return;
  const known = readStates(file)[resolve(stateDir)];
  if (!known) return;
  throw new UsageError(
    `The state folder ${stateDir} has no database, but an app has worked on it since ${known.since.slice(0, 10)}: mount it, or restore a backup. To begin anew there, remove its entry from ${file}.`,
  );
}

/** Notes that an app works on a folder. @returns false when the list cannot be written. */
export function noteKnownState(stateDir: string, file: string = knownStatesFile()): boolean {
  const states = readStates(file);
  const path = resolve(stateDir);
  if (states[path]) return true;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(
      `${file}.tmp`,
      `${JSON.stringify({ ...states, [path]: { since: new Date().toISOString() } }, null, 2)}\n`,
    );
    renameSync(`${file}.tmp`, file);
    return true;
  } catch {
    return false;
  }
}
