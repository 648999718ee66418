import { describe, expect, it } from 'vitest';
import { ticksFor } from '../../../charts/figure/ticks.ts';
import { textWidth } from '../../../charts/look/fonts.ts';

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
