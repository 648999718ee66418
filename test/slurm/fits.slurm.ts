import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getFit } from '../../db/fits.ts';
import { contentOf, nights, tickUntil } from '../pipeline/pipelineExamples.ts';
import { until } from '../pipeline/scratch.ts';
import { canHaveCluster, whySkipped } from './clusterPlace.ts';
import { fits, makeSlurmBench, object, running, settled } from './lab.ts';

const seconds = 120;

describe.skipIf(canHaveCluster() !== null)(`fits on a real Slurm over a real ssh${whySkipped}`, () => {
  it('are tasks of one array, come back whole and are posted', async () => {
    const bench = makeSlurmBench();
    bench.behave({ Me2017: { lnZ: -20 }, Piro2021: { lnZ: -30 } });
    bench.candidate(object, nights);
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    await bench.pull();
    await settled(bench);
    const report = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(report.fits.map((fit) => [fit.model, fit.state, fit.lnZ])).toEqual([
      ['Me2017', 'succeeded', -20],
      ['Piro2021', 'succeeded', -30],
    ]);
    // Four fits whose models may take different times: at most one array for each class.
    expect(bench.commands.sbatch).toBeLessThanOrEqual(2);
    expect(globSync(join(bench.stateDir, 'jobs/*/*/result.json'))).toHaveLength(4);
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('tell where they run and how far they are', async () => {
    const bench = makeSlurmBench();
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().open.every((fit) => fit.progress !== null), seconds);
    const [fit] = bench.pipeline.status().open;
    expect(fit).toMatchObject({ state: 'running', detail: expect.stringMatching(/^node n\d$/) });
    expect(fit?.progress?.lnZ).toBe(-30);
    bench.pipeline.cancel({ what: object, by: 'U1' });
    await settled(bench);
    await until(async () => {
      await bench.pipeline.tick();
      return bench.slurm('squeue', '-h', '-u', 'nmma-slurm') === '';
    }, 60);
    expect(fits(bench).map((one) => one.state)).toEqual(['cancelled', 'cancelled']);
  });

  it('that fail are told with the last words of their log', async () => {
    const bench = makeSlurmBench();
    bench.behave({ Me2017: { exit: 3 }, Piro2021: { error: 'bad-data' } });
    bench.candidate(object, nights);
    await bench.pull();
    await settled(bench);
    const failed = Object.fromEntries(fits(bench).map((fit) => [fit.model, fit]));
    expect(failed.Me2017).toMatchObject({ state: 'failed', reason: 'crash' });
    expect(failed.Me2017?.message).toMatch(
      /Slurm says FAILED on n\d\); its last words: .*the mock was told to break/,
    );
    expect(failed.Piro2021).toMatchObject({ state: 'failed', reason: 'bad-data' });
  });

  it('that somebody ends on the cluster are cancelled, and say so', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await running(bench);
    bench.slurm('scancel', '-u', 'nmma-slurm');
    await settled(bench);
    expect(fits(bench)[0]).toMatchObject({ state: 'cancelled' });
    expect(fits(bench)[0]?.message).toContain('Slurm says CANCELLED');
  });

  it('whose node is lost go back to the queue and run again', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.behave({ [`${object}/Me2017/1`]: { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(
      bench,
      () => bench.pipeline.status().open[0]?.detail?.startsWith('node') ?? false,
      seconds,
    );
    const node = bench.pipeline.status().open[0]?.detail?.replace('node ', '') ?? '';
    // Slurm would requeue it by itself; then only we know.
    const id = bench.slurm('squeue', '-h', '-u', 'nmma-slurm', '-o', '%A').trim();
    bench.slurm('scontrol', 'update', `jobid=${id}`, 'requeue=0');
    bench.slurm('scontrol', 'update', `nodename=${node}`, 'state=down', 'reason=test');
    try {
      await settled(bench);
    } finally {
      bench.slurm('scontrol', 'update', `nodename=${node}`, 'state=resume');
    }
    expect(fits(bench)[0]).toMatchObject({ state: 'succeeded', lostCount: 1, attempts: 2 });
  });

  it('over their time are timed out', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await running(bench);
    const id = bench.slurm('squeue', '-h', '-u', 'nmma-slurm', '-o', '%A').trim();
    bench.slurm('scontrol', 'update', `jobid=${id}`, 'EndTime=now+2seconds');
    await settled(bench);
    expect(fits(bench)[0]).toMatchObject({ state: 'timed-out' });
    expect(getFit(bench.db, 1).message).toContain('Slurm says TIMEOUT');
  });
});
