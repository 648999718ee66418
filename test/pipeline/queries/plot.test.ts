import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Bench, contentOf, makeBench, nights } from '../pipelineExamples.ts';

const object = 'ZTF22aawacjw';
const folder = mkdtempSync(join(tmpdir(), 'nmma-plot-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function fitted(): Promise<Bench> {
  const bench = makeBench({ modelsEnabled: ['KN', 'SC'] });
  bench.behave({ Me2017: { lnZ: -12 }, Piro2021: { lnZ: -20 } });
  bench.candidate(object, nights);
  await bench.pull();
  await bench.settle();
  expect(contentOf('object-report', bench.publisher.inChannel()[0]).fits).toHaveLength(2);
  return bench;
}

const asked = {
  objectName: object,
  model: null,
  chart: null,
  format: 'png',
  theme: 'light',
  compare: null,
  folder,
};

describe('a plot', () => {
  it('is of all models where nobody says otherwise, of one where a model is named', async () => {
    const { pipeline } = await fitted();
    const [models = ''] = await pipeline.plot(asked);
    expect(models).toBe(join(folder, `${object}_models.png`));
    expect(readFileSync(models).subarray(1, 4).toString()).toBe('PNG');
    const [curve = ''] = await pipeline.plot({ ...asked, model: 'sc', format: 'svg', theme: 'dark' });
    expect(curve).toBe(join(folder, `${object}_Piro2021_light-curve.svg`));
    expect(readFileSync(curve, 'utf8')).toContain('font/woff2');
    for (const chart of ['corner', 'strip', 'evidence', 'history']) {
      const [path = ''] = await pipeline.plot({ ...asked, chart, format: 'json' });
      const spec = JSON.parse(readFileSync(path, 'utf8'));
      expect(spec).toMatchObject({ usermeta: { chart, data: { object } }, description: expect.any(String) });
    }
  });

  it('is its data too, and a script that draws them', async () => {
    const { pipeline } = await fitted();
    const paths = await pipeline.plot({ ...asked, model: 'Me2017', format: 'py' });
    const [photometry = [], model = [], posterior = [], script = []] = paths.map((path) =>
      readFileSync(path, 'utf8').trim().split('\n'),
    );
    expect(photometry[0]).toBe('jd,filter,magnitude,magnitude_error,is_limit,used');
    expect(photometry.slice(1).every((line) => line.split(',').length === 6)).toBe(true);
    expect(model[0]).toBe('jd,filter,best,p05,p16,p50,p84,p95');
    expect(model.length).toBeGreaterThan(2);
    expect(new Set(posterior.map((line) => line.split(',').length)).size).toBe(1);
    expect(script.join('\n')).toContain(`"${object}_Me2017_model.csv"`);
  });

  it('has what people said of the object beside its data', async () => {
    const { pipeline } = await fitted();
    pipeline.mark({ objectName: object, by: 'U1', word: 'junk', class: null, comment: 'a star' });
    const paths = await pipeline.plot({ ...asked, model: 'Me2017', format: 'csv' });
    const path = paths.find((one) => one.endsWith(`${object}_opinions.csv`)) ?? '';
    expect(readFileSync(path, 'utf8')).toMatch(/,U1,junk,,a star,\n$/);
  });

  it('shows two fits beside each other', async () => {
    const { pipeline } = await fitted();
    const [first, second] = pipeline.objectStatus(object).fits;
    const compare = second?.fitId ?? 0;
    for (const chart of ['strip', 'models']) {
      const [path = ''] = await pipeline.plot({ ...asked, chart, compare, format: 'json' });
      const text = readFileSync(path, 'utf8');
      for (const fit of [first, second]) expect(text).toContain(`#${fit?.fitId} ${fit?.modelTitle}`);
    }
    await expect(pipeline.plot({ ...asked, chart: 'corner', compare })).rejects.toThrow('strip and models');
    await expect(pipeline.plot({ ...asked, compare: 99 })).rejects.toThrow(
      /Fit 99 is no fit of .*There are \d/,
    );
  });

  it('that cannot be is told in one sentence, with what is near', async () => {
    const { pipeline } = await fitted();
    await expect(pipeline.plot({ ...asked, objectName: 'ZTF22aawacjx' })).rejects.toThrow(object);
    await expect(pipeline.plot({ ...asked, chart: 'cornr' })).rejects.toThrow(
      /“cornr”: did you mean corner\?/,
    );
    await expect(pipeline.plot({ ...asked, format: 'gif' })).rejects.toThrow(/There are png, svg, pdf/);
    await expect(pipeline.plot({ ...asked, model: 'Me2018' })).rejects.toThrow(/did you mean Me2017\?/);
    await expect(pipeline.plot({ ...asked, theme: 'blue' })).rejects.toThrow(/light and dark/);
    const empty = makeBench();
    empty.candidate(object, nights);
    await empty.pull();
    await expect(empty.pipeline.plot(asked)).rejects.toThrow(`No fit of ${object} has succeeded`);
  });
});
