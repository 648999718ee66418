import { describe, expect, it } from 'vitest';
import { resourcesOf, slurmOptionsSchema } from '../../../../pipeline/executors/slurm/options.ts';
import { sbatchCommand } from '../../../../pipeline/executors/slurm/script.ts';
import { givenUp, isHeldAfterLaunch, observation } from '../../../../pipeline/executors/slurm/states.ts';
import { elapsedSeconds, memoryMB, parseUsage } from '../../../../pipeline/executors/slurm/usageRows.ts';

const options = slurmOptionsSchema.parse({
  kind: 'slurm',
  workFolder: '/scratch/nmma',
  resources: { partition: 'short', memoryMB: 1500 },
  models: { TrPi2018: { minutes: 240, cpus: 2, doubleOnce: ['time', 'memory'] } },
});
const entry = { cpus: 1, memoryMB: 1000, doubled: null };

describe('what a fit asks Slurm for', () => {
  it('is what the configuration says, else what the model’s entry does', () => {
    expect(resourcesOf(options, { ...entry, model: 'Me2017' })).toEqual({
      partition: 'short',
      cpus: 1,
      memoryMB: 1500,
    });
    const bare = slurmOptionsSchema.parse({ kind: 'slurm', workFolder: '/scratch/nmma' });
    expect(resourcesOf(bare, { ...entry, model: 'Me2017' })).toEqual({ cpus: 1, memoryMB: 1000 });
  });

  it('is twice as much of what it ran out of, and of nothing else', () => {
    const job = { ...entry, model: 'TrPi2018' };
    expect(resourcesOf(options, { ...job, doubled: 'memory' })).toMatchObject({
      memoryMB: 3000,
      minutes: 240,
    });
    expect(resourcesOf(options, { ...job, doubled: 'time' })).toMatchObject({ memoryMB: 1500, minutes: 480 });
  });

  it('stands in sbatch’s options', () => {
    const command = sbatchCommand({
      name: 'nmma-x',
      folder: '/scratch/nmma/b',
      tasks: 3,
      tasksAtOnce: 2,
      timeLimitSeconds: 600,
      resources: resourcesOf(options, { ...entry, model: 'TrPi2018', doubled: 'time' }),
      place: { python: '/python', fitter: '/fitter', assets: '/assets' },
    });
    expect(command).toEqual(
      expect.arrayContaining(['--time=480', '--mem=1500M', '--cpus-per-task=2', '--array=0-2%2']),
    );
  });
});

describe('what Slurm says of use', () => {
  it('has its own ways to write times and sizes', () => {
    expect(elapsedSeconds('1-02:03:04')).toBe(93784);
    expect(elapsedSeconds('01:02.500')).toBe(62.5);
    expect([elapsedSeconds(''), elapsedSeconds('INVALID')]).toEqual([null, null]);
    expect([memoryMB('2048K'), memoryMB('3M'), memoryMB('1G'), memoryMB('1048576')]).toEqual([2, 3, 1024, 1]);
    expect([memoryMB(''), memoryMB('16?')]).toEqual([null, null]);
  });

  it('is told of tasks, their memory with their steps', () => {
    const text = [
      '12_0|1000|1012|60|00:57.000|',
      '12_0.batch|1012|1012|60|00:57.000|204800K',
      '12_0.extern|1012|1012|60|00:00.001|100K',
      '12_1|1000|Unknown|0|00:00:00|',
      '12_[2-4]|1000|Unknown|0|00:00:00|',
      'slurmdbd: some words',
    ].join('\n');
    expect(parseUsage(text)).toEqual([
      { arrayId: 12, index: 0, waitedSeconds: 12, usedSeconds: 60, usedCpuSeconds: 57, usedMemoryMB: 200 },
      {
        ...{ arrayId: 12, index: 1, waitedSeconds: null, usedSeconds: null },
        ...{ usedCpuSeconds: 0, usedMemoryMB: null },
      },
    ]);
  });
});

describe('a task that Slurm holds', () => {
  const task = { arrayId: 1, index: 0, state: 'PENDING', node: '', reason: 'launch failed requeued held' };

  it('because a node could not start it will not go on by itself; one that a person holds is theirs', () => {
    expect(isHeldAfterLaunch(observation('a', task))).toBe(true);
    expect(isHeldAfterLaunch(observation('a', { ...task, reason: 'JobHeldUser' }))).toBe(false);
    expect(isHeldAfterLaunch(observation('a', { ...task, state: 'RUNNING', node: 'n1' }))).toBe(false);
  });

  it('and that was ended for that is no fit that a person cancelled', () => {
    expect(givenUp(observation('a', task))).toMatchObject({ state: 'waiting' });
    const ended = observation('a', { ...task, state: 'CANCELLED', reason: '' });
    expect(givenUp(ended)).toMatchObject({ state: 'gone', cause: 'node' });
  });
});
