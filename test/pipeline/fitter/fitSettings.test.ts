import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nightsDetected, type WarnedFit, warningsOf } from '../../../pipeline/fits/warnings.ts';
import { fitKey, fitterVersion } from '../../../pipeline/fitter/fitKey.ts';
import { requestSettings, settingsFor, storedSettings } from '../../../pipeline/fitter/fitSettings.ts';
import { loadModels, type Model } from '../../../pipeline/fitter/models.ts';
import { UserInputError } from '../../../pipeline/shared/userInputError.ts';
import { fitterDir, scratchFolder } from '../scratch.ts';

function firstModel(): Model {
  const [model] = loadModels(fitterDir);
  if (!model) throw new Error('No model.');
  return model;
}

const model = firstModel();

describe('settings of a fit', () => {
  it("are a person's over the configuration's over the model's", () => {
    expect(settingsFor(model)).toEqual({
      livePoints: model.livePoints,
      seed: 42,
      tmin: 0,
      tmax: 14,
      errorBudget: null,
      useLimits: true,
      triggerJd: null,
      fixTrigger: false,
      detectionLimits: { ztfg: 21.5, ztfr: 21.5, ztfi: 21.5 },
      dt: null,
      ebv: null,
      milkyWayEbv: null,
      effectiveSamples: null,
      priorSet: 'tuned',
      host: null,
      position: null,
    });
    expect(settingsFor(model, { tmax: 7, livePoints: 300 }, { tmax: 5 })).toMatchObject({
      tmax: 5,
      livePoints: 300,
    });
    // What a form leaves empty comes as undefined.
    const empty: object = { tmax: undefined };
    expect(settingsFor(model, { tmax: 7 }, empty).tmax).toBe(7);
  });

  it('have an error budget that is fitted, and the constant of the old pipeline with its priors', () => {
    const budget = (...overrides: Parameters<typeof settingsFor>[1][]) =>
      settingsFor(model, ...overrides).errorBudget;
    expect(budget()).toBeNull();
    expect(budget({ priorSet: 'old' })).toBe(1);
    expect(budget({ errorBudget: 0.3 }, { priorSet: 'old' })).toBe(0.3);
    expect(budget({ priorSet: 'old' }, { errorBudget: null })).toBeNull();
    // What was stored before fits had this choice stays what it was.
    expect(storedSettings(model, '{"errorBudget":1}').errorBudget).toBe(1);
  });

  it('of an earlier version are what they would be now', () => {
    const stored = storedSettings(model, JSON.stringify({ livePoints: 77, tmax: 9 }));
    expect(stored).toMatchObject({ livePoints: 77, tmax: 9, priorSet: model.priorSet, host: null });
    expect(() => storedSettings(model, '{"tmaximum": 3}')).toThrow();
  });

  it('go to a job without the prior set, the host and the position, which have a place of their own there', () => {
    const settings = settingsFor(model, { host: { redshift: 0.03, redshiftError: 0.001 } });
    const own = Object.keys(settings).filter((key) => !(key in requestSettings(settings)));
    expect(own.sort()).toEqual(['host', 'position', 'priorSet']);
  });

  it.each([
    [{ livePoints: 5 }, /Setting livePoints: /],
    [{ livePoints: 100.5 }, /Setting livePoints: /],
    [{ errorBudget: 0 }, /Setting errorBudget: /],
    [{ seed: -1 }, /Setting seed: /],
    [{ tmin: Number.NaN }, /Setting tmin: /],
    [{ tmin: 14 }, /^The window ends \(tmax 14 d\) before it begins \(tmin 14 d\)\.$/],
    [{ tmaximum: 3 } as object, /^Setting .*tmaximum/],
    [{ priorSet: 'new' } as object, /Setting priorSet: /],
    [{ host: { redshift: 3, redshiftError: 0 } }, /Setting host/],
    [{ ebv: -0.1 }, /Setting ebv: /],
  ])('refuse %j by name', (override, words) => {
    expect(() => settingsFor(model, override)).toThrow(UserInputError);
    expect(() => settingsFor(model, override)).toThrow(words);
  });
});

