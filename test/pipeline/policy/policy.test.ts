import { describe, expect, it } from 'vitest';
import type { LightCurvePoint } from '../../../db/types.ts';
import { ratesOf, tooSlow } from '../../../pipeline/policy/evolution.ts';
import { galacticLatitude } from '../../../pipeline/policy/galactic.ts';
import { defaultPolicy, evolutionSchema, policySchema } from '../../../pipeline/policy/policy.ts';

const start = 2459786.7;

/** Detections of one band: days after the start and magnitudes. */
function band(filter: string, ...points: [number, number][]): LightCurvePoint[] {
  return points.map(([day, magnitude]) => ({
    jd: start + day,
    filter,
    magnitude,
    magnitudeError: 0.1,
    isLimit: false,
    programId: null,
  }));
}

const ztfrest = evolutionSchema.parse({});

describe('how fast an object changes', () => {
  it('is the slope of a line through each band, before and after the peak', () => {
    const fading = band('ztfr', [0, 18], [1, 18.5], [2, 19]);
    expect(ratesOf(fading, 1)).toEqual([{ band: 'ztfr', part: 'fades', slope: expect.closeTo(0.5, 6) }]);
    const both = band('ztfg', [0, 20], [2, 18], [4, 19]);
    expect(ratesOf(both, 1)).toEqual([
      { band: 'ztfg', part: 'rises', slope: expect.closeTo(-1, 6) },
      { band: 'ztfg', part: 'fades', slope: expect.closeTo(0.5, 6) },
    ]);
  });

  it('weighs points by their errors', () => {
    const [first, second, third] = band('ztfr', [0, 18], [1, 18.5], [2, 22]);
    const rough = [first, second, { ...third, magnitudeError: 10 }] as LightCurvePoint[];
    expect(ratesOf(rough, 1)[0]?.slope).toBeCloseTo(0.5, 2);
  });

  it('is nothing that limits, or less than the baseline, can tell', () => {
    const limits = band('ztfr', [0, 18], [5, 21]).map((point) => ({ ...point, magnitudeError: null }));
    expect(ratesOf(limits, 1)).toEqual([]);
    expect(ratesOf(band('ztfr', [0, 18], [0.5, 19]), 1)).toEqual([]);
    expect(ratesOf([], 1)).toEqual([]);
  });
});

describe('ZTFReST’s thresholds', () => {
  it.each<[string, LightCurvePoint[], string | null]>([
    ['a kilonova', band('ztfg', [0, 18], [1, 19], [2, 20]), null],
    [
      'a supernova after its peak',
      band('ztfr', [0, 18], [3, 18.3], [6, 18.6]),
      'ztfr fades by 0.10 mag a day, expected more than 0.3',
    ],
    ['one before', band('ztfg', [0, 19], [3, 18.4]), 'ztfg rises by 0.20 mag a day, expected more than 1'],
    [
      'a star that stays as it is',
      band('ztfi', [0, 18], [12, 18.05]),
      'ztfi does not change in 12.0 days, expected a change in 10',
    ],
    [
      'fast in one band, slow in the other',
      [...band('ztfg', [0, 18], [2, 20]), ...band('ztfr', [0, 18], [2, 18.2])],
      'ztfr fades by 0.10 mag a day, expected more than 0.3',
    ],
    ['one night', band('ztfg', [0, 18], [0.1, 18.1]), null],
  ])('%s', (_, points, words) => {
    expect(tooSlow(points, ztfrest)).toBe(words);
  });
});

describe('the plane of the Milky Way', () => {
  it.each([
    ['its north pole', 192.85948, 27.12825, 90],
    ['its centre', 266.40499, -28.93617, 0],
    // Positions from SIMBAD: galactic latitudes −21.57 and +39.30.
    ['M31', 10.684708, 41.26875, -21.5733],
    ['NGC 4993', 197.448776, -23.383831, 39.3],
  ])('is as far from %s as the catalogues say', (_, raDeg, decDeg, latitude) => {
    expect(galacticLatitude({ raDeg, decDeg })).toBeCloseTo(latitude, 1);
  });
});

describe('the policy', () => {
  it('asks for two detections and nothing else when nothing is said', () => {
    expect(defaultPolicy).toEqual({
      minDetections: 2,
      minFilters: 1,
      maxAgeDays: null,
      minDurationDays: null,
      maxDurationDays: null,
      minGalacticLatitude: null,
      changedPoints: 0,
      evolution: null,
    });
    expect(() => policySchema.parse({ minDetections: 1 })).toThrow();
    expect(() => policySchema.parse({ minDetection: 2 })).toThrow();
  });
});
