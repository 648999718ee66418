import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type JobSpec, SubmitError } from '../../../../pipeline/executors/executor.ts';
import { SlurmExecutor } from '../../../../pipeline/executors/slurm/executor.ts';
import { slurmOptionsSchema } from '../../../../pipeline/executors/slurm/options.ts';
import { readRecord, writeRecord } from '../../../../pipeline/executors/slurm/records.ts';
import { taskScript } from '../../../../pipeline/executors/slurm/script.ts';
import { LocalRemote } from '../../../../pipeline/remote/local.ts';
import type { CommandResult, RunOptions } from '../../../../pipeline/remote/remote.ts';
import { scratchFolder } from '../../scratch.ts';

const well = (stdout: string): CommandResult => ({ stdout, stderr: '', exitCode: 0 });

/** This machine, whose Slurm is a mock: what real daemons cannot be brought to say at a test's wish. */
class MockSlurm extends LocalRemote {
  readonly submitted: string[][] = [];
  readonly calls: Record<string, number> = {};
  readonly answers: Record<string, (words: readonly string[]) => CommandResult> = {
    scontrol: () => well('MaxArraySize            = 3\n'),
    squeue: () => well(''),
    sacct: () => ({ stdout: '', stderr: 'Slurm accounting storage is disabled', exitCode: 1 }),
    sbatch: () => well(`Welcome\n42\n${100 + this.submitted.length};lab\n`),
  };

  override async run(command: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const at = command.findIndex((word) => word in this.answers);
    const program = command[at] ?? '';
    const answer = this.answers[program];
    if (!answer) return super.run(command, options);
    this.calls[program] = (this.calls[program] ?? 0) + 1;
    if (program === 'sbatch') this.submitted.push([...command]);
    return answer(command);
  }
}

function setUp(count: number) {
  const root = scratchFolder();
  const jobsFolder = join(root, 'jobs');
  const workFolder = join(root, 'cluster');
  const remote = new MockSlurm();
  const later = { ms: 0 };
  const options = slurmOptionsSchema.parse({ kind: 'slurm', workFolder });
  const executor = new SlurmExecutor({
    ...{ remote, options, jobsFolder, instance: 'x' },
    times: { shortestMs: 0, longestMs: 0, lateMs: 10_000 },
    clock: () => new Date(Date.now() + later.ms),
  });
  const jobs = Array.from({ length: count }, (_, i): JobSpec => {
    const folder = join(jobsFolder, String(i + 1), '1');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'request.json'), '{}');
    const name = `nmma-f${i + 1}-a1`;
    const asks = {
      model: 'Me2017',
      timeLimitSeconds: 60,
      cpus: 1,
      memoryMB: 100,
      isUrgent: false,
      doubled: null,
    };
    return { name, fitId: i + 1, attempt: 1, folder, ...asks };
  });
  const handles = jobs.map(({ name, folder }) => ({ name, folder, handle: null }));
  const there = (job: JobSpec) => join(workFolder, 'x', 'jobs', String(job.fitId), '1');
  return { remote, executor, jobs, handles, later, there };
}

const arrays = (remote: MockSlurm) =>
  remote.submitted.map((words) => words.find((word) => word.startsWith('--array='))?.replace(/%.*/, ''));

