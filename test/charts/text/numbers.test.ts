import { describe, expect, it } from 'vitest';
import {
  decimalsFor,
  evidenceText,
  fixed,
  powerOfTen,
  quantile,
  utcText,
} from '../../../charts/text/numbers.ts';

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
});
