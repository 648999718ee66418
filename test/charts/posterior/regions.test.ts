import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { normalNumbers, posterior, randomNumbers } from '../../../app/examples/charts.ts';
import type { CornerChart } from '../../../charts/data/types.ts';
import { cornerSheet, hasRegions } from '../../../charts/posterior/corner.ts';
import { density, FEWEST_FOR_REGIONS } from '../../../charts/posterior/density.ts';
import { regionRings } from '../../../charts/posterior/regions.ts';

/** Whether a place is inside an odd number of rings. */
function isInside(rings: [number, number][][], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [xi, yi] = ring[i] ?? [0, 0];
      const [xj, yj] = ring[j] ?? [0, 0];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

/** What the drawn regions of each pair of parameters hold: shares of the posterior's rows. */
function held(chart: CornerChart): { pair: string; in68: number; in95: number }[] {
  const { columns, samples } = cornerSheet(chart, chart.samples);
  return columns.flatMap((y, row) =>
    columns.slice(0, row).map((x) => {
      const { weights, effective } = samples;
      const plane = { x: x.values, y: y.values, weights, effective, xRange: x.inside, yRange: y.inside };
      const found = density(plane);
      const rings = [found.level68, found.level95].map((level) => regionRings(found, level));
      const shares = rings.map((ring) => {
        let sum = 0;
        for (const [i, value] of x.values.entries()) {
          const column = ((value - x.inside[0]) / (x.inside[1] - x.inside[0])) * found.size;
          const line = (1 - ((y.values[i] ?? 0) - y.inside[0]) / (y.inside[1] - y.inside[0])) * found.size;
          if (isInside(ring, column, line)) sum += weights[i] ?? 0;
        }
        return sum;
      });
      return { pair: `${x.label}, ${y.label}`, in68: shares[0] ?? 0, in95: shares[1] ?? 0 };
    }),
  );
}

function pair(samples: number[][], more: Partial<CornerChart> = {}): CornerChart {
  const parameters = ['a', 'b'].map((name) => ({ name, label: name, minimum: -100, maximum: 100 }));
  return { object: 'x', modelTitle: 'm', parameters, samples, bestFit: {}, ...more };
}

function ridge(rho: number, count: number): number[][] {
  const normal = normalNumbers(5);
  return Array.from({ length: count }, () => {
    const [a, b] = [normal(), normal()];
    return [a, rho * a + Math.sqrt(1 - rho * rho) * b];
  });
}

function modes(count: number): number[][] {
  const normal = normalNumbers(6);
  return Array.from({ length: count }, (_, i) => [
    (i % 2 ? -4 : 4) + 0.15 * normal(),
    (i % 2 ? 3 : -3) + 0.15 * normal(),
  ]);
}

const real: CornerChart = JSON.parse(readFileSync(join(import.meta.dirname, 'realFit.json'), 'utf8'));

describe('the regions that are drawn hold what they say', () => {
  it.each([
    ['a round posterior', pair(ridge(0, 5000))],
    ['a ridge of correlation 0.99', pair(ridge(0.99, 5000))],
    ['a ridge of correlation 0.999', pair(ridge(0.999, 5000))],
    ['two narrow modes', pair(modes(5000))],
    ['few samples', pair(ridge(0.5, 300))],
    ['as many samples as there can be', pair(ridge(0.9, 100_000))],
    ['posteriors against limits of their priors', posterior(5)],
    ['a real fit', real],
  ])('with %s', (_, chart) => {
    for (const { pair: name, in68, in95 } of held(chart)) {
      expect(in68, `68 % of ${name}`).toBeGreaterThan(0.655);
      expect(in68, `68 % of ${name}`).toBeLessThan(0.705);
      expect(in95, `95 % of ${name}`).toBeGreaterThan(0.93);
      expect(in95, `95 % of ${name}`).toBeLessThan(0.966);
    }
  });

  it('and a ridge is not drawn several times as wide as it is', () => {
    const { columns, samples } = cornerSheet(pair(ridge(0.99, 5000)), ridge(0.99, 5000));
    const [x, y] = columns;
    if (!x || !y) throw new Error('two columns');
    const { weights, effective } = samples;
    const found = density({
      x: x.values,
      y: y.values,
      weights,
      effective,
      xRange: x.inside,
      yRange: y.inside,
    });
    const bin = ((x.inside[1] - x.inside[0]) * (y.inside[1] - y.inside[0])) / found.size ** 2;
    const area = bin * found.values.filter((value) => value >= found.level68).length;
    // −2 ln(0.32) π √(1 − ρ²)
    const true68 = 2.279 * Math.PI * Math.sqrt(1 - 0.99 ** 2);
    expect(area).toBeGreaterThan(0.9 * true68);
    expect(area).toBeLessThan(1.6 * true68);
  });
});

describe('padded samples', () => {
  const uniform = randomNumbers(4);
  const few = ridge(0.3, 105);
  const padded = Array.from({ length: 2411 }, () => few[Math.floor(105 * uniform() ** 2)] ?? [0, 0]);

  it('count as what they are worth, in the caption, the bins and the choice between regions and points', () => {
    const sheet = cornerSheet(pair(padded, { effectiveSamples: 40 }), padded);
    const caption = sheet.layout.header.map((line) => line.text).join(' · ');
    expect(caption).toContain('40 effective samples');
    expect(caption).not.toContain('2,411');
    expect(caption).not.toContain('regions hold');
    expect(caption).toContain('too few for regions: each point is a sample, its area its weight');
    const [x, y] = sheet.columns;
    if (!x || !y) throw new Error('two columns');
    expect(hasRegions(x, y, sheet.samples.effective)).toBe(false);
    expect(x.bars.length).toBeLessThanOrEqual(9);
    expect(sheet.samples.rows.length).toBeLessThanOrEqual(105);
  });

  it('are seen through where the fitter says nothing', () => {
    const { samples } = cornerSheet(pair(padded), padded);
    expect(samples.effective).toBeLessThan(105);
    expect(samples.effective).toBeGreaterThan(40);
    const heavy = [...Array.from({ length: 900 }, () => [1, 1]), ...ridge(0, 100)];
    expect(cornerSheet(pair(heavy), heavy).samples.effective).toBeLessThan(1.3);
  });
});

describe('the caption names only what is drawn', () => {
  const caption = (chart: CornerChart) =>
    cornerSheet(chart, chart.samples)
      .layout.header.map((line) => line.text)
      .join(' · ');

  it('regions, lines of the best fit, limits of the prior', () => {
    expect(caption(pair(ridge(0, 1000)))).toContain('regions hold 68 % and 95 %');
    expect(caption(pair(ridge(0, 1000)))).not.toMatch(/orange|grey|too few/);
    expect(caption(pair(ridge(0, FEWEST_FOR_REGIONS - 1)))).not.toContain('regions hold');
    const constant = ridge(0, 1000).map(([a = 0]) => [a, 2]);
    expect(caption(pair(constant))).not.toContain('regions hold');
    const one = { ...pair(ridge(0, 1000)), parameters: pair([]).parameters.slice(0, 1) };
    one.samples = one.samples.map(([a = 0]) => [a]);
    expect(caption(one)).not.toMatch(/regions hold|too few/);
  });

  it('a best fit on a limit of the prior', () => {
    const chart = pair(
      ridge(0, 1000).map(([a = 0, b = 0]) => [a, Math.abs(b)]),
      { bestFit: { a: 0, b: 0 } },
    );
    const [first, second] = chart.parameters;
    if (!first || !second) throw new Error('two parameters');
    const limited = { ...chart, parameters: [first, { ...second, minimum: 0 }] };
    expect(caption(limited)).toContain('grey: outside the prior');
    expect(caption(limited)).toContain('best fit on the lower limit of b');
  });
});
