import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../../pipeline/shared/errorMessage.ts';
import { UsageError } from '../config/usageError.ts';
import { inRoot } from '../paths.ts';

/**
 * The demo's folder for database, jobs, charts and log: the one that was named, or a fresh one.
 * @throws UsageError when it cannot be made.
 */
export function makeStateFolder(named: string | null): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const folder = named ?? join(inRoot('.nmma', 'demo'), `${stamp}-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const words = errorMessage(error);
    throw new UsageError(`--state: the folder cannot be made: ${words}`, { cause: error });
  }
  return folder;
}
