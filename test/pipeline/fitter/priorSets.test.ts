import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobFolder } from '../../../pipeline/fitter/jobFolder.ts';
import { type Bench, makeBench, nights } from '../pipelineExamples.ts';
import { fitterDir, scratchFolder } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';

function ask(bench: Bench, words: string[], settings: object) {
  return bench.pipeline.requestFits({ objectName: object, words, settings, force: false, requestedBy: 'U1' });
}

describe('priors that somebody asks for', () => {
  it('and a known host go to the job, and make it another fit', async () => {
    const bench = makeBench({ modelsEnabled: ['SC'] });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const host = { redshift: 0.03, redshiftError: 0.001 };
    const { queued } = ask(bench, ['SC'], { priorSet: 'old', host, detectionLimits: null, ebv: 0.1 });
    await bench.settle();
    const folder = jobFolder(bench.stateDir, queued[0]?.fitId ?? 0, 1);
    expect(JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8'))).toMatchObject({
      prior: { path: 'model.prior', set: 'old', host },
      settings: { detectionLimits: null, ebv: 0.1, milkyWayEbv: null },
    });
    const old = readFileSync(join(fitterDir, 'priors/old/Piro2021.prior'), 'utf8');
    expect(readFileSync(join(folder, 'model.prior'), 'utf8')).toBe(old);
    expect(bench.pipeline.objectStatus(object).fits.map(({ note }) => note ?? null)).toEqual([
      null,
      'old priors, host at z = 0.03 ± 0.001',
    ]);
    expect(ask(bench, ['SC'], { priorSet: 'tuned' })).toMatchObject({ queued: [], reused: [{}] });
  });

  it('that a model does not have are told, and nothing is queued', async () => {
    const own = join(scratchFolder(), 'fitter');
    for (const part of ['models.yml', 'pyproject.toml', 'schemas', 'priors']) {
      cpSync(join(fitterDir, part), join(own, part), { recursive: true });
    }
    rmSync(join(own, 'priors/old/Me2017.prior'));
    const bench = makeBench({ modelsEnabled: ['SC'], fitterDir: own });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    expect(() => ask(bench, ['KN'], { priorSet: 'old' })).toThrow(
      'Me2017 has no priors of the set old: expected tuned.',
    );
    expect(bench.pipeline.status().open).toEqual([]);
    // A model that is not in play, by its kind, with its own priors.
    expect(ask(bench, ['KN'], {})).toMatchObject({ queued: [{ model: 'Me2017' }] });
  });
});
