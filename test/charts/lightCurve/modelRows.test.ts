import { describe, expect, test } from 'vitest';
import { bandEdges, bandSlices, bestLines, hasJump } from '../../../charts/lightCurve/modelRows.ts';
import { isJump, modelAt, residualsOf } from '../../../charts/lightCurve/photometry.ts';

const days = [0, 1, 2, 3];

describe('the best fit', () => {
  test('that begins comes up from below the frame', () => {
    expect(bestLines(days, [null, null, 19, 20], 25)).toEqual([
      [
        { day: 1, magnitude: 25 },
        { day: 2, magnitude: 19 },
        { day: 3, magnitude: 20 },
      ],
    ]);
  });

  test('has gaps where the model is dark, and nothing where it always is', () => {
    expect(bestLines(days, [18, null, 19, 20], 25)).toHaveLength(2);
    expect(bestLines(days, [null, null, null, null], 25)).toEqual([]);
  });

  test('is broken where the model jumps, not where it is steep', () => {
    const jumping = [18.9, 18.7, 18.56, 18.5, 18.95, 18.9, 18.88];
    const grid = jumping.map((_, i) => i);
    expect(bestLines(grid, jumping, 25).map((stretch) => stretch.length)).toEqual([4, 3]);
    expect(hasJump(jumping)).toBe(true);
    const rising = [25, 22, 20, 19, 18.5, 18.2, 18];
    expect(hasJump(rising)).toBe(false);
    expect(bestLines(grid, rising, 25)).toHaveLength(1);
    expect(isJump([18, 18, null, 20, 20], 3)).toBe(false);
  });
});

describe('a band', () => {
  test('whose bright edge begins comes up from below; a dark faint edge is below', () => {
    const edges = { bright: [null, 18, 18.5, 19.5], faint: [null, null, 19.5, 20.5] };
    expect(bandSlices(days, edges, 25)).toEqual([
      [
        { day: 0, bright: 25, faint: 25 },
        { day: 1, bright: 18, faint: 25 },
        { day: 2, bright: 18.5, faint: 19.5 },
        { day: 3, bright: 19.5, faint: 20.5 },
      ],
    ]);
  });

  test('draws no stripes where an edge is not a number', () => {
    const grid = Array.from({ length: 20 }, (_, i) => i);
    const holes = (m: number) => grid.map((i) => (i % 2 ? Number.NaN : m));
    const slices = bandSlices(grid, { bright: holes(18), faint: grid.map(() => 19) }, 25);
    expect(slices).toHaveLength(1);
    expect(slices[0]?.every(({ bright, faint }) => bright === 18 && faint === 19)).toBe(true);
    const faint = bandSlices(grid, { bright: grid.map(() => 18), faint: holes(19) }, 25);
    expect(faint.flat().some((slice) => slice.faint === 25)).toBe(false);
  });

  test('can begin with the data', () => {
    const flat = { bright: [18, 18, 18, 18], faint: [19, 19, 19, 19] };
    expect(bandSlices(days, flat, 25, 1.5)).toEqual([
      [
        { day: 2, bright: 18, faint: 19 },
        { day: 3, bright: 18, faint: 19 },
      ],
    ]);
  });

  test('has a second one inside where the fitter gave it', () => {
    const line = [18, 18, 18, 18];
    const band = { best: line, p05: line, p50: line, p95: line };
    expect(bandEdges(band)).toHaveLength(1);
    expect(bandEdges({ ...band, p16: line, p84: line })).toHaveLength(2);
  });
});

describe('residuals', () => {
  const point = { jd: 2459000.5, filter: 'ztfg', magnitude: 20, magnitudeError: 0.3, isLimit: false };
  const grid = [2459000, 2459001, 2459002];
  const band = { best: [18, 19, null], p05: [], p50: [], p95: [] };
  const model = { jd: grid, bands: { ztfg: band }, errorBudget: 0.4 };

  test('are in σ with the error budget, the model between the times of its grid', () => {
    expect(modelAt(grid, band.best, 2459000.5)).toBe(18.5);
    expect(modelAt(grid, band.best, 2459001)).toBe(19);
    expect([2458999, 2459001.5, 2459003].map((jd) => modelAt(grid, band.best, jd))).toEqual([
      null,
      null,
      null,
    ]);
    expect(residualsOf([point], model)[0]?.sigmas).toBeCloseTo(3);
    expect(residualsOf([{ ...point, jd: 2459001.5 }], model)[0]?.sigmas).toBe(Number.NEGATIVE_INFINITY);
  });

  test('are those of detections that the fit saw', () => {
    const others = [
      { ...point, isUsed: false },
      { ...point, isLimit: true },
      { ...point, filter: 'ztfr' },
      { ...point, filter: 'constructor' },
    ];
    expect(residualsOf(others, model)).toEqual([]);
    expect(residualsOf([{ ...point, magnitudeError: null }], { ...model, errorBudget: 0 })).toEqual([]);
  });
});
