import { textWidth } from './fonts.ts';
import { fixed, powerOfTen } from './numbers.ts';

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

/**
 * Ticks for an axis of `length` pixels: as many round numbers, at most five, as have labels that stay apart
 * and inside the cell. Numbers that share many leading digits (a Julian date) or are huge or tiny give what
 * they share to the title.
 */
export function ticksFor([low, high]: [number, number], length: number, fontSize: number): Ticks {
  const span = high - low;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  let offset = 0;
  let exponent = 0;
  let left = '';
  if (largest / span >= 1e4) {
    const unit = 10 ** Math.ceil(Math.log10(span));
    offset = Math.floor(low / unit) * unit;
    const digits = fixed(Math.abs(offset), stepDecimals(unit)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
    left = `${offset < 0 ? '−' : '+'} ${digits}`;
  } else if (largest >= 1e5 || largest < 1e-3) {
    exponent = Math.floor(Math.log10(largest));
    left = `× ${powerOfTen(exponent)}`;
  }
  const unit = 10 ** exponent;
  const [from, to] = [(low - offset) / unit, (high - offset) / unit];

  const power = Math.floor(Math.log10(to - from));
  const place = (step: number) => {
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
  let best: Ticks['ticks'] = [];
  for (const multipliers of [USUAL_STEPS, OTHER_STEPS]) {
    if (best.length >= 2) break;
    for (const tens of [power, power - 1]) {
      for (const multiplier of multipliers) {
        const ticks = place(multiplier * 10 ** tens);
        if (ticks.length > best.length) best = ticks;
      }
    }
  }
  return { ticks: best, left };
}
