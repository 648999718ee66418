import { describe, expect, it } from 'vitest';
import { byWavelength, filterLabel, filterStyles } from '../../charts/filters.ts';
import { shorten, textWidth } from '../../charts/fonts.ts';
import { decimalsFor, evidenceText, fixed, powerOfTen, quantile, utcText } from '../../charts/numbers.ts';
import { summarise } from '../../charts/posterior.ts';
import { ticksFor } from '../../charts/ticks.ts';

describe('numbers', () => {
  it('carry the real minus sign and never a negative zero', () => {
    expect(fixed(-21.9, 2)).toBe('−21.90');
    expect(fixed(-0.001, 2)).toBe('0.00');
    expect(fixed(3, 0)).toBe('3');
    expect(powerOfTen(-12)).toBe('10⁻¹²');
    expect([0.042, 4.2, 42, 0].map(decimalsFor)).toEqual([3, 1, 0, 2]);
  });

  it('of the evidence say what is known', () => {
    expect(evidenceText(-21.9, 0.1)).toBe('ln Z = −21.90 ± 0.10');
    expect(evidenceText(-21.9, null)).toBe('ln Z = −21.90');
    expect(evidenceText(-21.9, Number.NaN)).toBe('ln Z = −21.90');
    expect(evidenceText(Number.NaN, 0.1)).toBe('');
  });

  it('of time are UTC', () => {
    expect(utcText(2459834.8)).toBe('2022-09-12 07:12 UTC');
    expect(utcText(2451545.0)).toBe('2000-01-01 12:00 UTC');
  });

  it('have quantiles as numpy’s', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4], 0.05)).toBeCloseTo(1.15);
    expect(quantile([7], 0.95)).toBe(7);
  });

  it('of a posterior are written to its width', () => {
    expect(summarise([5, 5, 5]).text).toBe('5.000');
    expect(summarise([1e51, 2e51, 3e51]).text).toBe('2.00 (1.10 to 2.90) × 10⁵¹');
    expect(summarise([2459834.5, 2459834.6, 2459834.7]).text).toBe(
      '2459834.600 (2459834.510 to 2459834.690)',
    );
  });
});

describe('filters', () => {
  it('have names for people, an order by wavelength, and each its colour and shape', () => {
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
});

describe('text', () => {
  it('is measured in the charts’ own font and shortened in the middle', () => {
    expect(textWidth('ZTF22aawacjw', 20, true)).toBeGreaterThan(textWidth('ZTF22aawacjw', 20));
    expect(shorten('short', 200, 14)).toBe('short');
    const long = shorten(`begin${'x'.repeat(80)}end`, 150, 14);
    expect(long).toMatch(/^begin.*….*end$/);
    expect(textWidth(long, 14)).toBeLessThanOrEqual(150);
  });
});

describe('ticks', () => {
  it.each([
    [[0, 1], 200],
    [[-2.72, -1.68], 90],
    [[89, 281], 80],
    [[-1.2, 0], 80],
    [[0.03, 0.17], 80],
    [[1e-9, 8e-9], 150],
  ] as [[number, number], number][])('of %j on %i pixels stay inside and apart', (range, length) => {
    const { ticks } = ticksFor(range, length, 12);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    let end = Number.NEGATIVE_INFINITY;
    for (const tick of ticks) {
      const middle = (length * (tick.value - range[0])) / (range[1] - range[0]) + tick.shift;
      const half = textWidth(tick.label, 12) / 2;
      expect(middle - half).toBeGreaterThan(Math.max(end + 4, -4));
      end = middle + half;
      expect(end).toBeLessThan(length + 4);
    }
  });

  it('give what they share to the title', () => {
    const date = ticksFor([2459834.511, 2459834.529], 200, 12);
    expect(date.left).toBe('+ 2,459,834.5');
    expect(date.ticks.map((t) => t.label)).toContain('0.020');
    expect(ticksFor([1e51, 4e51], 200, 12)).toMatchObject({ left: '× 10⁵¹' });
    expect(ticksFor([1, 4], 200, 12).left).toBe('');
  });
});

it('puts filters in order of wavelength, each once', () => {
  expect(byWavelength(['ztfi', 'ztfg', 'ztfr', 'ztfg'])).toEqual(['ztfg', 'ztfr', 'ztfi']);
});
