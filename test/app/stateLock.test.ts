import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noteKnownState, requireKnownState } from '../../app/knownStates.ts';
import { lockState } from '../../app/stateLock.ts';
import { scratchFolder } from '../pipeline/scratch.ts';

const lockModule = join(import.meta.dirname, '../../app/stateLock.ts');

/** Another process that takes the lock, says so, and stays. */
async function otherApp(folder: string): Promise<{ pid: number; kill(): Promise<void> }> {
  const script = `const { lockState } = await import(${JSON.stringify(lockModule)});
    lockState(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  return {
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('the lock of a state folder', () => {
  it('is held by one app, which a second one names', async () => {
    const folder = scratchFolder();
    const other = await otherApp(folder);
    try {
      expect(() => lockState(folder)).toThrow(
        new RegExp(
          `^Another app works on ${folder}: process ${other.pid}, since 2.*Z\\. .*stop it first\\.$`,
        ),
      );
    } finally {
      await other.kill();
    }
    // What a killed app leaves is taken over.
    const lock = lockState(folder);
    expect(JSON.parse(readFileSync(join(folder, 'app.lock'), 'utf8')).pid).toBe(process.pid);
    lock.release();
    expect(existsSync(join(folder, 'app.lock'))).toBe(false);
  });

  it('of a process whose number another has got since is nobody’s', () => {
    const folder = scratchFolder();
    const lock = lockState(folder);
    const path = join(folder, 'app.lock');
    const owner = JSON.parse(readFileSync(path, 'utf8'));
    lock.release();
    writeFileSync(path, JSON.stringify({ ...owner, processStart: '1' }));
    lockState(folder).release();
    writeFileSync(path, 'half a li');
    lockState(folder).release();
  });

  it('of another machine is never taken over by itself', () => {
    const folder = scratchFolder();
    const lock = lockState(folder);
    const path = join(folder, 'app.lock');
    const owner = JSON.parse(readFileSync(path, 'utf8'));
    lock.release();
    writeFileSync(path, JSON.stringify({ ...owner, host: 'cluster-login', bootId: 'other' }));
    expect(() => lockState(folder)).toThrow(/on cluster-login, .* remove .*app\.lock\.$/);
  });

  it('of ten apps that start at once is taken by one', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'app.lock'), 'of a dead one');
    const script = `const { lockState } = await import(${JSON.stringify(lockModule)});
      try { lockState(${JSON.stringify(folder)}); console.log('locked'); setTimeout(() => {}, 8000); }
      catch { console.log('refused'); }`;
    const apps = Array.from({ length: 10 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script]),
    );
    const told = await Promise.all(
      apps.map(async (app) => String((await once(app.stdout, 'data'))[0]).trim()),
    );
    for (const app of apps) app.kill('SIGKILL');
    expect(told.filter((word) => word === 'locked')).toHaveLength(1);
  });
});

describe('a state folder that is not mounted', () => {
  it('is no new installation', () => {
    const folder = join(scratchFolder(), 'state');
    const file = join(scratchFolder(), 'known', 'state-folders.json');
    requireKnownState(folder, file);
    expect(noteKnownState(folder, file)).toBe(true);
    expect(() => requireKnownState(folder, file)).toThrow(/mount it, or restore a backup\. To begin anew/);
    mkdirSync(folder);
    expect(() => requireKnownState(folder, file)).toThrow(/has no database/);
    writeFileSync(join(folder, 'nmma.sqlite'), '');
    requireKnownState(folder, file);
  });
});
