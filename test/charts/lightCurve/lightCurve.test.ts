import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DETECTION, kilonovaLightCurve } from '../../../app/examples/charts.ts';
import type { ChartPoint, LightCurveChart } from '../../../charts/data/types.ts';
import { lightCurveAltText, renderLightCurve } from '../../../charts/index.ts';
import { lightCurveCaption, lightCurveDrawn } from '../../../charts/lightCurve/lightCurve.ts';
import { lightCurveDomain } from '../../../charts/lightCurve/photometry.ts';
import { middle, readPicture } from '../pixels.ts';

const GREEN = '#00A087';
const RED = '#C8420A';
const PURPLE = '#5B2A86';

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

/** Where a day and a magnitude stand in the PNG. */
function placer(chart: LightCurveChart) {
  const { left, top, width, height, x, y } = lightCurveDrawn(chart).placed;
  const frame = { x: 2 * left, y: 2 * top, width: 2 * width, height: 2 * height };
  const place = (day: number, mag: number) => ({ x: 2 * (left + x.at(day)), y: 2 * (top + y.at(mag)) });
  return { frame, place };
}

function point(day: number, filter: string, magnitude: number, more: Partial<ChartPoint> = {}): ChartPoint {
  return { jd: FIRST_DETECTION + day, filter, magnitude, magnitudeError: 0.05, isLimit: false, ...more };
}
const limit = (day: number, filter: string, magnitude: number) =>
  point(day, filter, magnitude, { magnitudeError: null, isLimit: true });

function bare(points: ChartPoint[], more: Partial<LightCurveChart> = {}): LightCurveChart {
  return { ...kilonovaLightCurve(), points, jd: [], bands: {}, ...more };
}

