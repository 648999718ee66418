import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { noteUsage } from '../../pipeline/jobs/upkeep.ts';
import { nights, tickUntil } from '../pipeline/pipelineExamples.ts';
import { until } from '../pipeline/scratch.ts';
import { canHaveCluster, clusterFolder, whySkipped } from './clusterPlace.ts';
import { cluster, fits, makeSlurmBench, object, running, type SlurmBench, settled } from './lab.ts';

const seconds = 120;
const prologFails = join(clusterFolder, 'etc', 'prolog-fails');

function resume(bench: SlurmBench): void {
  const drained = bench
    .slurm('sinfo', '-h', '-N', '-p', 'short', '-t', 'drain', '-o', '%N')
    .split('\n')
    .filter(Boolean);
  for (const node of drained) bench.slurm('scontrol', 'update', `nodename=${node}`, 'state=resume');
}

describe.skipIf(canHaveCluster() !== null)(`what a real Slurm has to give${whySkipped}`, () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const act of undo.splice(0)) act();
  });

  it('what jobs used stands in the accounting, and is told of the run', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.behave({ '*': { seconds: 3 } });
    bench.candidate(object, nights);
    await bench.pull();
    await settled(bench);
    bench.later.seconds = 60;
    const now = () => new Date(Date.now() + bench.later.seconds * 1000).toISOString();
    const efficiency = () => bench.pipeline.runs(1)[0]?.efficiency ?? [];
    await until(async () => {
      await noteUsage({ db: bench.db, options: { executor: bench.executor() }, now });
      return efficiency().length > 0;
    }, seconds);
    const [model] = efficiency();
    expect(model).toMatchObject({ model: 'Me2017', jobs: 1, requestedCpus: 1, requestedMemoryMB: 1000 });
    expect(model?.requestedMinutes).toBeGreaterThan(20);
    expect(model?.usedMinutesMost).toBeGreaterThanOrEqual(3 / 60);
    expect(model?.usedMemoryMBMost).toBeGreaterThan(10);
    expect(model?.waitedSecondsMedian).toBeGreaterThanOrEqual(0);
    expect(model?.suggestion).toMatchObject({ minutes: 5, memoryMB: 200 });
  });

  it('a fit over its time is tried once with double, where its entry allows', async () => {
    const bench = makeSlurmBench({
      options: { models: { Me2017: { minutes: 2, doubleOnce: ['time'] } } },
      pipeline: { modelsEnabled: ['KN'] },
    });
    bench.behave({ [`${object}/Me2017/1`]: { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await running(bench);
    const id = bench.slurm('squeue', '-h', '-u', 'nmma-slurm', '-o', '%A').trim();
    bench.slurm('scontrol', 'update', `jobid=${id}`, 'EndTime=now+2seconds');
    await tickUntil(bench, () => fits(bench)[0]?.doubled === 'time', seconds);
    await settled(bench);
    expect(fits(bench)[0]).toMatchObject({ state: 'succeeded', attempts: 2, lostCount: 0 });
    // Accounting hears of a job a little later.
    const limits = () => bench.slurm('sacct', '-n', '-X', '-P', '-u', 'nmma-slurm', '-o', 'TimelimitRaw');
    await until(async () => limits().split('\n').includes('4'), seconds);
  });

  it('a fit that Slurm cannot start and holds is handed over anew', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    undo.push(() => {
      rmSync(prologFails, { force: true });
      resume(bench);
    });
    writeFileSync(prologFails, '');
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => fits(bench)[0]?.lostCount === 1, seconds);
    rmSync(prologFails);
    resume(bench);
    await settled(bench);
    expect(fits(bench)[0]).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect(bench.slurm('squeue', '-h', '-u', 'nmma-slurm')).toBe('');
  });

  it('a full work folder: told, waited out, and no fit fails by it', async () => {
    const small = join(cluster().workFolder, 'small');
    mkdirSync(small, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=777', 'tmpfs', small]);
    undo.push(() => execFileSync('umount', ['-l', small]));
    const bench = makeSlurmBench({ options: { workFolder: small }, pipeline: { modelsEnabled: ['KN'] } });
    const filler = join(small, 'filler');
    expect(() => execFileSync('dd', ['if=/dev/zero', `of=${filler}`], { stdio: 'ignore' })).toThrow();
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().incidents.join().includes('cannot be'), seconds);
    expect(bench.pipeline.status().incidents.join()).toMatch(/No space left on device/);
    expect(fits(bench).map((fit) => fit.state)).toEqual(['queued']);
    rmSync(filler);
    await settled(bench);
    expect(fits(bench)[0]).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('a fit beyond its memory says so, and is tried once with double where its entry allows', async () => {
    const bench = makeSlurmBench({
      options: { models: { Me2017: { memoryMB: 150, doubleOnce: ['memory'] } } },
      pipeline: { modelsEnabled: ['KN'] },
    });
    bench.behave({ '*': { seconds: 60, memoryMB: 1200 } });
    bench.candidate(object, nights);
    await bench.pull();
    await settled(bench);
    expect(fits(bench)[0]).toMatchObject({ state: 'failed', reason: 'out-of-memory', attempts: 2 });
    expect(fits(bench)[0]?.doubled).toBe('memory');
  });
});
