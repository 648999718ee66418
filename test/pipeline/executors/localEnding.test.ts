import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../scratch.ts';
import { exampleJobs, hasProcesses, observe, shellExecutor, stateOf } from './examples.ts';

function one(timeLimitSeconds = 60) {
  const [job] = exampleJobs(1, timeLimitSeconds);
  if (!job) throw new Error('No job.');
  return { ...job, handle: null };
}

/** A job with children, all of which would go on for a minute. */
const family = 'sleep 60 & sh -c "sleep 60; :" & echo ready > ready; wait';
/** The same, deaf to SIGTERM. */
const deafFamily = `trap '' TERM; ${family}; sleep 60`;
/** Ends politely; its child does not. */
const deafChild = `(trap '' TERM; echo ready > ready; sleep 60; sleep 60) & trap 'echo bye > bye; exit 0' TERM; wait`;

async function ready(job: { folder: string }): Promise<void> {
  await until(() => existsSync(join(job.folder, 'ready')));
}

describe('the time limit', () => {
  it('is a request to end first', async () => {
    const job = one(0.3);
    const executor = shellExecutor(`trap 'echo bye > bye; exit 5' TERM; echo > ready; sleep 60 & wait`);
    await executor.submit([job]);
    await ready(job);
    await until(async () => (await stateOf(executor, job)) === 'gone');
    expect(readFileSync(join(job.folder, 'bye'), 'utf8')).toBe('bye\n');
    expect(await observe(executor, job)).toMatchObject({
      detail: 'stopped after 0.3 s',
      cause: 'time-limit',
    });
    await until(() => !hasProcesses(job), 30);
  });

  it('is the end by force for whoever does not listen, after the grace', async () => {
    const job = one(0.3);
    const executor = shellExecutor(deafFamily);
    await executor.submit([job]);
    await ready(job);
    const begun = Date.now();
    await until(async () => (await stateOf(executor, job)) === 'gone');
    expect(Date.now() - begun).toBeGreaterThan(900);
    expect(await observe(executor, job)).toMatchObject({ cause: 'time-limit' });
    await until(() => !hasProcesses(job), 30);
  });

  it('goes on counting after a restart of the app', async () => {
    const job = one(0.5);
    await shellExecutor(family).submit([job]);
    await ready(job);
    const later = shellExecutor(family);
    await until(async () => (await stateOf(later, job)) === 'gone');
    expect((await observe(later, job)).cause).toBe('time-limit');
  });

  it('leaves those in time alone', async () => {
    const job = one();
    const executor = shellExecutor(family);
    await executor.submit([job]);
    await ready(job);
    expect(await stateOf(executor, job)).toBe('running');
    expect(existsSync(join(job.folder, 'stop.json'))).toBe(false);
  });
});

describe('cancelling', () => {
  it.each([
    ['a family', family],
    ['a family that is deaf to SIGTERM', deafFamily],
    ['a job whose child is deaf to SIGTERM', deafChild],
  ])('ends the whole process group of %s', async (_, script) => {
    const job = one();
    const executor = shellExecutor(script);
    await executor.submit([job]);
    await ready(job);
    expect(hasProcesses(job)).toBe(true);
    await executor.cancel(job);
    await until(() => !hasProcesses(job), 30);
    expect(await observe(executor, job)).toMatchObject({
      state: 'gone',
      detail: 'cancelled',
      cause: 'cancelled',
    });
  });

  it.each([
    ['a family', family],
    ['a job whose child is deaf to SIGTERM', deafChild],
  ])('does so for %s that an earlier process of the app started', async (_, script) => {
    const job = one();
    // Whoever started it is a process of its own, so that nobody here hears of its end.
    const local = join(import.meta.dirname, '../../../pipeline/executors/local.ts');
    const code = `import { LocalExecutor } from ${JSON.stringify(local)};
      const command = ['/bin/sh', '-c', ${JSON.stringify(script)}, 'job'];
      await new LocalExecutor({ command, cores: 1 }).submit([${JSON.stringify(job)}]);`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', code]);
    await ready(job);
    await shellExecutor(script).cancel(job);
    await until(() => !hasProcesses(job), 30);
    expect(await observe(shellExecutor(script), job)).toMatchObject({ state: 'gone', cause: 'cancelled' });
  });

  it('frees the core for the next', async () => {
    const [first, second] = exampleJobs(2).map((job) => ({ ...job, handle: null }));
    if (!first || !second) throw new Error('No jobs.');
    const executor = shellExecutor(family, { cores: 1 });
    await executor.submit([first, second]);
    await ready(first);
    await executor.cancel(first);
    await ready(second);
    expect(await stateOf(executor, second)).toBe('running');
  });

  it('of a job that waits, that has ended or that is unknown is no error', async () => {
    const [first, second, third] = exampleJobs(3).map((job) => ({ ...job, handle: null }));
    if (!first || !second || !third) throw new Error('No jobs.');
    const executor = shellExecutor('exit 0', { cores: 1 });
    await executor.submit([first, second]);
    await executor.cancel(second);
    await until(async () => (await stateOf(executor, first)) === 'gone');
    await executor.cancel(first);
    await executor.cancel(third);
    expect(await observe(executor, first)).toMatchObject({ detail: 'exit status 0', cause: null });
    expect(await stateOf(executor, second)).toBe('never-submitted');
    expect(existsSync(join(second.folder, 'pid'))).toBe(false);
    expect(await stateOf(executor, third)).toBe('never-submitted');
  });
});