describe('the light curve', () => {
  it('is a PNG of 1600 pixels on white, with nothing left beside it', async () => {
    const path = join(folder, 'size.png');
    await renderLightCurve(kilonovaLightCurve(), path);
    const bytes = await readFile(path);
    expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20) / 2]).toEqual([
      1600,
      lightCurveDrawn(kilonovaLightCurve()).spec.height,
    ]);
    const picture = await readPicture(path);
    expect(picture.at(2, 2)).toEqual([255, 255, 255, 255]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is the same to the byte for the same chart, also side by side, and another for another chart', async () => {
    const paths = ['a', 'b', 'c'].map((name) => join(folder, `same-${name}.png`));
    await Promise.all(paths.map((path) => renderLightCurve(kilonovaLightCurve(), path)));
    const hashes = await Promise.all(paths.map(hash));
    expect(new Set(hashes).size).toBe(1);
    const other = join(folder, 'other.png');
    await renderLightCurve({ ...kilonovaLightCurve(), lnZ: -21.91 }, other);
    expect(await hash(other)).not.toBe(hashes[0]);
  });

  it('has every detection in its filter’s colour where its day and magnitude are', async () => {
    const chart = kilonovaLightCurve();
    const path = join(folder, 'points.png');
    await renderLightCurve(chart, path);
    const picture = await readPicture(path);
    const { place } = placer(chart);
    const colours: Record<string, string> = { ztfg: GREEN, ztfr: RED, ztfi: PURPLE };
    for (const p of chart.points.filter((p) => !p.isLimit)) {
      const { x, y } = place(p.jd - FIRST_DETECTION, p.magnitude);
      const around = picture.find(colours[p.filter] ?? '', { x: x - 4, y: y - 4, width: 8, height: 8 });
      expect(around.length, `${p.filter} at ${p.jd}`).toBeGreaterThan(50);
    }
  });

  it('draws the best fit as a line and its band around it, and neither outside the frame', async () => {
    const chart = kilonovaLightCurve();
    const path = join(folder, 'model.png');
    await renderLightCurve(chart, path);
    const picture = await readPicture(path);
    const { place, frame } = placer(chart);
    // Half way between two nights, where no point of g is near: the fit is at 18.9 + 0.95 × (2.0 − 0.6).
    const on = place(1.5, 18.9 + 0.95 * 1.4);
    expect(picture.find(GREEN, { x: on.x - 3, y: on.y - 3, width: 6, height: 6 }).length).toBeGreaterThan(5);
    const inBand = picture.at(on.x, on.y + 24);
    expect(inBand).not.toEqual([255, 255, 255, 255]);
    expect(inBand[1]).toBeGreaterThan(inBand[0]);
    const below = { x: frame.x, y: frame.y + frame.height + 4, width: frame.width, height: 12 };
    expect(picture.find(GREEN, below)).toEqual([]);
    const lines = { x: on.x - 3, y: on.y - 3, width: 6, height: 6 };
    await renderLightCurve({ ...chart, jd: [], bands: {} }, path);
    expect((await readPicture(path)).find(GREEN, lines)).toEqual([]);
  });

  it('leaves a gap in the line where the model has no number', async () => {
    const chart = kilonovaLightCurve();
    const band = chart.bands.ztfg;
    if (!band) throw new Error('no g');
    const best = band.best.map((m, i) =>
      Math.abs((chart.jd[i] ?? 0) - FIRST_DETECTION - 1.5) < 0.6 ? null : m,
    );
    const path = join(folder, 'gap.png');
    await renderLightCurve({ ...chart, bands: { ...chart.bands, ztfg: { ...band, best } } }, path);
    const on = placer(chart).place(1.5, 18.9 + 0.95 * 1.4);
    expect((await readPicture(path)).find(GREEN, { x: on.x - 4, y: on.y - 4, width: 8, height: 8 })).toEqual(
      [],
    );
  });

  it('has bright above faint and early left of late', async () => {
    const path = join(folder, 'axes.png');
    const chart = bare([point(0, 'ztfg', 18), point(3, 'ztfr', 20)]);
    await renderLightCurve(chart, path);
    const picture = await readPicture(path);
    const { frame } = placer(chart);
    const bright = middle(picture.find(GREEN, frame));
    const faint = middle(picture.find(RED, frame));
    expect(bright.y).toBeLessThan(faint.y - 100);
    expect(bright.x).toBeLessThan(faint.x - 100);
  });

  it('draws a limit as a hollow triangle that points down, a detection as a full circle', async () => {
    const path = join(folder, 'limit.png');
    const chart = bare([limit(0, 'ztfg', 20), point(2, 'ztfg', 19, { magnitudeError: 0 })]);
    await renderLightCurve(chart, path);
    const picture = await readPicture(path);
    const { place } = placer(chart);
    const widths = (x: number, y: number) =>
      [-8, 8].map((dy) => {
        const row = picture.find(GREEN, { x: x - 30, y: y + dy, width: 60, height: 1 }).map((p) => p.x);
        return Math.max(...row) - Math.min(...row);
      });
    const triangle = place(-2, 20);
    const [top = 0, bottom = 0] = widths(triangle.x, triangle.y);
    expect(top).toBeGreaterThan(2 * bottom);
    expect(picture.at(triangle.x, triangle.y - 3)[0]).toBeGreaterThan(200);
    const circle = place(0, 19);
    const [above = 0, under = 0] = widths(circle.x, circle.y);
    expect(Math.abs(above - under)).toBeLessThanOrEqual(6);
    expect(
      picture.find(GREEN, { x: circle.x - 3, y: circle.y - 3, width: 6, height: 6 }).length,
    ).toBeGreaterThanOrEqual(36);
  });

  it('shows what the data span, whatever the model does', () => {
    const { days, magnitudes } = lightCurveDomain([
      point(0, 'ztfg', 18),
      point(4, 'ztfg', 20),
      limit(5, 'ztfr', 21.5),
    ]);
    expect(days).toEqual([-0.5, 5.5]);
    expect(magnitudes[0]).toBeCloseTo(17.4);
    expect(magnitudes[1]).toBeCloseTo(21.9);
    // The longest of three limits before is not shown, and said to be left out.
    const old = [
      point(0, 'ztfg', 18),
      point(2, 'ztfg', 19),
      limit(-900, 'ztfg', 17),
      limit(-3, 'ztfg', 20.5),
    ];
    expect(lightCurveDomain(old).days[0]).toBeGreaterThan(-4);
    expect(lightCurveDomain(old)).toMatchObject({ before: 1, after: 0 });
    expect(lightCurveCaption(bare(old), lightCurveDomain(old))).toEqual(['1 point earlier than shown.']);
    const [, faintest] = lightCurveDomain([point(0, 'ztfg', 18, { magnitudeError: 30 })]).magnitudes;
    expect(faintest).toBeLessThan(20);
  });

  it('has the model’s peak in the frame, and not a spike of it', () => {
    const points = [point(0, 'ztfg', 19), point(4, 'ztfg', 20)];
    const at = (peak: number) => {
      const best = [19, peak, 20];
      const bands = { ztfg: { best, p05: best, p50: best, p95: best } };
      const jd = [0, 1, 4].map((day) => FIRST_DETECTION + day);
      return lightCurveDomain(points, [{ jd, bands }]).magnitudes[0];
    };
    expect(at(17.5)).toBeCloseTo(17.3);
    expect(at(5)).toBeCloseTo(18.4);
    expect(at(21)).toBeCloseTo(18.4);
  });

  it('says what the fit did not see, where the budget is, where it breaks, and when it exploded', () => {
    const chart = kilonovaLightCurve();
    const domain = lightCurveDomain(chart.points, [chart]);
    expect(lightCurveCaption(chart, domain)).toEqual([]);
    const jd = FIRST_DETECTION - 0.5;
    const told = lightCurveCaption(
      {
        ...chart,
        errorBudget: 1,
        explosion: { p05: jd - 0.2, p50: jd, p95: jd + 0.2 },
        points: chart.points.map((p) => ({ ...p, isUsed: !p.isLimit })),
      },
      domain,
    ).join(' ');
    expect(told).toContain('error budget of 1.00 mag, which is not in the band');
    expect(told).toContain('the band begins with the data');
    expect(told).toContain('Grey: not in the fit.');
    const bare500 = lightCurveCaption(bare(chart.points, { errorBudget: 1 }), domain);
    expect(bare500).toEqual([]);
  });

  const wide = [...'ugrizyJHK', 'uvot::uvw2', 'bessellv', 'atlaso'];
  const jumping = kilonovaLightCurve();
  for (const band of Object.values(jumping.bands)) {
    band.best = band.best.map((m, i) => (i > 60 && m !== null ? m + 0.8 : m));
    band.p95 = band.p95.map((m, i) => (i % 2 ? Number.NaN : m));
  }
  it.each([
    ['one detection per filter', bare(['ztfg', 'ztfr', 'ztfi'].map((f, i) => point(i, f, 19)))],
    ['one filter', bare([0, 1, 2].map((day) => point(day, 'ztfr', 19 + day)))],
    ['twelve filters', bare(wide.map((f, i) => point(i / 3, f, 18 + i / 5)))],
    ['three points', bare([0, 1, 2].map((day) => point(day, 'ztfg', 19)))],
    ['90 days', bare(Array.from({ length: 30 }, (_, i) => point(3 * i, 'ztfg', 18 + i / 20)))],
    ['one limit 900 days ago', bare([point(0, 'ztfg', 19), limit(-900, 'ztfg', 18)])],
    ['jumps and holes', jumping],
    ['a known distance', { ...kilonovaLightCurve(), distanceMpc: 40 }],
    [
      'nothing in the fit',
      { ...jumping, points: jumping.points.map((p) => ({ ...p, isUsed: false })), errorBudget: 1 },
    ],
    [
      'a window and an explosion outside the frame',
      {
        ...jumping,
        window: { from: FIRST_DETECTION - 500, to: FIRST_DETECTION - 400 },
        explosion: { p05: FIRST_DETECTION - 900, p50: FIRST_DETECTION - 800, p95: FIRST_DETECTION - 700 },
      },
    ],
    ['one point', bare([point(0, 'ztfr', 19)])],
    ['only limits', bare([limit(0, 'ztfg', 20.5), limit(1, 'ztfr', 20.1)])],
    [
      '500 points',
      bare(Array.from({ length: 500 }, (_, i) => point(i / 5, ['ztfg', 'ztfr'][i % 2] ?? '', 18 + i / 200))),
    ],
    ['a name of 64 letters', bare([point(0, 'ztfg', 19)], { object: 'W'.repeat(64) })],
    ['nine filters', bare(Array.from('ugrizyJHK', (f, i) => point(i, `survey with a long name ${f}`, 19)))],
    ['no evidence', bare([point(0, 'ztfg', 19)], { lnZ: Number.NaN, lnZError: null })],
    ['markup and quotes', bare([point(0, 'ztf"g\n<b>', 19)], { object: `a'"\\{signal}<&>`, modelTitle: '' })],
  ])('can be drawn with %s', async (_, chart) => {
    const path = join(folder, 'edge.png');
    await renderLightCurve(chart, path);
    const picture = await readPicture(path);
    expect(picture.width).toBe(1600);
    // Nothing reaches the picture's edge, so nothing is cut off.
    for (let y = 0; y < picture.height; y += 1) expect(picture.at(1598, y)).toEqual([255, 255, 255, 255]);
  });

  it.each([
    ['there is no photometry', bare([])],
    ['not a Julian date', bare([point(-2400000.5, 'ztfg', 19)])],
    ['point 2: its magnitude is not a number', bare([point(0, 'ztfg', 19), point(1, 'ztfg', Number.NaN)])],
    ['error of -1 mag', bare([point(0, 'ztfg', 19, { magnitudeError: -1 })])],
    ['its filter has no name', bare([point(0, '', 19)])],
    [
      'ztfg has 1 magnitudes (best) for 0 times',
      bare([point(0, 'ztfg', 19)], { bands: { ztfg: { best: [1], p05: [1], p50: [1], p95: [1] } } }),
    ],
    ['times are not in order', { ...kilonovaLightCurve(), jd: [FIRST_DETECTION + 1, FIRST_DETECTION] }],
  ])('is refused: %s', async (message, chart) => {
    const path = join(folder, 'refused.png');
    await expect(renderLightCurve(chart, path)).rejects.toThrow(message);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it('says which folder is missing and leaves no temporary file', async () => {
    await expect(renderLightCurve(kilonovaLightCurve(), join(folder, 'none', 'x.png'))).rejects.toThrow(
      'ENOENT',
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('the text of a light curve', () => {
  it('is one sentence with the numbers', () => {
    expect(lightCurveAltText(kilonovaLightCurve())).toBe(
      'Light curve of ZTF22aawacjw with the best fit of Kilonova (Metzger 2017), ln Z = −21.90 ± 0.10: ' +
        '13 detections and 8 upper limits in ZTF g, ZTF r and ZTF i over 7.0 days; brightest 18.73 mag in ZTF r ' +
        'on 2022-09-12 08:38 UTC, fading 2.0 mag in 6.0 days in ZTF i (0.33 mag per day).',
    );
  });

  it('tells a rise from a fade, and says neither of one night', () => {
    const rising = bare([point(0, 'ztfg', 20), point(2, 'ztfg', 18)]);
    expect(lightCurveAltText(rising)).toContain('rising 2.0 mag in 2.0 days in ZTF g (1.00 mag per day).');
    const text = lightCurveAltText(bare([point(0, 'ztfg', 18)], { lnZ: Number.NaN }));
    expect(text).toBe(
      'Light curve of ZTF22aawacjw for Kilonova (Metzger 2017): 1 detection and no upper limits in ZTF g; ' +
        'brightest 18.00 mag in ZTF g on 2022-09-12 07:12 UTC.',
    );
    expect(lightCurveAltText(bare([limit(0, 'ztfi', 20)]))).toContain(
      'no detections and 1 upper limit in ZTF i.',
    );
  });
});
