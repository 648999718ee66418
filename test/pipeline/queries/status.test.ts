import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getFit } from '../../../db/fits.ts';
import { LocalExecutor } from '../../../pipeline/executors/local.ts';
import type { PipelineEvent } from '../../../pipeline/pipeline.ts';
import { hasProcesses } from '../executors/examples.ts';
import { contentOf, makeBench, nights, tickUntil } from '../pipelineExamples.ts';
import { afterwards, fitterDir, scratchFolder, until, writeOld } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';

describe('status', () => {
  it('is empty before anything happened', () => {
    const { pipeline } = makeBench();
    const { health, ...status } = pipeline.status();
    expect(health.map(({ part, isWell }) => [part, isWell])).toEqual([
      ['source', true],
      ['executor', true],
      ['database', true],
      ['Slack', true],
    ]);
    expect(status).toEqual({
      open: [],
      openRuns: [],
      lastRun: null,
      lastPull: null,
      nextPullAt: null,
      problems: [],
      muted: [],
      pendingPosts: 0,
      notPosted: [],
      incidents: [],
      lastCleaning: null,
    });
    expect(() => pipeline.objectStatus(object)).toThrow(
      `No object \`${object}\`: no light curve has been read`,
    );
    expect(pipeline.models().map(({ kind }) => kind)).toEqual(expect.arrayContaining(['SC', 'KN']));
  });

  it('tells what runs and how far it is, what waits, the last run and the next pull', async () => {
    const nextPullAt = '2026-11-24T00:00:00.000Z';
    const bench = makeBench({ nextPullAt: () => nextPullAt });
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    writeOld(join(bench.candidates, 'M87.csv'), 'x');
    const { runId } = await bench.pull();
    expect(bench.pipeline.status().open.map(({ state }) => state)).toEqual(Array(4).fill('queued'));
    const running = () => bench.pipeline.status().open.filter(({ progress }) => progress !== null);
    await tickUntil(bench, () => running().length === 2);
    const progress = { iteration: 10, lnZ: -30, fraction: 0.5, elapsedSeconds: 1, remainingSeconds: 1 };
    expect(running()[0]).toMatchObject({ runId, state: 'running', attempt: 1, progress });
    const status = bench.pipeline.status();
    expect(status.open.map(({ state }) => state).sort()).toEqual([
      'running',
      'running',
      'submitted',
      'submitted',
    ]);
    expect(status).toMatchObject({
      nextPullAt,
      lastRun: { runId, finishedAt: null, filesRead: 3, lightCurvesNew: 2 },
      problems: [{ file: 'M87.csv', line: null }],
    });
    expect(status.lastRun?.fitsByState).toEqual({ running: 2, submitted: 2 });
  });

  it('of an object has its fits, newest light curve first, best first', async () => {
    const bench = makeBench();
    bench.behave({ Piro2021: { exit: 1 } });
    bench.candidate(object, nights.slice(0, 2));
    await bench.pull();
    await bench.settle();
    bench.pipeline.mute({ objectName: object, by: 'U1', reason: 'a star', end: null });
    const status = bench.pipeline.objectStatus('22AAAAAAA');
    expect(status).toMatchObject({
      object,
      lightCurves: 1,
      detections: 2,
      limits: 1,
      lastJd: 2459787.7,
      muted: { mutedBy: 'U1', reason: 'a star', until: null },
    });
    const [first, second] = status.fits;
    expect([first?.model, first?.lnZ, second?.state]).toEqual(['Me2017', -20, 'failed']);
    expect(first?.warnings.map(({ code }) => code)).toEqual(['few-nights']);
    // By the job's own word, however late we looked.
    expect(first?.seconds).toBe(0.3);
    expect(() => bench.pipeline.objectStatus('ZTF22aaaaaab')).toThrow(`did you mean ${object}?`);
  });
});

describe('cancelling a fit', () => {
  it('ends its job, and is no failure', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'] });
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().open[0]?.progress != null);
    const job = { folder: join(bench.stateDir, 'jobs', '1', '1') };
    expect(hasProcesses(job)).toBe(true);
    expect(bench.pipeline.cancel({ what: '#1', by: 'U1' })).toEqual({
      what: 'fit 1',
      cancelled: [{ fitId: 1, object, model: 'Me2017', kind: 'KN' }],
    });
    await bench.settle();
    await until(() => !hasProcesses(job), 30);
    expect(getFit(bench.db, 1)).toMatchObject({ state: 'cancelled', message: 'Cancelled by U1.' });
    expect(bench.pipeline.cancel({ what: 'fit 1', by: 'U1' }).cancelled).toEqual([]);
    expect(() => bench.pipeline.cancel({ what: 'fit 99', by: 'U1' })).toThrow('There is no fit 99:');
    expect(() => bench.pipeline.cancel({ what: 'run 99', by: 'U1' })).toThrow('There is no run 99:');
    expect(bench.publisher.attempts).toEqual([]);
  });

  it('frees the core for the next', async () => {
    const bench = makeBench();
    bench.behave({ '*': { seconds: 600 }, 'ZTF22bbbbbbb/Me2017': {}, 'ZTF22bbbbbbb/Piro2021': {} });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.pipeline.tick();
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    await bench.pull();
    await bench.pipeline.tick();
    expect(bench.pipeline.cancel({ what: object, by: 'U1' }).cancelled).toHaveLength(2);
    await bench.settle();
    expect(contentOf('object-report', bench.publisher.inChannel()[0]).object).toBe('ZTF22bbbbbbb');
  });
});