describe('the key of a fit', () => {
  const settings = settingsFor(model);
  const sha256 = 'a'.repeat(64);

  /** A fitter that can be changed. */
  function ownFitter(): string {
    const folder = join(scratchFolder(), 'fitter');
    mkdirSync(folder);
    cpSync(join(fitterDir, 'priors'), join(folder, 'priors'), { recursive: true });
    cpSync(join(fitterDir, 'pyproject.toml'), join(folder, 'pyproject.toml'));
    return folder;
  }

  it('is the same for the same fit, whatever the order of its settings', () => {
    const key = fitKey(fitterDir, 'ZTF22aaaaaaa', sha256, model, settings);
    const reversed = Object.fromEntries(Object.entries(settings).reverse()) as typeof settings;
    expect(fitKey(fitterDir, 'ZTF22aaaaaaa', sha256, model, reversed)).toBe(key);
    expect(fitKey(ownFitter(), 'ZTF22aaaaaaa', sha256, model, settings)).toBe(key);
  });

  it('is another for another object, light curve, model, setting, prior, entry of models.yml or fitter', () => {
    const folder = ownFitter();
    const keys = [
      fitKey(folder, 'ZTF22aaaaaaa', sha256, model, settings),
      fitKey(folder, 'ZTF22aaaaaaa', 'b'.repeat(64), model, settings),
      fitKey(folder, 'ZTF22aaaaaaa', sha256, { ...model, name: 'Other' }, settings),
      fitKey(folder, 'ZTF22aaaaaaa', sha256, model, { ...settings, seed: 43 }),
      fitKey(folder, 'ZTF22aaaaaaa', sha256, { ...model, entry: '{"time_grid": 1}' }, settings),
    ];
    keys.push(fitKey(folder, 'ZTF22bbbbbbb', sha256, model, settings));
    const prior = join(folder, 'priors', 'tuned', model.prior);
    writeFileSync(prior, `${readFileSync(prior, 'utf8')}# changed\n`);
    keys.push(fitKey(folder, 'ZTF22aaaaaaa', sha256, model, settings));
    const project = join(folder, 'pyproject.toml');
    writeFileSync(project, readFileSync(project, 'utf8').replace(/^version = .*/m, 'version = "9.9.9"'));
    keys.push(fitKey(folder, 'ZTF22aaaaaaa', sha256, model, settings));
    expect(new Set(keys).size).toBe(8);
    expect(fitterVersion(folder, model)).toMatch(/^9\.9\.9\+[0-9a-f]{12}$/);
  });

  it('needs a version, and the one of the project', () => {
    const folder = ownFitter();
    writeFileSync(join(folder, 'pyproject.toml'), '[project]\nname = "x"\n[tool.y]\nversion = "1"\n');
    expect(() => fitterVersion(folder, model)).toThrow('has no version under [project].');
  });
});

describe('warnings', () => {
  const fitted = (id: number, lnZ: number | null, warnings: WarnedFit['warnings'] = []): WarnedFit => ({
    id,
    model: `M${id}`,
    lnZ,
    lnZError: 0.1,
    warnings,
  });
  const detected = (...jds: number[]) => ({
    leftOut: [],
    points: jds.map((jd) => ({
      jd,
      filter: 'ztfg',
      magnitude: 18,
      magnitudeError: 0.1,
      isLimit: false,
      programId: null,
    })),
  });
  const curve = detected(2459786.7, 2459787.7, 2459788.7, 2459789.7);
  const codes = (warnings: { code: string }[]) => warnings.map(({ code }) => code);

  it('count nights at Palomar, where a night has one number from noon to noon', () => {
    // 20 h UTC, noon there, is .3333 of a Julian day: both sides of it are two nights, midnight UTC is not.
    expect(nightsDetected(detected(2459786.6, 2459787.2))).toBe(1);
    expect(nightsDetected(detected(2459787.33, 2459787.34))).toBe(2);
    const [point] = detected(2459786.7).points;
    if (!point) throw new Error('No point.');
    expect(nightsDetected({ points: [{ ...point, isLimit: true }] })).toBe(0);
  });

  it('say that a few nights hardly constrain a model', () => {
    expect(warningsOf(fitted(1, -10), [], curve)).toEqual([]);
    expect(warningsOf(fitted(1, -10), [], detected(2459786.7))[0]?.text).toMatch(/^Detected in 1 night only/);
    expect(codes(warningsOf(fitted(1, -10), [], detected(2459786.7, 2459787.7)))).toEqual(['few-nights']);
  });

  it('say that the two best are too near each other, to those two alone', () => {
    const all = [fitted(1, -10), fitted(2, -10.6), fitted(3, -11.5), fitted(4, null)];
    const said = all.map((one) => codes(warningsOf(one, all, curve)));
    expect(said).toEqual([['inconclusive'], ['inconclusive'], [], []]);
    expect(warningsOf(fitted(2, -10.6), all, curve)[0]?.text).toBe(
      'The ln Z of M1 and M2 differ by 0.6 only: inconclusive.',
    );
    expect(warningsOf(fitted(1, -10), [fitted(2, -11)], curve)).toEqual([]);
  });

  it('say that an evidence without an error means little', () => {
    expect(codes(warningsOf({ ...fitted(1, 0), lnZError: null }, [], curve))).toEqual(['unconstrained']);
    expect(warningsOf({ ...fitted(1, null), lnZError: null }, [], curve)).toEqual([]);
  });

  it('name the filters that were left out', () => {
    const leftOut = [
      { filter: 'z', rows: 2 },
      { filter: '', rows: 1 },
    ];
    expect(warningsOf(fitted(1, -10), [], { ...curve, leftOut })).toEqual([
      {
        code: 'filters-left-out',
        text: 'Rows in filters that no model has were left out: z (2), none (1).',
      },
    ]);
  });

  it('keep what the fitter said, once', () => {
    const own = [{ code: 'few-nights', text: 'Its own words.' }];
    expect(warningsOf(fitted(1, -10, own), [], detected(2459786.7))).toEqual(own);
    expect(warningsOf(fitted(1, null, own), [], detected(2459786.7))).toEqual(own);
  });
});
