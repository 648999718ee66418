import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Stands in the tree, so that a tree that was taken away is written again; not brought anywhere. */
export const writtenFile = '.written.json';
/** How files end that are not whole yet. */
export const partSuffix = '.part';

const schema = z.record(z.string(), z.int());

/** Which fit's files stand at which place; empty when that is not known. */
export function readWritten(folder: string): Map<string, number> {
  const path = join(folder, writtenFile);
  if (!existsSync(path)) return new Map();
  try {
    return new Map(Object.entries(schema.parse(JSON.parse(readFileSync(path, 'utf8')))));
  } catch {
    // Everything is written again, which harms nobody.
    return new Map();
  }
}

/** Writes a file so that a reader sees all of it or the one before. @throws Error when it cannot be written. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}${partSuffix}`;
  try {
    writeFileSync(part, content);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Remembers which fit's files stand where. */
export function keepWritten(folder: string, written: ReadonlyMap<string, number>): void {
  writeWhole(join(folder, writtenFile), JSON.stringify(Object.fromEntries(written)));
}
