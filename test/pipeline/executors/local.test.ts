import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LocalExecutor } from '../../../pipeline/executors/local.ts';
import { scratchFolder, until } from '../scratch.ts';
import { exampleJobs, hasProcesses, observe, shellExecutor, stateOf } from './examples.ts';

function one() {
  const [job] = exampleJobs(1);
  if (!job) throw new Error('No job.');
  return job;
}

const handle = (job: { name: string; folder: string }) => ({ ...job, handle: null });

describe('a job on this machine', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('runs in its folder, which is its last argument, and its log and exit status are kept', async () => {
    const job = one();
    const executor = shellExecutor('pwd; printf "%s" "$1" > argument; echo oops >&2; exit 3');
    expect(await stateOf(executor, job)).toBe('never-submitted');
    expect(await executor.submit([job])).toEqual(new Map([[job.name, null]]));
    await until(async () => (await stateOf(executor, job)) === 'gone');
    expect(await observe(executor, job)).toEqual({
      name: job.name,
      state: 'gone',
      detail: 'exit status 3',
      cause: null,
    });
    expect(readFileSync(join(job.folder, 'argument'), 'utf8')).toBe(job.folder);
    expect(readFileSync(join(job.folder, 'log.txt'), 'utf8')).toBe(`${job.folder}\noops\n`);
    await executor.collect();
  });

  it('gets one thread and none of our secrets', async () => {
    vi.stubEnv('SLACK_BOT_TOKEN', 'a secret');
    vi.stubEnv('SLACK_APP_TOKEN', 'a secret');
    vi.stubEnv('slack_signing', 'a secret');
    vi.stubEnv('FRITZ_TOKEN', 'a secret');
    vi.stubEnv('DATABASE_URL', 'a secret');
    vi.stubEnv('LC_ALL', 'C');
    const job = one();
    const executor = shellExecutor('env > environment', { env: { EXTRA: 'more' } });
    await executor.submit([job]);
    await until(async () => (await stateOf(executor, job)) === 'gone');
    const environment = readFileSync(join(job.folder, 'environment'), 'utf8');
    expect(environment).not.toMatch(/a secret|SLACK|TOKEN/i);
    for (const line of ['LC_ALL=C', 'EXTRA=more', 'OMP_NUM_THREADS=1', 'OPENBLAS_NUM_THREADS=1']) {
      expect(environment.split('\n')).toContain(line);
    }
  });

  it('all cores are busy', async () => {
    const jobs = exampleJobs(3);
    const executor = shellExecutor('while [ ! -e go ]; do sleep 0.05; done', { cores: 1 });
    const states = async () => (await executor.poll(jobs.map(handle))).map(({ state }) => state);
    await executor.submit(jobs);
    expect(await states()).toEqual(['running', 'waiting', 'waiting']);
    expect((await executor.poll(jobs.map(handle)))[1]?.detail).toBe('all cores are busy');
    for (const [done, job] of jobs.entries()) {
      await until(() => hasProcesses(job));
      expect(jobs.filter(hasProcesses)).toEqual([job]);
      writeFileSync(join(job.folder, 'go'), '');
      await until(async () => (await states())[done] === 'gone');
    }
    expect(await states()).toEqual(['gone', 'gone', 'gone']);
  });

  it('is never started twice: not by the same executor, not by a later one, not after its end', async () => {
    const job = one();
    const script = 'echo once >> count; while [ ! -e go ]; do sleep 0.05; done';
    const executor = shellExecutor(script);
    await Promise.all([executor.submit([job]), executor.submit([job, job])]);
    await until(() => existsSync(join(job.folder, 'count')));
    const later = shellExecutor(script);
    await later.submit([job]);
    await later.poll([handle(job)]);
    writeFileSync(join(job.folder, 'go'), '');
    await until(async () => (await stateOf(later, job)) === 'gone');
    await later.submit([job]);
    await shellExecutor(script).submit([job]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(readFileSync(join(job.folder, 'count'), 'utf8')).toBe('once\n');
    expect(await observe(later, job)).toMatchObject({ state: 'gone', detail: 'exit status 0' });
  });

  it('is found again by a later process of the app, holds a core there, and its end is noted', async () => {
    const [first, second] = exampleJobs(2);
    if (!first || !second) throw new Error('No jobs.');
    const script = 'while [ ! -e go ]; do sleep 0.05; done; exit 4';
    await shellExecutor(script).submit([first]);
    await until(() => hasProcesses(first));
    const later = shellExecutor(script, { cores: 1 });
    expect(await observe(later, first)).toMatchObject({
      state: 'running',
      detail: expect.stringMatching(/^process \d+$/),
    });
    await later.submit([second]);
    expect(await stateOf(later, second)).toBe('waiting');
    writeFileSync(join(first.folder, 'go'), '');
    await until(async () => (await stateOf(later, first)) === 'gone');
    expect(await observe(later, first)).toMatchObject({ detail: 'exit status 4', cause: null });
    expect(await stateOf(later, second)).toBe('running');
  });

  it('keeps its time limit by the machine, not by the time of day', async () => {
    const job = one();
    const year = 365 * 86_400_000;
    let later = 0;
    const executor = shellExecutor('sleep 60', {
      clock: () => new Date(Date.now() + year),
      uptime: () => uptime() + later,
    });
    await executor.submit([job]);
    await until(() => hasProcesses(job));
    // Another process of the app, after the clock was set right.
    expect(await stateOf(shellExecutor(''), job)).toBe('running');
    expect(await stateOf(executor, job)).toBe('running');
    later = job.timeLimitSeconds;
    await until(async () => (await stateOf(executor, job)) === 'gone');
    expect((await observe(executor, job)).cause).toBe('time-limit');
  });

  it('that was killed has no exit status', async () => {
    const job = one();
    const executor = shellExecutor('kill -9 -$(cat pid); sleep 60');
    await executor.submit([job]);
    await until(async () => (await stateOf(executor, job)) === 'gone');
    expect(await observe(executor, job)).toMatchObject({ detail: 'killed, no exit status', cause: null });
    const other = one();
    const suicide = shellExecutor('kill -9 $$');
    await suicide.submit([other]);
    await until(async () => (await stateOf(suicide, other)) === 'gone');
    expect((await observe(suicide, other)).detail).toBe('ended by signal 9');
  });

  it('that lost its machine is told as such', async () => {
    const job = one();
    const executor = shellExecutor('kill -9 -$(cat pid); sleep 60');
    await executor.submit([job]);
    await until(async () => (await stateOf(executor, job)) === 'gone');
    const path = join(job.folder, 'process.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), bootId: 'earlier' }));
    expect(await observe(shellExecutor(''), job)).toMatchObject({ state: 'gone', cause: 'node' });
  });

  it('is found although its start was noted wrongly, or not at all', async () => {
    const job = one();
    await shellExecutor('while [ ! -e go ]; do sleep 0.05; done').submit([job]);
    await until(() => hasProcesses(job));
    const path = join(job.folder, 'process.json');
    const record = JSON.parse(readFileSync(path, 'utf8'));
    for (const processStart of ['1', null]) {
      writeFileSync(path, JSON.stringify({ ...record, processStart }));
      expect(await stateOf(shellExecutor(''), job)).toBe('running');
    }
    writeFileSync(join(job.folder, 'go'), '');
    await until(async () => (await stateOf(shellExecutor(''), job)) === 'gone');
  });

  it('is not mistaken for another process with the same number', async () => {
    const job = one();
    const executor = shellExecutor('exit 0');
    await executor.submit([job]);
    await until(async () => (await stateOf(executor, job)) === 'gone');
    writeFileSync(join(job.folder, 'pid'), `${process.pid}\n`);
    const later = shellExecutor('exit 0');
    expect(await stateOf(later, job)).toBe('gone');
    // Were it mistaken, this would end the test's own process.
    await later.cancel(handle(job));
    expect(await stateOf(later, job)).toBe('gone');
  });
});

describe('what cannot run', () => {
  it('is told when it is asked for', async () => {
    const [job] = exampleJobs(1);
    if (!job) throw new Error('No job.');
    const gone = join(scratchFolder(), 'python');
    const executor = new LocalExecutor({ command: [gone, '-m', 'nmma_fitter'], cores: 1 });
    await expect(executor.submit([job])).rejects.toThrow(
      `The program ${gone}, which runs the fits, is not there.`,
    );
    expect(await stateOf(executor, job)).toBe('never-submitted');
    expect(() => new LocalExecutor({ command: ['x'], cores: 0 })).toThrow(/at least one core/);
    await expect(new LocalExecutor({ command: [], cores: 1 }).submit([job])).rejects.toThrow(/no command/);
  });

  it('is trouble when its folder is not there, and counts as never submitted', async () => {
    const [job] = exampleJobs(1);
    if (!job) throw new Error('No job.');
    const nowhere = { ...job, folder: join(scratchFolder(), 'gone') };
    const executor = shellExecutor('exit 0');
    await executor.submit([nowhere]);
    await expect(executor.poll([handle(nowhere)])).rejects.toThrow(
      /A job could not be started here: .*ENOENT/,
    );
    expect(await stateOf(executor, nowhere)).toBe('never-submitted');
  });
});
