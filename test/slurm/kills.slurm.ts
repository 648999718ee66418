import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { channel, nights } from '../pipeline/pipelineExamples.ts';
import { fitterDir, until } from '../pipeline/scratch.ts';
import { canHaveCluster, whySkipped } from './clusterPlace.ts';
import { cluster, fits, makeSlurmBench, object, type SlurmBench } from './lab.ts';

const seconds = 120;
const started: ChildProcess[] = [];

/** The app in a process of its own on the bench's state. */
function startApp(bench: SlurmBench, step: string): ChildProcess {
  const app = {
    ...{ stateDir: bench.stateDir, candidates: bench.candidates, fitterDir, channel, step },
    ...{ login: cluster(), executor: bench.executorOptions, times: bench.times },
  };
  const words = [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'killedApp.ts'),
    JSON.stringify(app),
  ];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  started.push(child);
  return child;
}

const steps = [
  'during upload',
  'before sbatch',
  'during sbatch',
  'after sbatch',
  'during squeue',
  'after squeue',
  'before download',
  'during transfer',
  'after download',
];

describe.skipIf(canHaveCluster() !== null)(`the app killed with SIGKILL${whySkipped}`, () => {
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  it.each(steps)('%s: the next process loses nothing and runs nothing twice', async (step) => {
    const bench = makeSlurmBench();
    bench.behave({ '*': { seconds: 1 } });
    bench.candidate(object, nights);
    const [, signal] = await once(startApp(bench, step), 'exit');
    // The step was reached.
    expect(signal).toBe('SIGKILL');
    startApp(bench, '');
    const isOver = () => fits(bench).length === 2 && fits(bench).every((fit) => fit.finishedAt !== null);
    await until(async () => isOver(), seconds);
    expect(fits(bench).map((fit) => [fit.state, fit.attempts, fit.lostCount])).toEqual([
      ['succeeded', 1, 0],
      ['succeeded', 1, 0],
    ]);
    const logs = globSync(join(bench.stateDir, 'jobs/*/*/log.txt'));
    expect(logs).toHaveLength(2);
    for (const log of logs) expect(readFileSync(log, 'utf8').match(/ task \d+ of /g)).toHaveLength(1);
  });
});
