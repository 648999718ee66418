import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentOf, makeBench, nights } from '../pipelineExamples.ts';

const object = 'ZTF22aaaaaaa';
const other = 'ZTF22bbbbbbb';
const today = () => new Date().toISOString().slice(0, 10);

async function fittedBench() {
  const bench = makeBench();
  bench.behave({ [`${other}/Me2017`]: { lnZ: -90 }, Piro2021: { lnZ: -30 } });
  bench.candidate(other, nights, 19);
  bench.candidate(object, nights);
  await bench.pull();
  await bench.settle();
  return bench;
}

describe('the summary of a day', () => {
  it('tells apart that nothing ran, that nothing came, and that nothing passed', async () => {
    const bench = makeBench();
    expect(bench.pipeline.report(null)).toMatchObject({ pulls: 0, lightCurvesNew: 0, objects: 0 });
    await bench.pull();
    expect(bench.pipeline.report(null)).toMatchObject({ pulls: 1, lightCurvesNew: 0, objects: 0 });
    bench.candidate(object, nights.slice(0, 1));
    await bench.pull();
    expect(bench.pipeline.report(null)).toMatchObject({
      pulls: 2,
      lightCurvesNew: 1,
      objects: 0,
      newObjects: [object],
    });
    expect(() => bench.pipeline.report('2026-02-30')).toThrow('`2026-02-30` is no date: expected such as');
    expect(() => bench.pipeline.report('soon')).toThrow('`soon` is no date');
  });

  it('ranks by how much the objects look like a kilonova, and names the muted', async () => {
    const bench = await fittedBench();
    bench.pipeline.mute({ objectName: other, by: 'U1', reason: null, end: null });
    bench.candidate(other, [...nights, 2459791.7], 19);
    await bench.pull();
    const report = bench.pipeline.report(today());
    expect(report.ranking.map((one) => [one.object, one.bestKind, one.deltaLnZ])).toEqual([
      [object, 'KN', 10],
      [other, 'SC', 60],
    ]);
    expect(report).toMatchObject({ objects: 2, mutedObjects: [other], fitsByState: { succeeded: 4 } });
    expect(report.newObjects.sort()).toEqual([object, other]);
    await bench.settle();
  });
});

describe('the history', () => {
  it('has what matters to people, oldest first', async () => {
    const bench = await fittedBench();
    bench.pipeline.requestFits({
      objectName: object,
      words: ['KN'],
      settings: {},
      force: false,
      requestedBy: 'U1',
    });
    bench.pipeline.mute({ objectName: object, by: 'U1', reason: 'a star', end: null });
    const of = { objectName: '22AAAAAAA', date: null, most: 50 };
    const entries = bench.pipeline.history(of);
    expect(entries.map(({ event, actor, fit }) => [event, actor, fit?.model])).toEqual([
      ['first-seen', 'app', undefined],
      ['new-data', 'app', undefined],
      ['asked', 'app', expect.any(String)],
      ['asked', 'app', expect.any(String)],
      ['succeeded', 'app', expect.any(String)],
      ['succeeded', 'app', expect.any(String)],
      ['reused', 'U1', 'Me2017'],
      ['muted', 'U1', undefined],
    ]);
    expect(
      entries
        .filter((one) => one.event === 'succeeded')
        .map((one) => one.fit?.lnZ)
        .sort(),
    ).toEqual([-20, -30]);
    expect(bench.pipeline.history({ ...of, most: 2 }).map((one) => one.event)).toEqual(['reused', 'muted']);
    expect(bench.pipeline.history({ ...of, date: '2020-01-01' })).toEqual([]);
    const all = bench.pipeline.history({ objectName: null, date: today(), most: 100 });
    expect(new Set(all.map((one) => one.object))).toEqual(new Set([object, other]));
    expect(() => bench.pipeline.history({ ...of, objectName: 'M31' })).toThrow('No object `M31`');
    await bench.settle();
  });
});

describe('everything about a fit', () => {
  it('is its numbers, how it was made and where its files are', async () => {
    const bench = await fittedBench();
    const [best] = bench.pipeline.objectStatus(object).fits;
    const details = await bench.pipeline.fitDetails(best?.fitId ?? 0);
    expect(details.fit).toMatchObject({ object, model: 'Me2017', lnZ: -20 });
    expect(details.settings).toContainEqual({ name: 'priors', value: 'tuned' });
    const [first] = details.result?.parameters ?? [];
    expect(first?.p05).toBeLessThanOrEqual(first?.median ?? Number.NaN);
    expect(first?.median).toBeLessThanOrEqual(first?.p95 ?? Number.NaN);
    expect(details.result?.likelihoodCalls).toBeGreaterThan(0);
    const charts = await bench.pipeline.fitCharts(best?.fitId ?? 0);
    expect(charts.corner?.path).toMatch(/_corner\.png$/);
    // Not read and drawn again while it is there.
    expect(await bench.pipeline.fitCharts(best?.fitId ?? 0)).toBe(charts);
    rmSync(charts.corner?.path ?? '');
    expect(await bench.pipeline.fitCharts(best?.fitId ?? 0)).toEqual(charts);
    expect(existsSync(charts.corner?.path ?? '')).toBe(true);
    await expect(bench.pipeline.fitDetails(99)).rejects.toThrow('There is no fit 99.');
  });
});

describe('App Home', () => {
  it('has the ranking of the newest day with pictures, and what the person asked for', async () => {
    const bench = await fittedBench();
    bench.pipeline.requestFits({
      objectName: object,
      words: ['SC'],
      settings: { livePoints: 77 },
      force: false,
      requestedBy: 'U1',
    });
    const home = await bench.pipeline.home('U1');
    expect(home.date).toBe(today());
    expect(home.ranking.map((one) => one.object)).toEqual([object, other]);
    // The picture that its message shows: App Home has no others.
    const [report] = bench.publisher.inChannel().map((post) => JSON.stringify(post));
    expect(report).toContain(home.ranking[0]?.chart?.path);
    expect(home.ranking[0]?.chart?.path).toContain('_models_');
    expect(home.mine).toMatchObject([{ object, model: 'Piro2021', settings: ['77 live points'] }]);
    expect((await bench.pipeline.home('U2')).mine).toEqual([]);
    await bench.settle();
    const { fits } = contentOf('object-report', bench.publisher.inChannel().at(-1));
    expect(fits.length).toBeGreaterThan(1);
  });

  it('is there before anything happened', async () => {
    const home = await makeBench().pipeline.home('U1');
    expect(home).toMatchObject({ date: null, ranking: [], mine: [] });
  });
});
