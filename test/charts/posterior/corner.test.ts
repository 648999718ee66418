import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { posterior } from '../../../app/examples/charts.ts';
import type { CornerChart } from '../../../charts/data/types.ts';
import { cornerAltText, renderCorner } from '../../../charts/index.ts';
import { cornerSheet } from '../../../charts/posterior/corner.ts';
import { readPicture } from '../pixels.ts';

const BEST = '#c8420a';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'charts-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const hash = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

function layoutOf(chart: CornerChart) {
  return cornerSheet(chart, chart.samples);
}

/** A value's place in the PNG along one side of a cell. */
function along([low, high]: [number, number], value: number, cell: number): number {
  return (2 * cell * (value - low)) / (high - low);
}

describe('the corner plot', () => {
  it.each([1, 2, 3, 4, 6, 8, 12])('of %i parameters is a PNG that fits and reads', async (count) => {
    const path = join(folder, `corner-${count}.png`);
    const chart = posterior(count, 2000);
    await renderCorner(chart, path);
    const bytes = await readFile(path);
    expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    const { layout } = layoutOf(chart);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2 * layout.width, 2 * layout.height]);
    expect(Math.max(layout.width, layout.height)).toBeLessThanOrEqual(1300);
    expect(layout.cell).toBeGreaterThanOrEqual(count <= 6 ? 150 : 75);
    for (const axis of layout.axes) expect(axis.ticks.length, axis.title.join(' ')).toBeGreaterThanOrEqual(2);
    const picture = await readPicture(path);
    for (let y = 0; y < picture.height; y += 1) {
      expect(picture.at(picture.width - 2, y)).toEqual([255, 255, 255, 255]);
      expect(picture.at(2, y)).toEqual([255, 255, 255, 255]);
    }
  });

  it('is the same to the byte for the same chart, and another for another chart', async () => {
    const paths = ['a', 'b', 'c'].map((name) => join(folder, `same-${name}.png`));
    await Promise.all(paths.map((path) => renderCorner(posterior(3), path)));
    const hashes = await Promise.all(paths.map(hash));
    expect(new Set(hashes).size).toBe(1);
    const other = join(folder, 'other.png');
    await renderCorner(posterior(3, 5000, 12), other);
    expect(await hash(other)).not.toBe(hashes[0]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('has posterior where the samples are, nothing where they are not, and the best fit marked', async () => {
    const path = join(folder, 'where.png');
    const chart = posterior(2);
    await renderCorner(chart, path);
    const picture = await readPicture(path);
    const { columns, layout } = layoutOf(chart);
    const [x, y] = columns;
    if (!x || !y || x.best === null || y.best === null) throw new Error('two columns with a best fit');
    const cellLeft = 2 * layout.left;
    const cellBottom = 2 * (layout.top + layout.pitch + layout.cell);
    const place = (a: number, b: number) => ({
      x: cellLeft + along(x.range, a, layout.cell),
      y: cellBottom - along(y.range, b, layout.cell),
    });
    // Blue at the medians (but for the best fit's lines), white in the corner that the correlation leaves empty.
    const inside = place(x.summary.median, y.summary.median);
    const [red, , blue] = picture.at(inside.x, inside.y);
    expect(blue - red).toBeGreaterThan(50);
    const empty = place(x.summary.p95, y.summary.p95);
    expect(picture.at(empty.x, empty.y)).toEqual([255, 255, 255, 255]);
    const full = place(x.summary.p05, y.summary.p95);
    expect(picture.at(full.x, full.y)[0]).toBeLessThan(230);
    const best = place(x.best, y.best);
    expect(
      picture.find(BEST, { x: best.x - 4, y: best.y - 4, width: 8, height: 8 }).length,
    ).toBeGreaterThanOrEqual(64);
    // The histogram's line of the best fit, in the cell above.
    const line = { x: best.x - 3, y: 2 * layout.top + 10, width: 6, height: 40 };
    expect(picture.find(BEST, line).length).toBeGreaterThan(80);
  });

  it('leaves out the samples that are not all numbers, and says how many it drew', async () => {
    const whole = posterior(2, 400);
    const broken = { ...whole, samples: [[Number.NaN, 1], ...whole.samples, [1, Number.POSITIVE_INFINITY]] };
    const [a, b] = [join(folder, 'whole.png'), join(folder, 'broken.png')];
    await renderCorner(whole, a);
    await renderCorner(broken, b);
    expect(await hash(b)).toBe(await hash(a));
    expect(cornerAltText(broken)).toContain('400 effective samples');
  });

  it('shows the first twelve of more parameters', async () => {
    const chart = posterior(12, 500);
    const [first] = chart.parameters;
    if (!first) throw new Error('no parameter');
    const more = {
      ...chart,
      parameters: [...chart.parameters, { ...first, name: 'thirteenth' }],
      samples: chart.samples.map((row) => [...row, row[0] ?? 0]),
    };
    const { layout } = layoutOf(more);
    expect(layout.header.map((line) => line.text).join(' ')).toContain('first 12 of 13 parameters');
    await renderCorner(more, join(folder, 'thirteen.png'));
  });

  const constant = posterior(3, 500);
  constant.samples = constant.samples.map(([a = 0, , c = 0]) => [a, -2, c]);
  const dates = posterior(2, 500);
  dates.samples = dates.samples.map(([a = 0, b = 0]) => [2459834.5 + a / 1e5, b * 1e51]);
  dates.parameters = dates.parameters.map((p) => ({ ...p, minimum: -1e60, maximum: 1e60 }));
  it.each([
    ['one sample', posterior(4, 1)],
    ['forty samples', posterior(3, 40)],
    ['a parameter that never varies', constant],
    ['dates and huge numbers', { ...dates, bestFit: {} }],
    ['a fixed prior and zeros', { ...posterior(1, 5), samples: [[0], [0]], bestFit: {} }],
    ['long names', { ...posterior(2, 300), object: 'W'.repeat(64), modelTitle: 'm'.repeat(80) }],
    ['a best fit that is no number', { ...posterior(2, 300), bestFit: { luminosity_distance: Number.NaN } }],
  ])('can be drawn with %s', async (_, chart) => {
    const path = join(folder, 'edge.png');
    await renderCorner(chart, path);
    const picture = await readPicture(path);
    expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(2600);
    for (let y = 0; y < picture.height; y += 1) {
      expect(picture.at(picture.width - 2, y)).toEqual([255, 255, 255, 255]);
    }
  });

  const good = posterior(2, 10);
  it.each([
    ['there are no parameters', { ...good, parameters: [] }],
    ['there are no samples to draw', { ...good, samples: [] }],
    [
      'no sample is all numbers: each of the 1 has at least one that is not finite',
      { ...good, samples: [[Number.NaN, 1]] },
    ],
    ['sample 1 has 3 numbers for 2 parameters', { ...good, samples: [[1, 2, 3]] }],
    [
      'the prior of luminosity_distance runs from 3 to 1',
      { ...good, parameters: good.parameters.map((p) => ({ ...p, minimum: 3, maximum: 1 })) },
    ],
  ])('is refused: %s', async (message, chart) => {
    const path = join(folder, 'refused.png');
    await expect(renderCorner(chart, path)).rejects.toThrow(message);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    expect(() => cornerAltText(chart)).toThrow(message);
  });
});

describe('what the cells show', () => {
  it('ends at the prior where the posterior reaches it, and at the samples elsewhere', () => {
    const chart = posterior(3);
    const [distance, , velocity] = cornerSheet(chart, chart.samples).columns;
    expect(velocity?.inside[1]).toBe(-0.5);
    expect(velocity?.range[1]).toBeGreaterThan(-0.5);
    expect(distance?.range[0]).toBeGreaterThan(10);
    expect(distance?.range[1]).toBeLessThan(400);
  });

  it('takes in a best fit far from the samples', () => {
    const chart = { ...posterior(1), bestFit: { luminosity_distance: 390 } };
    const [distance] = cornerSheet(chart, chart.samples).columns;
    expect(distance?.inside[1]).toBe(400);
  });
});

describe('the text of a corner plot', () => {
  it('is one sentence with medians and ranges', () => {
    const samples = Array.from({ length: 101 }, (_, i) => [100 + i, -3 + i / 100]);
    expect(cornerAltText({ ...posterior(2, 1), samples })).toBe(
      'Corner plot of ZTF22aawacjw for Kilonova (Metzger 2017), 101 effective samples; median (5 % to 95 %): ' +
        'distance 150 (105 to 195) Mpc; log₁₀ ejecta mass −2.50 (−2.95 to −2.05) M☉.',
    );
  });
});

describe('a corner plot can be drawn of', () => {
  const equal = posterior(2, 300);
  const heavy = posterior(3, 400);
  const [one = []] = heavy.samples;
  it.each([
    ['1 parameter', posterior(1, 500)],
    [
      '13 parameters',
      { ...posterior(12, 300), parameters: [...posterior(12, 1).parameters, ...posterior(1, 1).parameters] },
    ],
    ['1 sample', posterior(2, 1)],
    ['100 samples', posterior(3, 100)],
    ['100,000 samples', posterior(3, 100_000)],
    ['equal samples', { ...equal, samples: equal.samples.map(() => [180, -2.2]) }],
    [
      'one heavy sample',
      { ...heavy, samples: [...heavy.samples, ...Array.from({ length: 3000 }, () => one)] },
    ],
    [
      'a prior of zero width',
      { ...equal, parameters: equal.parameters.map((p) => ({ ...p, maximum: p.minimum })) },
    ],
  ])('%s', async (name, chart) => {
    if (name === '13 parameters') chart.samples = chart.samples.map((row) => [...row, row[0] ?? 0]);
    const path = join(folder, 'degenerate.png');
    await renderCorner(chart, path);
    const picture = await readPicture(path);
    for (let y = 0; y < picture.height; y += 1) {
      expect(picture.at(picture.width - 2, y)).toEqual([255, 255, 255, 255]);
    }
  });
});
