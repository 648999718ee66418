import { describe, expect, it } from 'vitest';
import { Contract } from '../../../pipeline/fitter/jobFiles.ts';
import { fitterDir } from '../scratch.ts';

const contract = new Contract(fitterDir);

/** What a fitter of November 2026 wrote. */
const old = {
  schema_version: 1,
  fitId: 1,
  attempt: 1,
  object: 'ZTF26aaaaasc',
  model: 'Piro2021',
  kind: 'SC',
  lnZ: -20.1,
  lnZError: 0.1,
  logLikelihoodMax: -15,
  bestFit: { timeshift: -0.5 },
  likelihoodCalls: 1000,
  effectiveSampleSize: 600,
  sampler: { name: 'nautilus', livePoints: 150, seed: 42, seconds: 2 },
  seconds: 3,
  versions: { fitter: '0.1.0' },
  hashes: { lightCurve: 'a', request: 'b', prior: 'c' },
  priorSet: 'tuned',
  settings: {},
  triggerJd: 2461358.7,
  posterior: { parameters: [], samples: [] },
  lightCurve: { jd: [], filters: {} },
  residuals: { ztfg: { chi2: 1, points: 2 } },
  warnings: [],
};

const quality = {
  points: 2,
  chi2: 40.5,
  chi2WithBudget: 1.2,
  errorBudget: 0.3,
  systematicError: 0.25,
  worst: { filter: 'ztfg', jd: 2461359.7, residual: -0.4 },
};

describe('result.json', () => {
  it('of an older fitter is read, without how well the best fit describes the data', () => {
    expect(contract.result(JSON.stringify(old)).quality).toBeUndefined();
  });

  it('says how well the best fit describes the data', () => {
    expect(contract.result(JSON.stringify({ ...old, kind: 'NONE', quality })).quality).toEqual(quality);
  });

  it.each([
    [{ ...quality, chi2: null }, '/quality/chi2 must be number'],
    [{ ...quality, systematicError: -1 }, '/quality/systematicError must be >= 0'],
    [{ ...quality, chi: 1 }, 'must NOT have additional properties (chi)'],
  ])('with %j is refused', (wrong, words) => {
    expect(() => contract.result(JSON.stringify({ ...old, quality: wrong }))).toThrow(words);
  });
});
