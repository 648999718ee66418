import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderChart } from '../../../charts/index.ts';
import { fitCharts } from '../../../db/fitCharts.ts';
import { fitsOfObject, getFit } from '../../../db/fits.ts';
import { openJobs } from '../../../db/jobs.ts';
import type { PostContent } from '../../../pipeline/api/posts.ts';
import { type Bench, contentOf, makeBench, nights, tickUntil } from '../pipelineExamples.ts';

const object = 'ZTF22aaaaaaa';

function refit(bench: Bench, more: { words?: string[]; settings?: object; force?: boolean } = {}) {
  return bench.pipeline.requestFits({
    objectName: object,
    words: ['KN'],
    settings: {},
    force: false,
    requestedBy: 'U1',
    ...more,
  });
}

/** A bench with the object fitted and posted. */
async function postedBench(): Promise<Bench> {
  const bench = makeBench();
  bench.candidate(object, nights);
  await bench.pull();
  await bench.settle();
  return bench;
}

function attemptsOf(bench: Bench): number[] {
  return fitsOfObject(bench.db, 1).map(({ attempts }) => attempts);
}

describe('a fit that finds nothing', () => {
  it.each([
    ['error', { error: 'bad-data' }, 'failed', 'bad-data', 'The mock was told to fail.'],
    ['crash', { exit: 3 }, 'failed', 'crash', 'ValueError: the mock was told to break'],
    ['half a result', { broken: true }, 'failed', 'bad-result', 'result.json is not valid JSON.'],
    ['a result of other data', { wrongHash: true }, 'failed', 'bad-result', 'made from another lightCurve'],
    ['time over', { error: 'timed-out' }, 'timed-out', null, 'The mock was told to fail.'],
  ])('is told as such: %s', async (_, behaviour, state, reason, words) => {
    const bench = makeBench();
    bench.behave({ Me2017: behaviour });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const report = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(report.fits.map((fit) => [fit.model, fit.state])).toEqual([
      ['Piro2021', 'succeeded'],
      ['Me2017', state],
    ]);
    const [, bad] = report.fits;
    expect(bad).toMatchObject({ lnZ: null, message: expect.stringContaining(words) });
    expect(getFit(bench.db, bad?.fitId ?? 0).reason).toBe(reason);
    expect(report.lightCurveChart?.altText).toContain('Shock cooling');
    expect(bench.warnings.join()).toContain(`(${object}, Me2017) ${state}: `);
    // A pull does not try again by itself; a person may.
    expect(await bench.pull()).toMatchObject({ fitsAsked: 0 });
    bench.behave({});
    expect(refit(bench).queued).toHaveLength(1);
    await bench.settle();
    const now = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(now.fits.map((fit) => [fit.model, fit.state])).toEqual([
      ['Me2017', 'succeeded'],
      ['Piro2021', 'succeeded'],
    ]);
  });

  it('has no pictures when no other does', async () => {
    const bench = makeBench();
    bench.behave({ '*': { exit: 1 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    expect(bench.publisher.messages).toHaveLength(1);
    const report = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect([report.lightCurveChart, report.fits.length]).toEqual([null, 2]);
  });

  it('is ended at its time limit by the executor', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'], timeLimitSeconds: 1, finishingSeconds: 1 });
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const [fit] = contentOf('object-report', bench.publisher.inChannel()[0]).fits;
    expect(fit).toMatchObject({ state: 'timed-out', message: expect.stringContaining('stopped after 2 s') });
  });
});

describe('a restart of the app', () => {
  it('finds the job that runs, and starts nothing twice', async () => {
    const bench = makeBench();
    bench.behave({ Me2017: { seconds: 0.7 }, Piro2021: { seconds: 0.7 } });
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().open.every(({ progress }) => progress !== null));
    const pids = openJobs(bench.db).map(({ folder }) => readFileSync(join(folder, 'pid'), 'utf8'));
    bench.restart();
    await bench.settle();
    expect(contentOf('object-report', bench.publisher.inChannel()[0]).fits).toMatchObject([
      { state: 'succeeded' },
      { state: 'succeeded' },
    ]);
    expect(attemptsOf(bench)).toEqual([1, 1]);
    const folders = [1, 2].map((fit) => join(bench.stateDir, 'jobs', String(fit), '1'));
    expect(folders.map((folder) => readFileSync(join(folder, 'pid'), 'utf8'))).toEqual(pids);
    const logs = folders.map((folder) => readFileSync(join(folder, 'log.txt'), 'utf8'));
    expect(logs.every((log) => log.match(/mock fit/g)?.length === 1)).toBe(true);
  });

  it('takes up what waited for a core, and what ended meanwhile', async () => {
    const bench = makeBench();
    bench.behave({ '*': { seconds: 0.3 } });
    bench.candidate(object, nights);
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    await bench.pull();
    await bench.pipeline.tick();
    expect(openJobs(bench.db)).toHaveLength(4);
    await new Promise((resolve) => setTimeout(resolve, 900));
    bench.restart();
    await bench.settle();
    expect(bench.publisher.inChannel()).toHaveLength(2);
    expect([...attemptsOf(bench), ...fitsOfObject(bench.db, 2).map(({ attempts }) => attempts)]).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('after the machine was lost tries again, twice at most', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'] });
    bench.behave({ '*': { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const folder = join(bench.stateDir, 'jobs', '1', String(attempt));
      const record = join(folder, 'process.json');
      await tickUntil(bench, () => existsSync(record) && existsSync(join(folder, 'progress.json')));
      writeFileSync(
        record,
        JSON.stringify({ ...JSON.parse(readFileSync(record, 'utf8')), bootId: 'earlier' }),
      );
      process.kill(-Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGKILL');
      bench.restart();
    }
    await bench.settle();
    const [fit] = contentOf('object-report', bench.publisher.inChannel()[0]).fits;
    expect(fit).toMatchObject({ state: 'failed', message: expect.stringContaining('The machine was lost') });
    expect(getFit(bench.db, 1)).toMatchObject({ attempts: 3, lostCount: 3, reason: 'node' });
  });
});

describe('a refit', () => {
  it('goes to the thread, and the first message shows the state of things', async () => {
    const bench = await postedBench();
    bench.behave({ Piro2021: { lnZ: -10 } });
    const outcome = refit(bench, { words: ['sc'], settings: { seed: 7 } });
    expect(outcome).toMatchObject({ object, queued: [{ model: 'Piro2021' }], reused: [], alreadyOpen: [] });
    await bench.settle();
    const [message, ...others] = bench.publisher.inChannel();
    expect(others).toEqual([]);
    const replies = bench.publisher.inThread(message?.ts);
    expect(replies.map(({ content }) => content.kind)).toEqual(['corner', 'refit-report', 'refit-report']);
    // What moved ends as the numbers; the change is a message of its own, for the channel too.
    expect(replies[1]?.content).toMatchObject({ isBrief: true, lightCurveChart: null });
    const reply = contentOf('refit-report', replies[2]);
    expect(reply).toMatchObject({
      object,
      requestedBy: 'U1',
      runId: outcome.runId,
      isChange: true,
      isBrief: false,
      before: { kind: 'KN', strength: 'very strong' },
      verdict: { kind: 'SC', strength: 'very strong' },
    });
    expect(reply.fits.map(({ model, lnZ }) => [model, lnZ])).toEqual([['Piro2021', -10]]);
    expect(reply.lightCurveChart?.altText).toContain('Shock cooling');
    expect(reply.cornerChart).not.toBeNull();
    const ranking = (content: PostContent | undefined) =>
      content?.kind === 'object-report' ? content.fits.map(({ model, lnZ }) => [model, lnZ]) : [];
    expect(ranking(message?.earlier[0])).toEqual([
      ['Me2017', -20],
      ['Piro2021', -25],
    ]);
    expect(ranking(message?.content)).toEqual([
      ['Piro2021', -10],
      ['Me2017', -20],
    ]);
  });

  it('with another window is not compared with the rest', async () => {
    const bench = await postedBench();
    bench.behave({ Piro2021: { lnZ: -1 } });
    refit(bench, { words: ['sc'], settings: { tmax: 5 } });
    await bench.settle();
    const [message] = bench.publisher.inChannel();
    const report = contentOf('object-report', message);
    expect(report.fits.map(({ model, lnZ }) => [model, lnZ])).toEqual([
      ['Me2017', -20],
      ['Piro2021', -25],
    ]);
    expect(report.verdict).toMatchObject({ kind: 'KN', deltaLnZ: 5 });
    const reply = contentOf('refit-report', bench.publisher.inThread(message?.ts)[1]);
    expect(reply).toMatchObject({ isChange: false, fits: [{ lnZ: -1, settings: ['0 to 5 d'] }] });
    expect(bench.pipeline.objectStatus(object).verdict).toMatchObject({ kind: 'KN', deltaLnZ: 5 });
  });

  it('with fewer bands is not compared with the rest, and the message says why', async () => {
    const bench = makeBench();
    const text = '2 points were left out, in filters that the model does not have: 2massj (2).';
    bench.behave({ Piro2021: { lnZ: -1, warnings: [{ code: 'bands-left-out', text }] } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const { verdict, fits } = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(verdict.kinds).toHaveLength(1);
    const [{ model } = { model: '' }] = fits;
    const other = model === 'Me2017' ? 'Piro2021' : 'Me2017';
    const why = other === 'Piro2021' ? 'fewer-bands' : 'other-settings';
    expect(verdict.notCompared).toContainEqual(expect.objectContaining({ model: other, reason: why }));
  });

  it('of what succeeded is its result again, and says so; unless it is forced', async () => {
    const bench = await postedBench();
    const outcome = refit(bench);
    expect(outcome).toMatchObject({ queued: [], reused: [{ model: 'Me2017' }] });
    await bench.settle();
    const [, reply] = bench.publisher.inThread(bench.publisher.inChannel()[0]?.ts);
    expect(contentOf('refit-report', reply).fits).toMatchObject([{ reused: true, lnZ: -20 }]);
    expect(refit(bench, { force: true })).toMatchObject({ queued: [{ model: 'Me2017' }], reused: [] });
    await bench.settle();
    expect(attemptsOf(bench)).toEqual([1, 1, 0, 1]);
  });

  it('of what is open is not asked for twice', async () => {
    const bench = makeBench();
    bench.candidate(object, nights);
    const { runId } = await bench.pull();
    const outcome = refit(bench, { words: [] });
    expect(outcome).toMatchObject({ runId, queued: [], reused: [] });
    expect(outcome.alreadyOpen.map(({ model }) => model).sort()).toEqual(['Me2017', 'Piro2021']);
    expect(refit(bench, { settings: { seed: 7 } }).queued).toHaveLength(1);
  });

  it('of a muted object is fitted all the same', async () => {
    const bench = await postedBench();
    bench.pipeline.mute({ objectName: object, by: 'U2', reason: null, end: null });
    expect(refit(bench, { settings: { seed: 7 } }).queued).toHaveLength(1);
    await bench.settle();
    expect(contentOf('object-report', bench.publisher.inChannel()[0]).muted?.mutedBy).toBe('U2');
  });

  it('with a wrong word or setting is answered, and nothing is queued', async () => {
    const bench = await postedBench();
    expect(() => refit(bench, { words: ['KNN'] })).toThrow('No model `KNN`: did you mean KN (Me2017)?');
    expect(() => refit(bench, { settings: { tmax: -1 } })).toThrow('The window ends (tmax -1 d)');
    expect(() => refit(bench, { settings: { livePoints: 1 } })).toThrow(/^Setting livePoints: /);
    expect(bench.pipeline.status().open).toEqual([]);
  });
});

describe('new data of a known object', () => {
  it('that changes no verdict is shown by its first message, and posts nothing', async () => {
    const bench = await postedBench();
    bench.behave({ Me2017: { lnZ: -30 }, Piro2021: { lnZ: -35 } });
    bench.candidate(object, [...nights, 2459790.7]);
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 2 });
    await bench.settle();
    const [message, ...others] = bench.publisher.inChannel();
    expect(others).toEqual([]);
    expect(contentOf('object-report', message).lightCurve.detections).toBe(5);
    expect(contentOf('object-report', message).fits.map(({ lnZ }) => lnZ)).toEqual([-30, -35]);
    expect(bench.publisher.inThread(message?.ts).map(({ content }) => content.kind)).toEqual(['corner']);
    const fits = bench.pipeline.objectStatus(object).fits.map(({ lnZ }) => lnZ);
    expect(fits).toEqual([-30, -35, -20, -25]);
  });

  it('that changes the verdict is told in its thread and to the channel, and its verdicts are kept', async () => {
    const bench = await postedBench();
    bench.behave({ Me2017: { lnZ: -35 }, Piro2021: { lnZ: -30 } });
    bench.candidate(object, [...nights, 2459790.7]);
    await bench.pull();
    await bench.settle();
    const [message] = bench.publisher.inChannel();
    const [, reply] = bench.publisher.inThread(message?.ts);
    expect(contentOf('refit-report', reply)).toMatchObject({
      requestedBy: null,
      isChange: true,
      before: { kind: 'KN' },
      verdict: { kind: 'SC' },
      fits: [{ lnZ: -30 }, { lnZ: -35 }],
    });
    const { verdicts } = bench.pipeline.objectStatus(object);
    expect(verdicts.map(({ kind, kilonovaScore }) => [kind, kilonovaScore])).toEqual([
      ['KN', 5],
      ['SC', -5],
    ]);
    expect(verdicts[1]?.days).toBeGreaterThan(verdicts[0]?.days ?? 0);
  });

  it('whose fits end before those of the older data stays what the first message shows', async () => {
    const bench = await postedBench();
    bench.behave({ '*': { seconds: 1 } });
    refit(bench, { settings: { seed: 7 } });
    await tickUntil(bench, () => existsSync(join(bench.stateDir, 'jobs', '3', '1', 'progress.json')));
    bench.behave({});
    bench.candidate(object, [...nights, 2459790.7]);
    await bench.pull();
    await bench.settle();
    expect(bench.publisher.inThread(bench.publisher.inChannel()[0]?.ts)).toHaveLength(2);
    expect(contentOf('object-report', bench.publisher.inChannel()[0]).lightCurve.detections).toBe(5);
  });
});

describe('pictures', () => {
  it('that cannot be drawn are left out, and the numbers are told', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'], renderChart });
    const path = join(bench.stateDir, 'charts', `${object}_Me2017_fit1_light_curve.png`);
    mkdirSync(path, { recursive: true });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const [message] = bench.publisher.inChannel();
    expect(contentOf('object-report', message)).toMatchObject({
      lightCurveChart: null,
      fits: [{ lnZ: -20 }],
    });
    expect(bench.publisher.inThread(message?.ts)).toHaveLength(1);
    expect(bench.warnings).toEqual(['the light curve could not be drawn']);
  });

  it('of several models are one picture, which is drawn anew when there are more', async () => {
    const bench = makeBench({ modelsEnabled: ['KN', 'SC'], renderChart });
    bench.behave({ Me2017: { lnZ: -12 }, Piro2021: { lnZ: -20 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const [message] = bench.publisher.inChannel();
    const chart = contentOf('object-report', message).lightCurveChart;
    expect(chart?.altText).toMatch(/best first: Kilonova.*; Shock cooling.*Δln Z = −8\.0/);
    expect(
      readFileSync(chart?.path ?? '')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const [fit] = contentOf('object-report', message).fits;
    expect(fitCharts(bench.db, fit?.fitId ?? 0).map(({ kind }) => kind)).toEqual([
      'corner',
      'light-curve',
      'models',
    ]);
    refit(bench, { words: ['SC'], settings: { seed: 7 } });
    bench.behave({ '*': { lnZ: -13 } });
    await bench.settle();
    const edited = contentOf('object-report', bench.publisher.inChannel()[0]).lightCurveChart;
    expect(edited?.altText).toContain('Δln Z = −1.0');
    expect(edited?.path).not.toBe(chart?.path);
  });

  it('of another database are drawn anew; those of a fit are drawn once', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'], renderChart });
    const path = join(bench.stateDir, 'charts', `${object}_Me2017_fit1_light_curve.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'old');
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    expect(readFileSync(path).subarray(1, 4).toString()).toBe('PNG');
    writeFileSync(path, 'drawn');
    refit(bench, { settings: { seed: 7 } });
    bench.behave({ '*': { lnZ: -99 } });
    await bench.settle();
    expect(readFileSync(path, 'utf8')).toBe('drawn');
  });

  it('wait for their folder', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'], renderChart });
    writeFileSync(join(bench.stateDir, 'charts'), 'in the way');
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().incidents.length > 0);
    expect(bench.pipeline.status().incidents[0]).toMatch(/charts/);
    rmSync(join(bench.stateDir, 'charts'));
    await bench.settle();
    expect(bench.pipeline.status().incidents).toEqual([]);
    expect(contentOf('object-report', bench.publisher.inChannel()[0]).lightCurveChart).not.toBeNull();
  });
});
