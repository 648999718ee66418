import { describe, expect, it } from 'vitest';
import { bandLooks, KNOWN_FILTERS } from '../../../charts/look/filterRegistry.ts';
import { byWavelength, filterLabel, filterStyle, filterStyles } from '../../../charts/look/filters.ts';

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** What is left of linear RGB (Machado, Oliveira & Fernandes 2009, severity 1). */
const SIGHTS: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

function times(matrix: Matrix, v: Vector): Vector {
  const row = ([a, b, c]: Vector) => a * v[0] + b * v[1] + c * v[2];
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

function lab(colour: string, sight: Matrix): Vector {
  const linear = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const seen = times(sight, [linear(1), linear(3), linear(5)]);
  const clipped: Vector = [clip(seen[0]), clip(seen[1]), clip(seen[2])];
  const [x, y, z] = times(TO_XYZ, clipped);
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function apart(a: string, b: string, sight: Matrix): number {
  const [p, q] = [lab(a, sight), lab(b, sight)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** Every two of a list. */
function pairs<T>(list: readonly T[]): [T, T][] {
  return list.flatMap((one, i) => list.slice(i + 1).map((other): [T, T] => [one, other]));
}

const names = Object.keys(KNOWN_FILTERS);

describe('the looks of filters', () => {
  const cases = Object.entries(SIGHTS).flatMap(([sight, matrix]) =>
    (['light', 'dark'] as const).map((theme) => ({ sight, matrix, theme })),
  );

  it.each(cases)('tell bands apart, $sight, $theme', ({ matrix, theme }) => {
    for (const [[name, look], [other, otherLook]] of pairs(Object.entries(bandLooks))) {
      expect(apart(look[theme], otherLook[theme], matrix), `${name} and ${other}`).toBeGreaterThan(8);
    }
  });

  it.each(cases)('tell the filters of an instrument apart, $sight, $theme', ({ matrix, theme }) => {
    for (const instrument of new Set(Object.values(KNOWN_FILTERS).map((one) => one.instrument))) {
      const own = names.filter((name) => KNOWN_FILTERS[name]?.instrument === instrument);
      // The bare letters and GROND reach from the optical to K.
      const least = instrument && instrument !== 'GROND' ? 23 : 13;
      for (const [a, b] of pairs([...new Set(own.map((name) => filterStyle(name, theme).colour))])) {
        expect(apart(a, b, matrix), `${instrument}: ${a} and ${b}`).toBeGreaterThan(least);
      }
    }
  });

  it('tell them apart without colour: no two filters share shape and line', () => {
    const byLabel = new Map(names.map((name) => [filterStyle(name).label, filterStyle(name)]));
    const looks = [...byLabel.values()].map(({ shape, dash }) => `${shape} ${dash.join()}`);
    expect(byLabel.size).toBeGreaterThan(45);
    expect(new Set(looks).size).toBe(byLabel.size);
    const dashes = Object.values(bandLooks).map(({ dash }) => dash.join());
    expect(new Set(dashes).size).toBe(dashes.length);
  });

  it('do not depend on company, and are known under every way to write a name', () => {
    for (const name of ['ztfg', 'sdss::u', 'hst::f814w', 'swope2::g', 'nonsense']) {
      const [alone] = filterStyles([name]);
      const among = filterStyles([...names, name]).find(({ filter }) => filter === name);
      expect(among).toEqual(alone);
    }
    expect(filterStyle('ps1::r')).toEqual({ ...filterStyle('ps1r'), filter: 'ps1::r' });
    expect(filterStyle('PS1_r').label).toBe('PS1 r');
    expect(filterStyle('uvot::uvw2').label).toBe('UVOT UVW2');
    expect(filterStyle('2massks').label).toBe('2MASS Kₛ');
    expect(filterStyle('gaia::grp').label).toBe('Gaia RP');
    for (const survey of 'ztfg sdssz ps1y atlaso lssty desz 2massh uvotuvm2 bessellv gaiag'.split(' ')) {
      expect(names, survey).toContain(survey);
    }
  });
});

describe('names of filters', () => {
  it('are for people, in the order of wavelength, each with its colour and shape', () => {
    expect(['ztfg', 'ps1::r', 'sdssu', 'bessellv'].map(filterLabel)).toEqual([
      'ZTF g',
      'PS1 r',
      'SDSS u',
      'Bessell V',
    ]);
    const styles = filterStyles(['ztfi', 'ztfr', 'ztfg', 'ztfr', 'sdssu', 'constructor']);
    expect(styles.slice(0, 3).map((s) => s.filter)).toEqual(['ztfg', 'ztfr', 'ztfi']);
    expect(new Set(styles.map((s) => s.colour + s.shape)).size).toBe(5);
  });

  it('stand once each, bluest first', () => {
    expect(byWavelength(['ztfi', 'ztfg', 'ztfr', 'ztfg'])).toEqual(['ztfg', 'ztfr', 'ztfi']);
  });
});
