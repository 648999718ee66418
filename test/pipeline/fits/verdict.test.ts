import { describe, expect, it } from 'vitest';
import { equalOdds, rateOdds } from '../../../pipeline/fits/priorOdds.ts';
import { strengthOf, type VerdictFit, verdictOf } from '../../../pipeline/fits/verdict.ts';

const kindOf: Record<string, string> = {
  Me2017: 'KN',
  Bu2019lm_sparse: 'KN',
  TrPi2018_tophat: 'GRB',
  Piro2021: 'SC',
  'v19-1998bw': 'SN',
  constant: 'NONE',
};

function fitOf(model: string, lnZ: number | null, more: Partial<VerdictFit> = {}): VerdictFit {
  return { kind: kindOf[model] ?? '', model, lnZ, lnZError: 0.1, warnings: [], quality: null, ...more };
}

function quality(systematicError: number, residual = 2 * systematicError) {
  const worst = { filter: 'ztfg', jd: 2458000, residual };
  return { points: 20, chi2: 90, chi2WithBudget: 12, errorBudget: 1, systematicError, worst };
}

/** As measured: error budget 1 mag, tuned priors. */
const at2017gfo = [
  fitOf('Me2017', -68.6),
  fitOf('Piro2021', -70.8),
  fitOf('TrPi2018_tophat', -65.39),
  fitOf('v19-1998bw', -115.1),
];

describe('the verdict on AT 2017gfo', () => {
  it('is a kilonova by 7 once a POSSIS kilonova is compared, at equal odds and at those of the rates', () => {
    const fits = [...at2017gfo, fitOf('Bu2019lm_sparse', -57.56)];
    for (const odds of [equalOdds, rateOdds]) {
      const verdict = verdictOf(fits, [], odds);
      expect(verdict).toMatchObject({ state: 'decided', kind: 'KN', model: 'Bu2019lm_sparse', rival: 'GRB' });
      // Two kilonova models, one of them far off: ln 2 less than the better one.
      expect(verdict.deltaLnZ).toBeCloseTo(65.39 - 57.56 - Math.log(2), 3);
      expect(verdict.strength).toBe('very strong');
    }
    expect(verdictOf(fits, [], equalOdds).probability).toBeCloseTo(1 / (1 + Math.exp(-7.137)), 3);
    // An afterglow is met 20 times as often among candidates.
    expect(verdictOf(fits, [], rateOdds).probability).toBeCloseTo(1 / (1 + 20 * Math.exp(-7.137)), 3);
  });

  it('is an afterglow without it, and says which kinds nobody compared', () => {
    const verdict = verdictOf(at2017gfo, [{ kind: 'KN', model: 'Bu2019lm', reason: 'no-files' }], equalOdds);
    expect(verdict).toMatchObject({ state: 'decided', kind: 'GRB', rival: 'KN', strength: 'strong' });
    expect(verdict.deltaLnZ).toBeCloseTo(3.21, 5);
    expect(verdict.kilonovaScore).toBeCloseTo(-3.21, 5);
    expect(verdict.kilonovaScoreError).toBeCloseTo(Math.hypot(0.1, 0.1), 5);
    expect(verdict.missingKinds).toEqual(['NONE']);
    expect(verdict.notCompared).toEqual([{ kind: 'KN', model: 'Bu2019lm', reason: 'no-files' }]);
  });
});

describe('the evidence of a kind', () => {
  it('is the mean of its models, so that more models of a kind gain it nothing', () => {
    const one = verdictOf([fitOf('Me2017', -10), fitOf('Piro2021', -12)], [], equalOdds);
    const twice = verdictOf(
      [fitOf('Me2017', -10), fitOf('Bu2019lm_sparse', -10), fitOf('Piro2021', -12)],
      [],
      equalOdds,
    );
    expect(twice.deltaLnZ).toBeCloseTo(2, 10);
    expect(twice.probability).toBeCloseTo(one.probability ?? 0, 10);
    // Two independent numbers that agree: the error of their mean.
    expect(twice.kinds[0]?.lnZError).toBeCloseTo(0.1 / Math.SQRT2, 10);
  });

  it('is added up without overflow far from 0', () => {
    const verdict = verdictOf([fitOf('Me2017', -43806), fitOf('Piro2021', -43000)], [], equalOdds);
    expect(verdict).toMatchObject({ kind: 'SC', probability: 1, deltaLnZ: 806 });
  });
});