describe('handing over to a mock of Slurm', () => {
  it('makes arrays no larger than Slurm allows, whose names say which fits they are of', async () => {
    const { remote, executor, jobs } = setUp(7);
    const handles = await executor.submit(jobs);
    expect(arrays(remote)).toEqual(['--array=0-2', '--array=0-2', '--array=0-0']);
    const names = remote.submitted.map((words) => words.find((word) => word.startsWith('--job-name=')));
    expect(names[0]).toMatch(/^--job-name=nmma-f1-f3-x-/);
    expect(names[2]).toMatch(/^--job-name=nmma-f7-a1-x-/);
    // The id is the last number that stands alone, whatever login scripts say before it.
    expect(readRecord(jobs[6]?.folder ?? '')).toMatchObject({ arrayId: 103, index: 0 });
    expect(handles.size).toBe(7);
    // What was taken is not asked for again.
    expect((await executor.submit(jobs)).size).toBe(7);
    expect(remote.submitted).toHaveLength(3);
    expect(remote.calls.squeue).toBeUndefined();
  });

  it('offers half as many where a limit is met, and tells what waits', async () => {
    const { remote, executor, jobs } = setUp(3);
    let free = 1;
    remote.answers.sbatch = (words) => {
      const last = Number(/--array=0-(\d+)/.exec(words.join(' '))?.[1]);
      if (last + 1 > free) {
        const stderr =
          "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n";
        return { stdout: '', stderr, exitCode: 1 };
      }
      free -= last + 1;
      return well('7\n');
    };
    const trouble = await executor.submit(jobs).catch((error: unknown) => error);
    expect(trouble).toBeInstanceOf(SubmitError);
    if (!(trouble instanceof SubmitError)) return;
    expect([...trouble.handles.keys()]).toEqual(['nmma-f1-a1']);
    expect(trouble.message).toMatch(
      /^Slurm takes no more fits of Me2017 now, 2 fits wait here .*QOSMaxSubmit/,
    );
    expect(arrays(remote)).toEqual(['--array=0-2', '--array=0-0', '--array=0-0']);
    // It is not offered at every look.
    await executor.submit(jobs).catch(() => {});
    expect(remote.submitted).toHaveLength(3);
  });
});

