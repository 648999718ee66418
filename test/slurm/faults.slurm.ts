import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nights, tickUntil } from '../pipeline/pipelineExamples.ts';
import { canHaveCluster, whySkipped } from './clusterPlace.ts';
import { expectEachRunOnce, kill, repair, untilWrittenDown } from './daemons.ts';
import { makeSlurmBench, object, running, settled } from './lab.ts';

// A controller that comes back hears of ended jobs from its nodes, which may take a minute.
const seconds = 90;

describe.skipIf(canHaveCluster() !== null)(`trouble with a real Slurm${whySkipped}`, () => {
  afterEach(() => repair());

  it('an answer to sbatch that is lost: the batch is found by its name, and not sent twice', async () => {
    const bench = makeSlurmBench();
    bench.behave({ '*': { seconds: 3 } });
    bench.candidate(object, nights);
    await bench.pull();
    bench.remote.loseAnswerOf = 'sbatch';
    await bench.pipeline.tick();
    expect(bench.pipeline.status().incidents.join()).toContain('the answer was lost');
    expect(bench.pipeline.status().open.map((fit) => fit.state)).toEqual(['queued', 'queued']);
    await settled(bench);
    expectEachRunOnce(bench);
    // A later process of the app knows the array without looking for its name.
    for (const path of globSync(join(bench.stateDir, 'jobs/*/*.slurm.json'))) {
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ arrayId: expect.any(Number) });
    }
    // Two classes of time limits at most, each sent once.
    expect(bench.commands.sbatch).toBeLessThanOrEqual(2);
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('an app that dies after submitting: its next process finds the jobs', async () => {
    const bench = makeSlurmBench();
    bench.behave({ '*': { seconds: 3 } });
    bench.candidate(object, nights);
    await bench.pull();
    bench.remote.loseAnswerOf = 'sbatch';
    await bench.pipeline.tick();
    await bench.pipeline.stop();
    bench.restart();
    await settled(bench);
    expectEachRunOnce(bench);
  });

  it('slurmctld down at the submission: told, waited out', async () => {
    const bench = makeSlurmBench();
    kill('slurmctld');
    bench.candidate(object, nights);
    await bench.pull();
    await bench.pipeline.tick();
    expect(bench.pipeline.status().incidents.join()).toMatch(
      /(sbatch|squeue) on nmma-slurm@127\.0\.0\.1 did not work/,
    );
    expect(bench.pipeline.status().health).toContainEqual(
      expect.objectContaining({ part: 'executor', isWell: false }),
    );
    repair();
    await settled(bench);
    expectEachRunOnce(bench);
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('slurmctld and slurmdbd down while fits run: no fit fails by it', async () => {
    const bench = makeSlurmBench();
    bench.behave({ '*': { seconds: 12 } });
    bench.candidate(object, nights);
    await bench.pull();
    await running(bench);
    // Slurm runs a task again whose controller dies before it has written down that it runs.
    await untilWrittenDown(bench);
    kill('slurmctld');
    kill('slurmdbd');
    await tickUntil(bench, () => bench.pipeline.status().incidents.length > 0, seconds);
    expect(bench.pipeline.status().open.map((fit) => fit.state)).toEqual(['running', 'running']);
    // It stays told until Slurm answers again, and Slurm is not asked at every look.
    const asked = bench.commands.squeue ?? 0;
    for (let look = 0; look < 20; look += 1) {
      await bench.pipeline.tick();
      expect(bench.pipeline.status().incidents).not.toEqual([]);
    }
    expect((bench.commands.squeue ?? 0) - asked).toBeLessThan(20);
    repair();
    await settled(bench);
    expectEachRunOnce(bench);
  });

  it('sshd gone while fits run and when their results are fetched', async () => {
    const bench = makeSlurmBench();
    bench.behave({ '*': { seconds: 10 } });
    bench.candidate(object, nights);
    await bench.pull();
    await running(bench);
    kill('sshd');
    await tickUntil(bench, () => bench.pipeline.status().incidents.length > 0, seconds);
    expect(bench.pipeline.status().incidents.join()).toMatch(
      /is not reached|the connection|ended without a word/,
    );
    repair();
    await settled(bench);
    expectEachRunOnce(bench);
  });

  it('a file that does not come whole is fetched again', async () => {
    const bench = makeSlurmBench();
    bench.candidate(object, nights);
    await bench.pull();
    bench.remote.truncatedReads = 2;
    await settled(bench);
    expectEachRunOnce(bench);
  });
});
