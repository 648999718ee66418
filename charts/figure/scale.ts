/** From values to pixels and back; `domain` may run either way. */
export interface Scale {
  domain: readonly [number, number];
  range: readonly [number, number];
  at(value: number): number;
}

/** A linear scale: domain[0] stands at range[0]. */
export function scale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const factor = (range[1] - range[0]) / (domain[1] - domain[0] || 1);
  return { domain, range, at: (value) => range[0] + (value - domain[0]) * factor };
}

/** A tick and how many digits after the point its label needs. */
export interface NiceTicks {
  values: number[];
  decimals: number;
}

/** Round numbers in [low, high], about `count` of them. */
export function niceTicks(low: number, high: number, count: number): NiceTicks {
  const rough = (high - low) / Math.max(1, count);
  const power = Math.floor(Math.log10(rough));
  const unit = rough / 10 ** power;
  const step = (unit < 1.5 ? 1 : unit < 3.5 ? 2 : unit < 7.5 ? 5 : 10) * 10 ** power;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const values: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i += 1) values.push(i * step);
  return { values, decimals };
}