describe('the probabilities', () => {
  it('add up to 1 and follow the odds where the data say nothing', () => {
    const fits = ['Me2017', 'TrPi2018_tophat', 'Piro2021', 'v19-1998bw', 'constant'].map((model) =>
      fitOf(model, -5),
    );
    const verdict = verdictOf(fits, [], rateOdds);
    expect(verdict.kinds.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    expect(verdict.kinds.map(({ kind }) => kind).slice(2)).toEqual(['SC', 'GRB', 'KN']);
    expect(verdict.state).toBe('inconclusive');
    expect(verdict.strength).toBeNull();
  });

  it('say so when the odds overrule the data', () => {
    const verdict = verdictOf([fitOf('Me2017', -10), fitOf('v19-1998bw', -12.5)], [], rateOdds);
    expect(verdict).toMatchObject({ kind: 'SN', dataFavour: 'KN', strength: null });
    expect(verdict.deltaLnZ).toBeCloseTo(-2.5, 10);
    expect(verdict.kilonovaScore).toBeCloseTo(2.5, 10);
  });

  it('are inconclusive for three AGN with an error budget of 1 mag, as measured', () => {
    for (const [constant, supernova] of [
      [-9.9, -10.0],
      [-6.8, -7.2],
    ] as const) {
      const fits = [fitOf('constant', constant), fitOf('v19-1998bw', supernova)];
      expect(verdictOf(fits, [], equalOdds)).toMatchObject({ state: 'inconclusive', strength: null });
    }
    // With 0.2 mag.
    const fits = [fitOf('constant', -2.3), fitOf('v19-1998bw', -9.3)];
    expect(verdictOf(fits, [], equalOdds)).toMatchObject({ kind: 'NONE', strength: 'very strong' });
  });
});

describe('fits that need care', () => {
  it('without a number are left out; with none there is no verdict', () => {
    expect(verdictOf([fitOf('Me2017', null), fitOf('Piro2021', Number.NaN)], [], equalOdds)).toMatchObject({
      state: 'none',
      kind: null,
      kinds: [],
      missingKinds: ['KN', 'GRB', 'SC', 'SN', 'NONE'],
    });
    const single = verdictOf([fitOf('Me2017', -3), fitOf('Piro2021', null)], [], equalOdds);
    expect(single).toMatchObject({ state: 'single', kind: 'KN', rival: null, kilonovaScore: null });
  });

  it('that the data do not constrain give no decision', () => {
    const text = 'ln Z is 0: the data constrain nothing.';
    const empty = fitOf('Me2017', -1e-5, { warnings: [{ code: 'unconstrained', text }] });
    expect(verdictOf([empty, fitOf('Piro2021', -4)], [], equalOdds).state).toBe('unconstrained');
    const noError = fitOf('Me2017', -1, { lnZError: null });
    const verdict = verdictOf([noError, fitOf('Piro2021', -4)], [], equalOdds);
    expect(verdict).toMatchObject({ state: 'unconstrained', deltaLnZError: null });
  });

  it('that did not converge are no evidence against their kind, and the verdict says that they are missing', () => {
    const text = 'Stopped by its time limit before it had converged.';
    const stopped = fitOf('TrPi2018_tophat', -278, { warnings: [{ code: 'not-converged', text }] });
    const verdict = verdictOf([fitOf('Me2017', -30), fitOf('Piro2021', -33), stopped], [], equalOdds);
    expect(verdict.kinds.map(({ kind }) => kind)).toEqual(['KN', 'SC']);
    expect(verdict.missingKinds).toContain('GRB');
    expect(verdict.notCompared).toEqual([{ kind: 'GRB', model: 'TrPi2018_tophat', reason: 'not-converged' }]);
    // A lower bound above all others decides all the same.
    const high = verdictOf([fitOf('Me2017', -30), { ...stopped, lnZ: -20 }], [], equalOdds);
    expect(high).toMatchObject({ kind: 'GRB', warning: { code: 'not-converged' } });
  });

  it('that did not converge and may still overtake the best are the warning', () => {
    const text = 'Stopped by its time limit before it had converged.';
    const edge = [{ code: 'prior-edge', text: 'The posterior leans on an edge.' }];
    const stopped = fitOf('TrPi2018_tophat', -5, { warnings: [{ code: 'not-converged', text }] });
    const fits = [
      fitOf('Me2017', -2, { warnings: edge }),
      stopped,
      fitOf('Piro2021', -50, { warnings: edge }),
    ];
    const verdict = verdictOf(fits, [], equalOdds);
    expect(verdict.warning).toEqual({ code: 'not-converged', text, model: 'TrPi2018_tophat' });
    // One that the decision is not between is not told of.
    const aside = verdictOf(
      [fitOf('Me2017', -2), fitOf('Piro2021', -4), { ...stopped, lnZ: -90 }],
      [],
      equalOdds,
    );
    expect(aside.warning).toBeNull();
  });
});

describe('how well the best model describes the data', () => {
  it('is told of the best model, and whether any does', () => {
    const poor = fitOf('Me2017', -20, { quality: quality(0.8) });
    const good = fitOf('Piro2021', -22, { quality: quality(0.1) });
    expect(verdictOf([poor, good], [], equalOdds).description).toMatchObject({
      model: 'Me2017',
      systematicError: 0.8,
      isGood: false,
      isAnyGood: true,
    });
    expect(verdictOf([poor], [], equalOdds).description).toMatchObject({ isGood: false, isAnyGood: false });
    expect(verdictOf([fitOf('Me2017', -20)], [], equalOdds).description).toBeNull();
  });

  it('decides nothing, and gives no kilonova score, where no model describes the data', () => {
    const far = (model: string, lnZ: number) => fitOf(model, lnZ, { quality: quality(1) });
    expect(verdictOf([far('Me2017', -20), far('Piro2021', -60)], [], equalOdds)).toMatchObject({
      state: 'inconclusive',
      kind: 'KN',
      kilonovaScore: null,
      kilonovaScoreError: null,
    });
    const near = fitOf('Piro2021', -60, { quality: quality(0.1) });
    expect(verdictOf([far('Me2017', -20), near], [], equalOdds)).toMatchObject({
      state: 'decided',
      kilonovaScore: 40,
    });
  });
});

describe('the words of Kass & Raftery', () => {
  it.each([
    [-3, null],
    [0.99, null],
    [1, 'positive'],
    [3, 'strong'],
    [4.9, 'strong'],
    [5, 'very strong'],
  ])('for ΔlnZ = %s are %s', (delta, words) => {
    expect(strengthOf(delta)).toBe(words);
  });
});