describe('the pipeline by itself', () => {
  it('looks after everything from start to stop; idle when all is posted; who listens hears it', async () => {
    const bench = makeBench();
    const { pipeline } = bench;
    afterwards(() => pipeline.stop());
    const events: PipelineEvent[] = [];
    pipeline.onEvent((event) => events.push(event));
    bench.candidate(object, nights);
    await pipeline.start();
    await pipeline.idle();
    expect(bench.publisher.attempts).toEqual([]);
    await bench.pull();
    await pipeline.idle();
    expect(bench.publisher.messages).toHaveLength(2);
    expect(pipeline.status()).toMatchObject({ open: [], pendingPosts: 0 });
    const types = events.map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['pulled', 'progress', 'fit-ended', 'post-sent']));
    expect(types.filter((type) => type === 'fit-ended')).toHaveLength(2);
    const sent = events.flatMap((event) => (event.type === 'post-sent' ? [event.ts] : []));
    expect(sent).toEqual(bench.publisher.messages.map(({ ts }) => ts));
    await pipeline.stop();
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    await bench.pull();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(pipeline.status().open.map(({ state }) => state)).toEqual(['queued', 'queued']);
  });

  it('goes on with jobs while Slack does not answer', async () => {
    const bench = makeBench();
    afterwards(() => bench.pipeline.stop());
    bench.candidate(object, nights);
    await bench.pull();
    await bench.pipeline.start();
    bench.publisher.failures.push(...Array.from({ length: 50 }, () => new Error('offline')));
    await until(() => bench.publisher.attempts.length > 0);
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    await bench.pull();
    await until(() => bench.pipeline.status().open.length === 0);
    expect(bench.pipeline.status()).toMatchObject({ incidents: ['offline'] });
    expect(bench.pipeline.status().pendingPosts).toBeGreaterThan(0);
  });

  it('waits out an executor in trouble: nothing fails', async () => {
    const bench = makeBench();
    const gone = join(scratchFolder(), 'python');
    bench.restart({ executor: new LocalExecutor({ command: [gone], cores: 1 }) });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.pipeline.tick();
    await bench.pipeline.tick();
    const words = `The program ${gone}, which runs the fits, is not there.`;
    expect(bench.pipeline.status()).toMatchObject({ incidents: [words], open: [{}, {}] });
    expect(bench.warnings).toEqual([words]);
    bench.restart({});
    await bench.settle();
    expect(bench.publisher.inChannel()).toHaveLength(1);
    expect(getFit(bench.db, 1)).toMatchObject({ state: 'succeeded', attempts: 1 });
  });

  it('does not begin without what every fit needs', () => {
    const own = join(scratchFolder(), 'fitter');
    for (const part of ['models.yml', 'pyproject.toml', 'schemas', 'priors']) {
      cpSync(join(fitterDir, part), join(own, part), { recursive: true });
    }
    expect(makeBench({ fitterDir: own }).pipeline.models()).not.toEqual([]);
    expect(() => makeBench({ modelsEnabled: ['KNN'] })).toThrow('No model `KNN`: did you mean KN');
    rmSync(join(own, 'priors', 'tuned', 'Me2017.prior'));
    expect(() => makeBench({ fitterDir: own })).toThrow(/^The prior file of Me2017 is missing: /);
    const sc = { fitterDir: own, modelsEnabled: ['SC'] };
    expect(() => makeBench(sc)).not.toThrow();
    rmSync(join(own, 'priors', 'old', 'Piro2021.prior'));
    expect(() => makeBench(sc)).not.toThrow();
    expect(() => makeBench({ ...sc, fitDefaults: { priorSet: 'old' } })).toThrow(
      /Piro2021 is missing: .*old/,
    );
    writeFileSync(join(own, 'pyproject.toml'), '');
    expect(() => makeBench({ fitterDir: own, modelsEnabled: ['SC'] })).toThrow('has no version');
  });

  it('never takes the result of another database for its own', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'] });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const jobs = join(bench.stateDir, 'jobs');
    const other = makeBench({ modelsEnabled: ['KN'] });
    other.behave({ '*': { lnZ: -99 } });
    cpSync(jobs, join(other.stateDir, 'jobs'), { recursive: true });
    other.candidate('ZTF22bbbbbbb', nights, 19);
    await other.pull();
    await other.settle();
    const { fits } = contentOf('object-report', other.publisher.inChannel()[0]);
    expect(fits).toMatchObject([{ lnZ: -99 }]);
    // Its own job has a folder beside the other one's.
    expect(readdirSync(join(other.stateDir, 'jobs', '1')).sort()).toEqual([
      '1',
      expect.stringMatching(/^1-[0-9a-f]{8}$/),
    ]);
  });

  it('gives a model up that has gone, and says so', async () => {
    const own = join(scratchFolder(), 'fitter');
    for (const part of ['models.yml', 'pyproject.toml', 'schemas', 'priors']) {
      cpSync(join(fitterDir, part), join(own, part), { recursive: true });
    }
    const bench = makeBench();
    bench.candidate(object, nights);
    await bench.pull();
    const entry =
      '{ kind: KN, title: New, prior: Me2017.prior, prior_set: tuned, default: true, resources: { cpus: 1, memory_mb: 100, minutes: 5 }, live_points: 50 }';
    writeFileSync(join(own, 'models.yml'), `schema_version: 2\nmodels: { New: ${entry} }`);
    bench.restart({ fitterDir: own, modelsEnabled: null });
    await bench.settle();
    const { fits } = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(fits.map(({ state, message }) => [state, message]).sort()).toEqual([
      ['failed', 'Model Me2017 is no longer in models.yml.'],
      ['failed', 'Model Piro2021 is no longer in models.yml.'],
    ]);
  });
});