describe('what a mock of Slurm has forgotten', () => {
  const unanswered = { batch: 'nmma-f1-a1-x-1', index: 0, arrayId: null, asked: null, isGivenUp: false };

  it('is handed over anew only when it has answered for a while without knowing it', async () => {
    const { remote, executor, jobs, handles, later } = setUp(1);
    const [job] = jobs;
    if (!job) throw new Error('There is a job.');
    // Handed over an hour ago; nobody knows whether it was taken.
    writeRecord(job.folder, { ...unanswered, at: new Date(Date.now() - 3_600_000).toISOString() });
    const squeue = remote.answers.squeue;
    remote.answers.squeue = () => ({ stdout: '', stderr: 'Socket timed out', exitCode: 1 });
    later.ms += 60_000;
    await expect(executor.poll(handles)).rejects.toThrow('Socket timed out');
    // Some versions end with status 0 all the same (Open OnDemand, ood_core#149): a job in the queue was started again.
    const stderr = 'slurm_load_jobs error: Socket timed out on send/recv operation';
    remote.answers.squeue = () => ({ stdout: '', stderr, exitCode: 0 });
    await expect(executor.poll(handles)).rejects.toThrow('slurm_load_jobs error');
    if (squeue) remote.answers.squeue = squeue;
    expect(await executor.poll(handles)).toMatchObject([{ state: 'unknown' }]);
    await expect(executor.submit(jobs)).rejects.toThrow('was lost: waiting');
    expect(remote.submitted).toEqual([]);
    later.ms += 11_000;
    expect(await executor.poll(handles)).toMatchObject([{ state: 'never-submitted' }]);
    expect((await executor.submit(jobs)).size).toBe(1);
    expect(remote.submitted).toHaveLength(1);
  });

  it('was taken all the same where a task has left a log: its files count, and it is not run again', async () => {
    const { executor, jobs, handles, later, there } = setUp(1);
    const [job] = jobs;
    if (!job) throw new Error('There is a job.');
    writeRecord(job.folder, { ...unanswered, at: new Date().toISOString() });
    mkdirSync(there(job), { recursive: true });
    writeFileSync(join(there(job), 'log.txt'), '2026-11-25T03:00:00Z task 0 of 9 on n1\n');
    await executor.poll(handles);
    later.ms += 11_000;
    expect(await executor.poll(handles)).toMatchObject([
      { state: 'gone', detail: 'Slurm no longer knows it' },
    ]);
  });

  it('is trouble while the accounting does not answer, and keeps no other from being seen', async () => {
    const { remote, executor, jobs, handles, later } = setUp(2);
    await executor.submit(jobs);
    const record = readRecord(jobs[1]?.folder ?? '');
    remote.answers.squeue = () => well(`${record?.arrayId}|1|${record?.batch}|RUNNING|n1|None\n`);
    const { sacct } = remote.answers;
    remote.answers.sacct = () => ({ stdout: '', stderr: 'sacct: error: Connection refused', exitCode: 1 });
    later.ms += 60_000;
    for (let look = 0; look < 2; look += 1) {
      expect(await executor.poll(handles)).toMatchObject([
        { state: 'unknown', trouble: expect.stringContaining('Connection refused') },
        { state: 'running' },
      ]);
      later.ms += 60_000;
    }
    if (sacct) remote.answers.sacct = sacct;
    expect(await executor.poll(handles)).toMatchObject([{ state: 'unknown' }, { state: 'running' }]);
    later.ms += 60_000;
    expect(await executor.poll(handles)).toMatchObject([{ state: 'gone' }, { state: 'running' }]);
  });

  it('runs no more, though its accounting says so for ever', async () => {
    const { remote, executor, jobs, handles, later } = setUp(1);
    await executor.submit(jobs);
    const record = readRecord(jobs[0]?.folder ?? '');
    remote.answers.sacct = () => well(`${record?.arrayId}_0|RUNNING|0:0|n1|${record?.batch}\n`);
    expect(await executor.poll(handles)).toMatchObject([{ state: 'running' }]);
    later.ms += 11_000;
    expect(await executor.poll(handles)).toMatchObject([{ state: 'gone', cause: 'node' }]);
  });

  it('a job whose files are not there yet is looked at again; one whose work folder is away does not fail', async () => {
    const { remote, executor, jobs, handles, there } = setUp(1);
    await executor.submit(jobs);
    const [job] = jobs;
    const [handle] = handles;
    if (!job || !handle) throw new Error('There is a job.');
    const record = readRecord(job.folder);
    remote.answers.squeue = () => well(`${record?.arrayId}|0|${record?.batch}|COMPLETED|n1|None\n`);
    expect(await executor.poll(handles)).toMatchObject([{ state: 'gone' }]);
    await expect(executor.collect(handle)).rejects.toThrow('waiting whether they appear');
    writeFileSync(join(there(job), 'result.json'), '{}');
    await executor.collect(handle);
    expect(existsSync(join(job.folder, 'result.json'))).toBe(true);
    rmSync(join(there(job), '..', '..'), { recursive: true });
    await expect(executor.collect(handle)).rejects.toThrow('is executor.workFolder mounted?');
  });
});

describe('the script of a task', () => {
  it('tells the fit where the models’ files are, and lets no early warning end it', () => {
    const folder = join(scratchFolder(), 'job');
    mkdirSync(folder);
    const python = join(folder, '..', 'python');
    writeFileSync(python, `#!/bin/sh\nkill -USR1 $$\necho "assets $NMMA_ASSETS"\n: > result.json\n`, {
      mode: 0o755,
    });
    const [run, tasks] = [join(folder, '..', 'run.sh'), join(folder, '..', 'tasks')];
    writeFileSync(run, taskScript);
    writeFileSync(tasks, `${folder}\n`);
    execFileSync('sh', [run, tasks, python, '/fitter', '/cluster/assets'], {
      env: { PATH: process.env.PATH, SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_JOB_ID: '5' },
    });
    expect(readFileSync(join(folder, 'log.txt'), 'utf8')).toMatch(
      / task 0 of 5 on .*\nassets \/cluster\/assets\n$/,
    );
  });
});
