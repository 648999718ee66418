import { expect, it } from 'vitest';
import { summarise } from '../../../charts/posterior/summary.ts';

it('writes the numbers of a posterior to its width', () => {
  expect(summarise([5, 5, 5]).text).toBe('5.000');
  expect(summarise([1e51, 2e51, 3e51]).text).toBe('2.00 (1.10 to 2.90) × 10⁵¹');
  expect(summarise([2459834.5, 2459834.6, 2459834.7]).text).toBe('2459834.600 (2459834.510 to 2459834.690)');
});
