import { describe, expect, it } from 'vitest';
import type { LightCurvePoint } from '../../../../db/types.ts';
import { lightCurveHash, normalise, normalPoint } from '../../../../pipeline/sources/formats/normalise.ts';

function point(jd: number, magnitude = 18, magnitudeError: number | null = 0.1): LightCurvePoint {
  const isLimit = magnitudeError === null;
  return { jd, filter: 'ztfg', magnitude, magnitudeError, isLimit, programId: null };
}

const second = 1 / 86_400;
const start = 2459786.8;

describe('the normal form', () => {
  it('rounds to 9 ms and 1e-5 mag, and never to an error of nothing', () => {
    expect(normalPoint(point(2459786.83019681, 16.6641073618835, 1e-9))).toMatchObject({
      jd: 2459786.8301968,
      magnitude: 16.66411,
      magnitudeError: 1e-5,
    });
  });

  it('counts what was there twice, and keeps of one exposure what says most', () => {
    const better = point(start + 0.4 * second, 18.05, 0.05);
    const limit = point(start + 0.2 * second, 20.5, null);
    expect(normalise([point(start), point(start), limit, better])).toEqual({
      points: [normalPoint(better)],
      exactDuplicates: 1,
      nearDuplicates: 2,
      contradictions: 0,
    });
    const limits = normalise([point(start, 20.5, null), point(start + 0.2 * second, 20.1, null)]);
    expect(limits.points.map(({ magnitude }) => magnitude)).toEqual([20.1]);
  });

  it('keeps what lies more than a second apart, is of another filter, or contradicts', () => {
    expect(normalise([point(start), point(start + 1.5 * second, 18.01)]).points).toHaveLength(2);
    expect(normalise([point(start), { ...point(start), filter: 'ztfr' }]).points).toHaveLength(2);
    const contrary = normalise([point(start), point(start + 0.1 * second, 19)]);
    expect(contrary).toMatchObject({ contradictions: 1, nearDuplicates: 0 });
    expect(contrary.points).toHaveLength(2);
  });

  it('does not chain exposures: the second counts from the first row', () => {
    const rows = [0, 0.7, 1.4].map((seconds) => point(start + seconds * second, 18 + seconds / 100));
    expect(normalise(rows).points).toHaveLength(2);
  });

  it('makes no difference between orders of the rows', () => {
    const rows = [
      point(start),
      point(start + 0.3 * second, 18.1),
      point(start + 0.6 * second, 25, 0.2),
      point(start + 0.9 * second, 20.5, null),
      { ...point(start + 0.3 * second), filter: 'ztfr' },
      point(start + 2),
    ];
    const expected = normalise(rows);
    for (let turn = 1; turn < rows.length; turn += 1) {
      const turned = [...rows.slice(turn), ...rows.slice(0, turn)];
      expect(normalise(turned)).toEqual(expected);
      expect(normalise(turned.reverse())).toEqual(expected);
    }
    expect(expected.points.map(({ jd }) => jd)).toEqual(expected.points.map(({ jd }) => jd).sort());
  });

  it('is what the hash is of: a limit is no detection, a programme makes no difference', () => {
    const hash = (one: LightCurvePoint) => lightCurveHash(normalise([one]).points);
    expect(hash({ ...point(start), programId: 2 })).toBe(hash(point(start)));
    expect(hash(point(start, 18, null))).not.toBe(hash(point(start)));
    expect(hash({ ...point(start), filter: 'ztfr' })).not.toBe(hash(point(start)));
    expect(lightCurveHash([])).not.toBe(hash(point(start)));
  });
});
