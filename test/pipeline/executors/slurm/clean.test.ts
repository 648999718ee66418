import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanFolders } from '../../../../pipeline/executors/slurm/clean.ts';
import { LocalRemote } from '../../../../pipeline/remote/local.ts';
import { scratchFolder } from '../../scratch.ts';

/** A folder with a file, last written to so many days ago. */
function folder(path: string, days: number): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'result.json'), '{}');
  const at = Date.now() / 1000 - days * 86_400;
  utimesSync(path, at, at);
  return path;
}

describe('cleaning the work folder', () => {
  it('removes what is older than it is kept, and nothing that is open or young', async () => {
    const root = scratchFolder();
    const old = folder(join(root, "jobs/1/it's 1"), 9);
    const open = folder(join(root, 'jobs/2/1'), 9);
    const young = folder(join(root, 'jobs/3/1'), 2);
    const oldBatch = folder(join(root, 'batches/nmma-x-1'), 9);
    const openBatch = folder(join(root, 'batches/nmma-x-2'), 9);
    const elsewhere = folder(join(root, 'environment/lib/python'), 99);
    await cleanFolders(new LocalRemote(), root, 7, [open, openBatch]);
    expect([old, oldBatch].map((path) => existsSync(path))).toEqual([false, false]);
    expect([open, young, openBatch, elsewhere].map((path) => existsSync(join(path, 'result.json')))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('is content with a work folder that nobody has used yet', async () => {
    const root = join(scratchFolder(), 'none');
    await cleanFolders(new LocalRemote(), root, 7, []);
    expect(existsSync(root)).toBe(false);
  });
});
