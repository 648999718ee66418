import { textWidth } from '../look/fonts.ts';
import { fixed, powerOfTen } from '../text/numbers.ts';

/** Pixels by which a label may stick out of its cell; neighbours are 10 apart. */
const OVERHANG = 3;

/** Pixels by which a label may stand beside its tick so that it fits. */
const MOST_SHIFT = 6;

/** The ticks of a small axis; `shift` is how many pixels the label goes to the right on a horizontal one. */
export interface Ticks {
  ticks: { value: number; label: string; shift: number }[];
  /** What the labels leave out, for the axis's title: "", "× 10⁵¹", "+ 2,459,834". */
  left: string;
}

/** Steps between ticks, times a power of ten: the usual ones, and others for when those leave one tick. */
const USUAL_STEPS = [1, 2, 2.5, 5];
const OTHER_STEPS = [3, 4, 6, 8];

/** All multiples of `step` in [low, high]. */
function multiples(low: number, high: number, step: number): number[] {
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) values.push(i * step);
  return values;
}

/** Digits after the point that such a step needs. */
function stepDecimals(step: number): number {
  for (let decimals = 0; decimals < 12; decimals += 1) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 12;
}

/** What all labels of an axis share: a value is `label × unit + offset`, and `left` says so in the title. */
interface Shared {
  offset: number;
  unit: number;
  left: string;
}

/** Numbers that share many leading digits (a Julian date), or are huge or tiny, give what they share to the title. */
function sharedBy(low: number, high: number): Shared {
  const span = high - low;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (largest / span >= 1e4) {
    const step = 10 ** Math.ceil(Math.log10(span));
    const offset = Math.floor(low / step) * step;
    const digits = fixed(Math.abs(offset), stepDecimals(step)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
    return { offset, unit: 1, left: `${offset < 0 ? '−' : '+'} ${digits}` };
  }
  if (largest >= 1e5 || largest < 1e-3) {
    const exponent = Math.floor(Math.log10(largest));
    return { offset: 0, unit: 10 ** exponent, left: `× ${powerOfTen(exponent)}` };
  }
  return { offset: 0, unit: 1, left: '' };
}

/** Steps to try between `from` and `to`: the usual ones first, two powers of ten of each. */
function stepsFor(from: number, to: number): { usual: number[]; other: number[] } {
  const power = Math.floor(Math.log10(to - from));
  const of = (multipliers: readonly number[]) =>
    [power, power - 1].flatMap((tens) => multipliers.map((multiplier) => multiplier * 10 ** tens));
  return { usual: of(USUAL_STEPS), other: of(OTHER_STEPS) };
}

/**
 * Ticks for an axis of `length` pixels: as many round numbers, at most five, as have labels that stay apart
 * and inside the cell.
 */
export function ticksFor([low, high]: [number, number], length: number, fontSize: number): Ticks {
  const { offset, unit, left } = sharedBy(low, high);
  const [from, to] = [(low - offset) / unit, (high - offset) / unit];
  const place = (step: number): Ticks['ticks'] => {
    const decimals = stepDecimals(step);
    const placed = multiples(from, to, step).map((value) => {
      const label = fixed(value, decimals);
      const half = textWidth(label, fontSize) / 2;
      const middle = ((value - from) / (to - from)) * length;
      const lowest = half - OVERHANG;
      const shift = Math.max(lowest, Math.min(length - lowest, middle)) - middle;
      const start = middle + shift - half;
      return { value: value * unit + offset, label, shift, start, end: start + 2 * half };
    });
    const inside = placed.filter((t) => Math.abs(t.shift) <= MOST_SHIFT);
    const gap = fontSize * 0.6;
    const apart = inside.every((t, i) => t.start - (inside[i - 1]?.end ?? -1e9) >= gap);
    return apart && inside.length <= 5
      ? inside.map(({ value, label, shift }) => ({ value, label, shift }))
      : [];
  };
  const most = (steps: readonly number[], atLeast: Ticks['ticks']) =>
    steps.map(place).reduce((best, ticks) => (ticks.length > best.length ? ticks : best), atLeast);
  const steps = stepsFor(from, to);
  const usual = most(steps.usual, []);
  return { ticks: usual.length >= 2 ? usual : most(steps.other, usual), left };
}
