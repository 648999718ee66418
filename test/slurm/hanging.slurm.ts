import { afterEach, describe, expect, it } from 'vitest';
import { openFits } from '../../db/fits.ts';
import { nights, tickUntil } from '../pipeline/pipelineExamples.ts';
import { until } from '../pipeline/scratch.ts';
import { canHaveCluster, whySkipped } from './clusterPlace.ts';
import { type Daemon, expectEachRunOnce, freeze, kill, repair, runs, tasksGiven, wake } from './daemons.ts';
import { fits, makeSlurmBench, object, running, type SlurmBench, settled } from './lab.ts';

const seconds = 90;

function trouble(bench: SlurmBench): string {
  return bench.pipeline.status().incidents.join(' ');
}

describe.skipIf(canHaveCluster() !== null)(`daemons that do not answer, or die${whySkipped}`, () => {
  afterEach(() => {
    wake('slurmctld');
    repair();
  });

  it('a controller that hangs in the middle of sbatch, for longer than a lost batch is waited for', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.candidate(object, nights);
    await bench.pull();
    bench.remote.before = (step) => {
      if (step === 'sbatch') freeze('slurmctld');
    };
    await bench.pipeline.tick();
    bench.remote.before = () => {};
    expect(trouble(bench)).toMatch(/Socket timed out|unable to contact|did not answer|was lost/i);
    expect(fits(bench).map((fit) => fit.state)).toEqual(['queued']);
    // It takes the batch only when it goes on, after the time in which an answer could be late.
    const { lateMs } = bench.times;
    const askedMs = Date.now();
    await until(() => Date.now() - askedMs > lateMs);
    await bench.pipeline.tick();
    wake('slurmctld');
    await settled(bench);
    expectEachRunOnce(bench);
    expect(tasksGiven(bench)).toBe(1);
    expect(bench.commands.sbatch).toBe(1);
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('a controller that hangs while fits run: told, and no fit fails by it', async () => {
    const bench = makeSlurmBench();
    bench.behave({ '*': { seconds: 12 } });
    bench.candidate(object, nights);
    await bench.pull();
    await running(bench);
    freeze('slurmctld');
    await tickUntil(bench, () => trouble(bench) !== '', seconds);
    expect(trouble(bench)).toMatch(/squeue/);
    expect(bench.pipeline.status().open.map((fit) => fit.state)).toEqual(['running', 'running']);
    wake('slurmctld');
    await settled(bench);
    expectEachRunOnce(bench);
  });

  it('sshd killed in the middle of an upload: everything travels again, and is submitted once', async () => {
    const bench = makeSlurmBench();
    bench.candidate(object, nights);
    await bench.pull();
    let isKilled = false;
    bench.remote.before = (step) => {
      if (step !== 'upload' || isKilled) return;
      isKilled = true;
      setTimeout(() => kill('sshd'), 20);
    };
    await bench.pipeline.tick();
    await tickUntil(bench, () => isKilled && trouble(bench) !== '', seconds);
    expect(fits(bench).every((fit) => fit.state !== 'failed')).toBe(true);
    repair();
    await settled(bench);
    expectEachRunOnce(bench);
    expect(tasksGiven(bench)).toBe(2);
  });

  it('sshd killed in the middle of a large result: it is fetched whole afterwards', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.behave({ '*': { seconds: 1, megabytes: 40 } });
    bench.candidate(object, nights);
    await bench.pull();
    let kills = 0;
    bench.remote.before = (step) => {
      if (!step.endsWith('/large.bin') || kills > 0) return;
      kills += 1;
      setTimeout(() => kill('sshd'), 30);
    };
    await tickUntil(bench, () => kills === 1 && trouble(bench) !== '', seconds);
    expect(openFits(bench.db)).toHaveLength(1);
    repair();
    await settled(bench);
    expectEachRunOnce(bench);
  });

  it('slurmd killed under a job and started again: the job goes on', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.behave({ '*': { seconds: 8 } });
    bench.candidate(object, nights);
    await bench.pull();
    const where = () => bench.pipeline.status().open[0]?.detail ?? '';
    await tickUntil(bench, () => /^node n\d$/.test(where()), seconds);
    const daemon: Daemon = `slurmd-n${Number(where().replace('node n', ''))}`;
    kill(daemon);
    await until(() => !runs(daemon));
    repair();
    await settled(bench);
    expectEachRunOnce(bench);
  });

  it('a login node that is away: tried again at growing intervals, and used soon after it is back', async () => {
    const bench = makeSlurmBench({ times: { longestMs: 2000 } });
    bench.behave({ '*': { seconds: 2 } });
    bench.candidate(object, nights);
    await bench.pull();
    await running(bench);
    kill('sshd');
    await tickUntil(bench, () => trouble(bench) !== '', seconds);
    // An hour passes on the app's clock.
    bench.later.seconds = 3600;
    const before = bench.commands.squeue ?? 0;
    for (let look = 0; look < 30; look += 1) await bench.pipeline.tick();
    expect((bench.commands.squeue ?? 0) - before).toBeLessThan(10);
    expect(trouble(bench)).toMatch(/\(Since .*\d\d:\d\d UTC\.\)/);
    repair();
    await until(async () => {
      await bench.pipeline.tick();
      return trouble(bench) === '';
    }, 10);
    await settled(bench);
    expectEachRunOnce(bench);
  });
});
