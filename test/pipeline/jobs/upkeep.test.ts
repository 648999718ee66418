import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getFit } from '../../../db/fits.ts';
import type { JobUsage } from '../../../db/jobUsage.ts';
import { runList } from '../../../handlers/messages/runs.ts';
import type { JobHandle, Scarce } from '../../../pipeline/executors/executor.ts';
import { LocalExecutor } from '../../../pipeline/executors/local.ts';
import { noteUsage, Upkeep } from '../../../pipeline/jobs/upkeep.ts';
import { type Bench, makeBench, nights } from '../pipelineExamples.ts';
import { scratchFolder } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';

/** Processes of this machine, with an accounting whose figures are made up. */
class MockAccountingExecutor extends LocalExecutor {
  known: Partial<JobUsage> | null = {};
  asked = 0;
  readonly cleaned: string[][] = [];

  mayDouble(model: string, of: Scarce): boolean {
    return model === 'Me2017' && of === 'time';
  }

  async usage(jobs: JobHandle[]): Promise<Map<string, JobUsage>> {
    this.asked += 1;
    const usage = {
      ...{ requestedSeconds: 1800, requestedCpus: 1, requestedMemoryMB: 1000, waitedSeconds: 12 },
      ...{ usedSeconds: 30, usedCpuSeconds: 29, usedMemoryMB: 280, ...this.known },
    };
    return new Map(this.known === null ? [] : jobs.map((job) => [job.name, usage]));
  }

  async clean(open: JobHandle[]): Promise<void> {
    this.cleaned.push(open.map((job) => job.name));
  }
}

function accountedBench(behaviours: Parameters<Bench['behave']>[0]) {
  const file = join(scratchFolder(), 'behaviours.json');
  writeFileSync(file, JSON.stringify(behaviours));
  const executor = new MockAccountingExecutor({
    command: [process.execPath, join(import.meta.dirname, '../mockFitter.mjs')],
    cores: 2,
    graceSeconds: 0.5,
    env: { MOCK_FITTER: file },
  });
  const bench = makeBench({ executor, modelsEnabled: ['KN'], executorOf: () => executor });
  const context = {
    db: bench.db,
    options: { executor },
    now: () => new Date(Date.now() + bench.later.seconds * 1000).toISOString(),
  };
  return { bench, executor, context };
}

describe('what jobs used', () => {
  it('is noted once, after the run, and told with what to ask for instead', async () => {
    const { bench, executor, context } = accountedBench({});
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    await noteUsage(context);
    // Accounting hears of it a little later.
    expect(executor.asked).toBe(0);
    bench.later.seconds = 60;
    await noteUsage(context);
    await noteUsage(context);
    expect(executor.asked).toBe(1);
    const [run] = bench.pipeline.runs(1);
    expect(run?.efficiency).toEqual([
      {
        ...{ model: 'Me2017', jobs: 1, requestedMinutes: 30, usedMinutesMedian: 0.5, usedMinutesMost: 0.5 },
        ...{ requestedCpus: 1, cpusUsed: 29 / 30, requestedMemoryMB: 1000, usedMemoryMBMost: 280 },
        ...{ waitedSecondsMedian: 12, waitedSecondsMost: 12, suggestion: { minutes: 5 } },
      },
    ]);
    const words = JSON.stringify(runList(run ? [run] : []).blocks);
    expect(words).toContain('0.5 of 30 min');
    expect(words).toContain('280 of 1000 MB');
    expect(words).toContain('Me2017: { minutes: 5 }');
  });

  it('is asked for again until it is known; after an hour what the app saw itself stands', async () => {
    const { bench, executor, context } = accountedBench({});
    executor.known = null;
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    bench.later.seconds = 60;
    await noteUsage(context);
    await noteUsage(context);
    expect(executor.asked).toBe(2);
    expect(bench.pipeline.runs(1)[0]?.efficiency).toEqual([]);
    bench.later.seconds = 3700;
    await noteUsage(context);
    expect(bench.pipeline.runs(1)[0]?.efficiency).toMatchObject([
      { requestedMinutes: null, usedMinutesMost: 0.3 / 60, usedMemoryMBMost: null, suggestion: null },
    ]);
  });

  it('near what was asked for is a reason to ask for more', async () => {
    const { bench, executor, context } = accountedBench({});
    executor.known = { usedMemoryMB: 990, usedSeconds: 600, requestedCpus: 4, usedCpuSeconds: 600 };
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    bench.later.seconds = 60;
    await noteUsage(context);
    expect(bench.pipeline.runs(1)[0]?.efficiency[0]?.suggestion).toEqual({ memoryMB: 1500, cpus: 1 });
  });
});

describe('what was kept elsewhere', () => {
  it('is cleaned once a day, and never what open jobs need', async () => {
    const { bench, executor, context } = accountedBench({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.pipeline.tick();
    const upkeep = new Upkeep(context);
    await upkeep.turn();
    await upkeep.turn();
    expect(executor.cleaned).toEqual([[expect.stringMatching(/^nmma-[0-9a-f]{8}-f1-a1$/)]]);
    bench.later.seconds = 90_000;
    await upkeep.turn();
    expect(executor.cleaned).toHaveLength(2);
  });
});

describe('a fit that runs out of time', () => {
  it('is tried once more with twice as much, where its entry allows it', async () => {
    const { bench } = accountedBench({ [`${object}/Me2017/1`]: { error: 'timed-out' } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    expect(getFit(bench.db, 1)).toMatchObject({ state: 'succeeded', attempts: 2, doubled: 'time' });
    const limit = (attempt: number): unknown =>
      JSON.parse(readFileSync(join(bench.stateDir, `jobs/1/${attempt}/request.json`), 'utf8'))
        .timeLimitSeconds;
    expect([limit(1), limit(2)]).toEqual([1800, 3600]);
  });

  it('with a result that is not converged is tried once more too', async () => {
    const { bench } = accountedBench({ [`${object}/Me2017/1`]: { notConverged: true, lnZ: -30 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    expect(getFit(bench.db, 1)).toMatchObject({
      ...{ state: 'succeeded', attempts: 2, doubled: 'time', lnZ: -20, warnings: [] },
    });
  });

  it('keeps that result when the second try comes to nothing', async () => {
    const { bench } = accountedBench({
      [`${object}/Me2017/1`]: { notConverged: true, lnZ: -30 },
      [`${object}/Me2017/2`]: { exit: 3 },
    });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const fit = getFit(bench.db, 1);
    expect(fit).toMatchObject({ state: 'succeeded', attempts: 2, lnZ: -30 });
    expect(fit.resultPath).toBe(join(bench.stateDir, 'jobs/1/1/result.json'));
    expect(fit.warnings.map((warning) => warning.code)).toEqual(['not-converged']);
  });

  it('a second time is out of time', async () => {
    const { bench } = accountedBench({ Me2017: { error: 'timed-out' } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    expect(getFit(bench.db, 1)).toMatchObject({ state: 'timed-out', attempts: 2 });
  });

  it('of memory is not, where only time may be doubled', async () => {
    const { bench } = accountedBench({ Me2017: { error: 'out-of-memory' } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    expect(getFit(bench.db, 1)).toMatchObject({ state: 'failed', reason: 'out-of-memory', attempts: 1 });
  });
});
