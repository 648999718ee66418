import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { bootId, processStart } from '../pipeline/executors/processes.ts';
import { UsageError } from './config/usageError.ts';

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** Of the machine's last start. */
  bootId: z.string(),
  /** As processStart tells it: a later process with the same number is another. */
  processStart: z.string().nullable(),
  /** ISO 8601, UTC. */
  since: z.string(),
});
type Owner = z.infer<typeof ownerSchema>;

/** A state folder that no other app works on. */
export interface StateLock {
  /** It was taken from an app that is dead. */
  readonly isTakenOver: boolean;
  release(): void;
}

function lockPath(stateDir: string): string {
  return join(stateDir, 'app.lock');
}

function readOwner(path: string): Owner | 'nobody' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'nobody';
    throw error;
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

/** Whether the app that holds the lock may still be there; of another machine nobody can tell. */
function mayLive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  if (owner.bootId !== bootId()) return false;
  const start = processStart(owner.pid);
  return start !== null && (owner.processStart === null || owner.processStart === start);
}

function refusal(stateDir: string, owner: Owner): UsageError {
  const where = owner.host === hostname() ? '' : ` on ${owner.host}`;
  const cure =
    owner.host === hostname()
      ? 'stop it first'
      : `stop it first; if that machine is gone for good, remove ${lockPath(stateDir)}`;
  return new UsageError(
    `Another app works on ${stateDir}: process ${owner.pid}${where}, since ${owner.since.slice(0, 19)}Z. Expected one app per state folder: ${cure}.`,
  );
}

/** Who works on a state folder, for people: "process 123, since 2026-11-23T03:04:05Z"; null: nobody does. */
export function lockHolder(stateDir: string): string | null {
  const owner = readOwner(lockPath(stateDir));
  if (typeof owner === 'string' || !mayLive(owner)) return null;
  const where = owner.host === hostname() ? '' : ` on ${owner.host}`;
  return `process ${owner.pid}${where}, since ${owner.since.slice(0, 19)}Z`;
}

/** Takes the lock of a dead app away, unless another app was quicker. */
function removeStale(path: string, owner: Owner | 'unreadable'): void {
  const aside = `${path}.stale-${process.pid}`;
  renameSync(path, aside);
  const taken = readOwner(aside);
  const isSame = JSON.stringify(taken) === JSON.stringify(owner);
  // Somebody took it over in between: it is theirs.
  if (!isSame) linkSync(aside, path);
  rmSync(aside);
}

/**
 * Takes a state folder for this process, also from an app that is dead.
 * @param stateDir which is there.
 * @throws UsageError naming the app that works on it.
 */
export function lockState(stateDir: string): StateLock {
  const path = lockPath(stateDir);
  const own: Owner = {
    pid: process.pid,
    host: hostname(),
    bootId: bootId(),
    processStart: processStart(process.pid),
    since: new Date().toISOString(),
  };
  const next = `${path}.${process.pid}`;
  writeFileSync(next, JSON.stringify(own));
  let isTakenOver = false;
  try {
    for (;;) {
      try {
        // Only one of several can make it.
        linkSync(next, path);
        break;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const owner = readOwner(path);
      if (owner === 'nobody') continue;
      if (owner !== 'unreadable' && mayLive(owner)) throw refusal(stateDir, owner);
      removeStale(path, owner);
      isTakenOver = true;
    }
  } finally {
    rmSync(next, { force: true });
  }
  return {
    isTakenOver,
    release() {
      const owner = readOwner(path);
      if (typeof owner === 'object' && owner.pid === own.pid && owner.since === own.since) rmSync(path);
    },
  };
}
