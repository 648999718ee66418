import { decimalsFor, fixed, powerOfTen, quantile } from '../text/numbers.ts';

/** What one parameter's samples say. */
export interface Summary {
  p05: number;
  median: number;
  p95: number;
  /** "−2.31 (−2.52 to −2.10)": the median with its 5–95 % range; only the value if they are all equal. */
  text: string;
}

/** The median and the 5–95 % range of at least one sample, in numbers and in words. */
export function summarise(values: number[]): Summary {
  const sorted = Float64Array.from(values).sort();
  const [p05, median, p95] = [quantile(sorted, 0.05), quantile(sorted, 0.5), quantile(sorted, 0.95)];
  const half = (p95 - p05) / 2;
  const largest = Math.max(Math.abs(p05), Math.abs(p95));
  // Plain digits from 0.001 to 99,999; beyond, a common power of ten. Dates keep their digits by the width.
  const exponent =
    largest > 0 && (largest < 1e-3 || (largest >= 1e5 && half >= 100)) ? Math.floor(Math.log10(largest)) : 0;
  const unit = 10 ** exponent;
  const decimals = half > 0 ? decimalsFor(half / unit) : decimalsFor(largest > 0 ? largest / unit / 100 : 1);
  const write = (value: number) => fixed(value / unit, decimals);
  const range = half > 0 ? ` (${write(p05)} to ${write(p95)})` : '';
  const times = exponent === 0 ? '' : ` × ${powerOfTen(exponent)}`;
  return { p05, median, p95, text: `${write(median)}${range}${times}` };
}

/** A single number as short as it can be: a limit of a prior. */
export function valueText(value: number): string {
  const short = Number(value.toPrecision(4));
  if (short !== 0 && (Math.abs(short) < 1e-3 || Math.abs(short) >= 1e6)) {
    const exponent = Math.floor(Math.log10(Math.abs(short)));
    return `${String(Number((short / 10 ** exponent).toPrecision(3))).replace('-', '−')} × ${powerOfTen(exponent)}`;
  }
  return String(short).replace('-', '−');
}
