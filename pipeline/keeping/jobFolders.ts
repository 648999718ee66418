import { rm, rmdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type KeptJob, keptJobs, noteFolderRemoved, releaseResult } from '../../db/keeping.ts';
import type { Removed } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import type { PipelineOptions } from '../core/options.ts';
import { dayMs } from '../shared/time.ts';
import { beyond, bytesOf } from './files.ts';
import type { KeepLimits } from './keep.ts';

/** Where no age is configured, a result that a fit has reused within so long stays, ms. */
const reusedMs = 30 * dayMs;

/**
 * Removes the folders of jobs that ended, as far as they are beyond the limits. What the database says of their fits
 * stays; their pictures cannot be drawn any more. A fit that has not ended keeps its folders.
 */
export async function cleanJobFolders(
  context: Pick<Context, 'db' | 'now'> & { options: Pick<PipelineOptions, 'stateDir'> },
  limits: KeepLimits,
): Promise<Removed> {
  const { db } = context;
  const now = context.now();
  const nowMs = Date.parse(now);
  const removed = { count: 0, bytes: 0 };
  if (limits.days === null && limits.gigabytes === null) return removed;
  // Sizes are measured where they matter: a year has a hundred thousand folders.
  const before = limits.gigabytes === null ? nowMs - (limits.days ?? 0) * dayMs : nowMs;
  const jobs = new Map<string, KeptJob>(
    keptJobs(db, new Date(before).toISOString()).map((job) => [job.folder, job]),
  );
  const sized = [];
  for (const { folder, endedAt } of jobs.values()) {
    sized.push({ path: folder, bytes: await bytesOf(folder), atMs: Date.parse(endedAt) });
  }
  // A result is as old as its last reuse.
  const since = new Date(nowMs - (limits.days === null ? reusedMs : limits.days * dayMs)).toISOString();
  const ours = join(context.options.stateDir, 'jobs') + sep;
  for (const { path, bytes } of beyond(sized, limits, nowMs)) {
    const job = jobs.get(path);
    // A folder elsewhere is of a state folder that was moved.
    if (!job || !path.startsWith(ours)) continue;
    if (!releaseResult(db, job, since)) continue;
    await rm(path, { recursive: true, force: true });
    // The fit's folder, after its last attempt.
    await rmdir(dirname(path)).catch(() => {});
    noteFolderRemoved(db, job.id, now);
    removed.count += 1;
    removed.bytes += bytes;
  }
  return removed;
}
