import { unixEpochJd } from './time.ts';

/** A number with `decimals` digits after the point and the real minus sign; never "−0.00". */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  if (!text.startsWith('-')) return text;
  return Number(text) === 0 ? text.slice(1) : `−${text.slice(1)}`;
}

/** Digits after the point that show two significant digits of `width`: 0.042 → 3, 4.2 → 1, 42 → 0. */
export function decimalsFor(width: number): number {
  if (!(width > 0)) return 2;
  return Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(width))));
}

/** A power of ten as people write it: 51 → "10⁵¹". */
export function powerOfTen(exponent: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const raised = Array.from(String(exponent), (c) => (c === '-' ? '⁻' : (digits[Number(c)] ?? '')));
  return `10${raised.join('')}`;
}

/** "ln Z = −21.90 ± 0.10", or '' when there is no evidence to speak of. */
export function evidenceText(lnZ: number, lnZError: number | null): string {
  if (!Number.isFinite(lnZ)) return '';
  const error = lnZError !== null && Number.isFinite(lnZError) ? ` ± ${fixed(lnZError, 2)}` : '';
  return `ln Z = ${fixed(lnZ, 2)}${error}`;
}

/** A Julian date (UTC) as "2022-09-12 07:12 UTC", to the nearest minute. */
export function utcText(jd: number): string {
  const minutes = Math.round((jd - unixEpochJd) * 1440);
  return `${new Date(minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * Quantile of sorted numbers with linear interpolation, as numpy's default.
 * @param sorted ascending, at least one
 * @param fraction 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const place = (sorted.length - 1) * fraction;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (high - low) * (place - below);
}
