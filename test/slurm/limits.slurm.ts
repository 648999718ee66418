import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type FitRow, openFits } from '../../db/fits.ts';
import { nights, tickUntil } from '../pipeline/pipelineExamples.ts';
import { until } from '../pipeline/scratch.ts';
import { canHaveCluster, clusterFolder, whySkipped } from './clusterPlace.ts';
import { expectEachRunOnce, tasksGiven } from './daemons.ts';
import { cluster, fits, makeSlurmBench, object, type SlurmBench, settled } from './lab.ts';

const seconds = 90;

function limit(bench: SlurmBench, most: number): void {
  bench.slurm('sacctmgr', '-i', 'modify', 'user', cluster().user, 'set', `maxsubmitjobs=${most}`);
}

function allFits(bench: SlurmBench): FitRow[] {
  return bench.db.prepare<[], FitRow>('SELECT * FROM fits').all();
}

describe.skipIf(canHaveCluster() !== null)(`what a real Slurm refuses${whySkipped}`, () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const act of undo.splice(0)) act();
  });

  it('more jobs than the user may submit: smaller arrays, the rest waits here, and all are fitted', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    undo.push(() => limit(bench, -1));
    limit(bench, 3);
    bench.behave({ '*': { seconds: 2 } });
    for (let i = 0; i < 8; i += 1)
      bench.candidate(`ZTF22aaaaaa${String.fromCharCode(97 + i)}`, nights, 18 + i / 10);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().incidents.length > 0, seconds);
    expect(bench.pipeline.status().incidents.join()).toMatch(
      /^Slurm takes no more fits of Me2017 now, 5 fits wait here for a place: “.*SubmitJobLimit/,
    );
    expect(
      allFits(bench)
        .map((fit) => fit.state)
        .filter((state) => state === 'queued'),
    ).toHaveLength(5);
    await settled(bench);
    expect(allFits(bench).map((fit) => [fit.state, fit.attempts])).toEqual(
      Array.from({ length: 8 }, () => ['succeeded', 1]),
    );
    expect(tasksGiven(bench)).toBe(8);
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('one model’s partition that there is not: told once, and the other models are fitted', async () => {
    const bench = makeSlurmBench({ options: { models: { Me2017: { partition: 'shrt' } } } });
    bench.candidate(object, nights);
    await bench.pull();
    const state = () => Object.fromEntries(fits(bench).map((fit) => [fit.model, fit.state]));
    await tickUntil(bench, () => state().Piro2021 === 'succeeded', seconds);
    expect(state()).toEqual({ Piro2021: 'succeeded', Me2017: 'queued' });
    expect(bench.pipeline.status().incidents).toEqual([
      expect.stringMatching(
        /^Slurm refuses fits of Me2017: “.*partition.*”\. 1 fit waits? here: see executor/,
      ),
    ]);
    const sent = bench.commands.sbatch ?? 0;
    for (let look = 0; look < 20; look += 1) await bench.pipeline.tick();
    expect((bench.commands.sbatch ?? 0) - sent).toBeLessThanOrEqual(1);
    bench.pipeline.cancel({ what: object, by: 'U1' });
    await settled(bench);
  });

  it('a task whose folder a node cannot see never began: handed over anew', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    const nodes = 'nodename=n[1-4]';
    undo.push(() => bench.slurm('scontrol', 'update', nodes, 'state=resume'));
    bench.slurm('scontrol', 'update', nodes, 'state=drain', 'reason=test');
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => fits(bench)[0]?.state === 'submitted', seconds);
    execFileSync('sh', ['-c', `rm -rf ${bench.workFolder}/*/jobs/1/1`]);
    for (const act of undo.splice(0)) act();
    await tickUntil(bench, () => fits(bench)[0]?.lostCount === 1, seconds);
    await settled(bench);
    expect(fits(bench)[0]).toMatchObject({ state: 'succeeded', attempts: 2, lostCount: 1 });
  });

  it('a cancelled fit whose submission was not answered is ended there too', async () => {
    const bench = makeSlurmBench({ pipeline: { modelsEnabled: ['KN'] } });
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    bench.remote.loseAnswerOf = 'sbatch';
    await bench.pipeline.tick();
    bench.pipeline.cancel({ what: object, by: 'U1' });
    await settled(bench);
    const ours = () => bench.slurm('squeue', '-h', '-u', cluster().user).trim();
    await until(async () => {
      await bench.pipeline.tick();
      return ours() === '' && tasksGiven(bench) === 1;
    }, 30);
    expect(fits(bench)[0]).toMatchObject({ state: 'cancelled', attempts: 1 });
  });

  it('login scripts that say something, and variables of the user, change nothing', async () => {
    const rc = join(clusterFolder, 'home', '.bashrc');
    undo.push(() => rmSync(rc, { force: true }));
    const variables = 'SQUEUE_FORMAT=%i SQUEUE_FORMAT2=jobid SQUEUE_PARTITION=long SACCT_FORMAT=jobid';
    writeFileSync(rc, `echo 'Welcome to the lab'\necho '42 modules loaded'\nexport ${variables}\n`);
    const bench = makeSlurmBench({ options: { resources: { partition: 'short' } } });
    bench.behave({ '*': { seconds: 2 } });
    bench.candidate(object, nights);
    await bench.pull();
    await settled(bench);
    expectEachRunOnce(bench);
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('a minute’s limit: the fit is warned, and what it has is taken', async () => {
    const bench = makeSlurmBench({
      options: { models: { Me2017: { minutes: 1 } } },
      pipeline: { modelsEnabled: ['KN'] },
    });
    bench.behave({ '*': { seconds: 600, endsOnWarning: true } });
    bench.candidate(object, nights);
    await bench.pull();
    await until(async () => {
      await bench.pipeline.tick();
      return openFits(bench.db).length === 0;
    }, 150);
    expect(fits(bench)[0]).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(JSON.stringify(fits(bench)[0]?.warnings)).toMatch(/time limit|converged/);
  });
});
