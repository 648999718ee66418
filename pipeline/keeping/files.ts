import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Removed } from '../api/views.ts';
import { dayMs } from '../shared/time.ts';
import type { KeepLimits } from './keep.ts';

/** A file, or a folder with all below it. */
export interface Sized {
  path: string;
  bytes: number;
  /** When it was written or ended, ms. */
  atMs: number;
}

/** Bytes of a file, or of all below a folder; 0 where there is none. */
export async function bytesOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found === null) return 0;
  if (!found.isDirectory()) return found.size;
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) bytes += await bytesOf(join(path, name));
  return bytes;
}

/** Every file below a folder; none where there is none. */
export async function filesBelow(folder: string): Promise<Sized[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files: Sized[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => null);
    if (found) files.push({ path, bytes: found.size, atMs: found.mtimeMs });
  }
  return files;
}

/**
 * Which of them go: first what is too old, then the oldest of the rest until it fits.
 * @returns the oldest first.
 */
export function beyond(all: readonly Sized[], limits: KeepLimits, nowMs: number): Sized[] {
  const oldest = limits.days === null ? Number.NEGATIVE_INFINITY : nowMs - limits.days * dayMs;
  const most = limits.gigabytes === null ? Number.POSITIVE_INFINITY : limits.gigabytes * 1e9;
  let total = 0;
  const gone: Sized[] = [];
  for (const one of [...all].sort((a, b) => b.atMs - a.atMs)) {
    total += one.bytes;
    if (one.atMs < oldest || total > most) gone.push(one);
  }
  return gone.reverse();
}

/** Removes the files below a folder that are beyond the limits, except those that stay whatever their age. */
export async function cleanFiles(
  folder: string,
  limits: KeepLimits,
  nowMs: number,
  stays: ReadonlySet<string> = new Set(),
): Promise<Removed> {
  const removed = { count: 0, bytes: 0 };
  if (limits.days === null && limits.gigabytes === null) return removed;
  for (const { path, bytes } of beyond(await filesBelow(folder), limits, nowMs)) {
    if (stays.has(path)) continue;
    await rm(path, { force: true });
    removed.count += 1;
    removed.bytes += bytes;
  }
  return removed;
}
