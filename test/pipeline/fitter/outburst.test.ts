import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LightCurvePoint } from '../../../db/types.ts';
import { outburstBegins } from '../../../pipeline/fitter/outburst.ts';
import { parsePhotometry } from '../../../pipeline/sources/formats/photometryFile.ts';

const start = 2_459_800.5;

/** Detections at so many days with so many σ. */
function detections(...them: [day: number, sigmas: number][]): LightCurvePoint[] {
  return them.map(([day, sigmas]) => ({
    jd: start + day,
    filter: 'ztfr',
    magnitude: 20,
    magnitudeError: 1.0857 / sigmas,
    isLimit: false,
    programId: null,
  }));
}

function begins(...them: [day: number, sigmas: number][]): number | null {
  const jd = outburstBegins(detections(...them), 14);
  return jd === null ? null : Number((jd - start).toFixed(3));
}

const outburst: [number, number][] = [
  [1018, 8],
  [1018.02, 12],
  [1020, 8],
];

describe('where an outburst begins', () => {
  it.each([
    [
      'with the first detection',
      [
        [0, 6],
        [2, 9],
        [5, 20],
      ],
      0,
    ],
    ['after one detection of noise years ago', [[0, 3.2], ...outburst], 1018],
    ['after two of them, days from each other', [[0, 3.2], [8, 3.3], ...outburst], 1018],
    ['after two of them in one night', [[0, 3.2], [0.02, 3.9], ...outburst], 1018],
    [
      'after noise weeks ago',
      [
        [0, 3.2],
        [20, 8],
        [20.1, 7],
        [22, 9],
      ],
      20,
    ],
    [
      'after one sure detection that the window does not join with anything',
      [
        [0, 6],
        [30, 8],
        [30.1, 7],
      ],
      30,
    ],
    [
      'with a faint rise that goes on within days',
      [
        [0, 3.4],
        [4.9, 9],
        [8, 13],
      ],
      0,
    ],
    [
      'with a sure one whose next detection is still in the window',
      [
        [0, 4.3],
        [7, 10],
        [7.1, 11],
      ],
      0,
    ],
    [
      'of this year, not of an outburst years ago',
      [
        [0, 20],
        [1, 20],
        [3, 15],
        [700, 8],
        [701, 9],
      ],
      700,
    ],
    [
      'before noise that comes after it',
      [
        [0, 8],
        [0.1, 9],
        [3, 10],
        [400, 3.1],
      ],
      0,
    ],
    [
      'before a tail that comes back after bad weather',
      [
        [0, 8],
        [1, 9],
        [3, 10],
        [40, 6],
        [41, 6],
      ],
      0,
    ],
    [
      'with faint detections when there are no others',
      [
        [0, 3.1],
        [400, 3.3],
        [402, 3.2],
        [404, 3.6],
      ],
      400,
    ],
    ['with the only detection', [[3, 3.1]], 3],
  ] as [string, [number, number][], number][])('is %s', (_, them, day) => {
    expect(begins(...them)).toBe(day);
  });

  it('is nowhere without a detection', () => {
    expect(outburstBegins([], 14)).toBeNull();
    const [limit] = detections([0, 5]).map((point) => ({ ...point, isLimit: true, magnitudeError: null }));
    expect(outburstBegins(limit ? [limit] : [], 14)).toBeNull();
  });

  it('depends on how long the window is', () => {
    const rise = detections([0, 6], [10, 8], [10.1, 9]);
    expect(outburstBegins(rise, 14)).toBe(start);
    expect(outburstBegins(rise, 7)).toBe(start + 10);
  });
});

const shared = join(import.meta.dirname, '../../../../shared');

describe.skipIf(!existsSync(shared))('of real light curves (skipped without ../shared)', () => {
  const firstDetection = (points: LightCurvePoint[]) =>
    Math.min(...points.filter(({ isLimit }) => !isLimit).map(({ jd }) => jd));

  it.each(['early-noise/ZTF99aaaaaaa.csv', 'old-outburst/ZTF99aaaaaab.csv'])('%s: the outburst', (file) => {
    const { points } = parsePhotometry(readFileSync(join(shared, 'failing', file), 'utf8'));
    expect(outburstBegins(points, 14)).toBe(2_459_829.97);
  });

  it('that begin early on the rise: the first detection', () => {
    const folder = join(shared, 'labelled');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.csv'),
    );
    const moved = files.filter((file) => {
      const { points } = parsePhotometry(readFileSync(join(folder, file), 'utf8'));
      return outburstBegins(points, 14) !== firstDetection(points);
    });
    expect(files.length).toBeGreaterThan(50);
    expect(moved).toEqual([]);
  });
});
