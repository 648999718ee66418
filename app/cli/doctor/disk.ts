import { existsSync, type Stats, statfsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dayMs } from '../../../pipeline/shared/time.ts';
import type { Finding } from './finding.ts';

/** So many days of files tell how fast a folder grows. */
const lookBackDays = 30;
/** Less than this is full for a fit and its charts, bytes. */
const leastFree = 1e9;
/** The disk must last so long: over a holiday. */
const leastDays = 14;
/** Of a disk that lasts less long, a note tells. */
const noteDays = 90;

/** How large a folder is, and how much of it is young. */
export interface Growth {
  bytes: number;
  /** Bytes a day, over the last {@link lookBackDays} or since the oldest file. */
  bytesPerDay: number;
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    // Removed meanwhile, or not ours to look at.
    return null;
  }
}

/** Measures a folder and everything below. @param now ms. */
export async function growthOf(folder: string, now: number): Promise<Growth> {
  const from = now - lookBackDays * dayMs;
  let [bytes, young, oldest] = [0, 0, now];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = statOf(join(entry.parentPath, entry.name));
    if (found === null) continue;
    bytes += found.size;
    oldest = Math.min(oldest, found.mtimeMs);
    if (found.mtimeMs >= from) young += found.size;
  }
  const days = Math.max(1, (now - Math.max(oldest, from)) / dayMs);
  return { bytes, bytesPerDay: young / days };
}

/** The nearest folder above that is there. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** What free space and growth mean. @param free bytes. */
export function diskFinding(folder: string, free: number, { bytes, bytesPerDay }: Growth): Finding {
  const days = bytesPerDay === 0 ? Number.POSITIVE_INFINITY : free / bytesPerDay;
  const rate = `${(bytesPerDay / 1e6).toFixed(1)} MB a day`;
  const lasts = days < 3650 ? `, lasts ${Math.floor(days)} days` : '';
  const what = `Disk of ${folder}: ${gigabytes(free)} free; the folder has ${gigabytes(bytes)} and grows by ${rate}${lasts}`;
  const todo = 'make room there, or move the state folder to a larger disk (state)';
  if (free < leastFree || days < leastDays) return { ok: false, what, todo };
  return days < noteDays ? { ok: true, isNote: true, what } : { ok: true, what };
}

/** Whether the disk of a folder has room, and for how long; also room for names of files. */
export async function checkDisk(folder: string, now: number = Date.now()): Promise<Finding[]> {
  const { bavail, bsize, files, ffree } = statfsSync(existing(folder));
  const finding = diskFinding(folder, bavail * bsize, await growthOf(folder, now));
  // Some file systems count no inodes.
  if (files === 0 || ffree / files > 0.02) return [finding];
  const todo = 'remove small files there, or move the state folder (state)';
  const left = `${ffree} of ${files} inodes are free`;
  return [finding, { ok: false, what: `Disk of ${folder}: ${left}`, todo }];
}
