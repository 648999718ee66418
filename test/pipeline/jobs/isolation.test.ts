import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getFit } from '../../../db/fits.ts';
import { contentOf, makeBench, nights, tickUntil } from '../pipelineExamples.ts';
import { fitterDir, scratchFolder, until } from '../scratch.ts';

const [object, other] = ['ZTF22aaaaaaa', 'ZTF22bbbbbbb'];

describe('one thing that is broken keeps no other waiting', () => {
  it('a job whose files cannot be read: told, and taken in when they can', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'] });
    bench.behave({ '*': { seconds: 1 } });
    bench.candidate(object, nights);
    bench.candidate(other, nights, 19);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().open.every(({ state }) => state === 'running'));
    const [first, second] = [1, 2].map((id) => getFit(bench.db, id).object);
    const folder = join(bench.stateDir, 'jobs', '1', '1');
    const [request, aside] = [join(folder, 'request.json'), join(scratchFolder(), 'request.json')];
    // Nobody looks while they end.
    await until(() => existsSync(join(folder, 'result.json')));
    cpSync(request, aside);
    rmSync(request);
    // The first one's process may end a little after its result.
    await tickUntil(
      bench,
      () => bench.publisher.inChannel().length === 1 && bench.pipeline.status().incidents.length > 0,
    );
    expect(contentOf('object-report', bench.publisher.inChannel()[0]).object).toBe(second);
    expect(bench.pipeline.status()).toMatchObject({
      open: [{ object: first, state: 'running' }],
      incidents: [expect.stringContaining('request.json')],
    });
    cpSync(aside, request);
    await bench.settle();
    expect(bench.pipeline.status()).toMatchObject({ open: [], incidents: [] });
    expect(getFit(bench.db, 1).state).toBe('succeeded');
  });

  it('a prior file that has gone since the start: told, and fitted when it is back', async () => {
    const own = join(scratchFolder(), 'fitter');
    for (const part of ['models.yml', 'pyproject.toml', 'schemas', 'priors']) {
      cpSync(join(fitterDir, part), join(own, part), { recursive: true });
    }
    const bench = makeBench({ fitterDir: own });
    bench.candidate(object, nights);
    await bench.pull();
    const prior = join(own, 'priors', 'tuned', 'Me2017.prior');
    rmSync(prior);
    await tickUntil(bench, () => bench.pipeline.status().open.length === 1);
    const { open, incidents } = bench.pipeline.status();
    expect([open[0]?.model, open[0]?.state]).toEqual(['Me2017', 'queued']);
    expect(incidents).toEqual([expect.stringContaining('Me2017.prior')]);
    // The log is told once, however often it is tried.
    expect(bench.warnings).toEqual(incidents);
    cpSync(join(fitterDir, 'priors', 'tuned', 'Me2017.prior'), prior);
    await bench.settle();
    expect(bench.pipeline.status().incidents).toEqual([]);
    const { fits } = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(fits.map(({ model, state }) => [model, state])).toEqual([
      ['Me2017', 'succeeded'],
      ['Piro2021', 'succeeded'],
    ]);
  });

  it('a result that was damaged before its pictures were drawn: the numbers are told without', async () => {
    const bench = makeBench();
    bench.behave({ Piro2021: { seconds: 2 } });
    bench.candidate(object, nights);
    await bench.pull();
    const best = () => bench.pipeline.objectStatus(object).fits.find(({ model }) => model === 'Me2017');
    await tickUntil(bench, () => best()?.state === 'succeeded');
    expect(bench.publisher.inChannel()).toEqual([]);
    writeFileSync(getFit(bench.db, best()?.fitId ?? 0).resultPath ?? '', '{"schema_version": 1');
    await bench.settle();
    const report = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(report.fits.map(({ lnZ }) => lnZ)).toEqual([-20, -25]);
    expect(report.lightCurveChart).toBeNull();
    expect(bench.warnings).toEqual([
      'the result of a fit is no longer there, or no longer whole: no pictures',
    ]);
    expect(bench.pipeline.status().incidents).toEqual([]);
  });
});
