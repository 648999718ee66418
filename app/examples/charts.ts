import type { ChartBand, ChartPoint, CornerChart, LightCurveChart } from '../../charts/data/types.ts';

/** Repeatable random numbers (mulberry32): uniform in [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Normally distributed numbers with mean 0 and σ 1 (Box–Muller). */
export function normalNumbers(seed: number): () => number {
  const uniform = randomNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** First detection of the made-up kilonova: 2022-09-12 07:12 UTC. */
export const FIRST_DETECTION = 2459834.8;

const FADES: Record<string, [peak: number, rate: number]> = {
  ztfg: [18.9, 0.95],
  ztfr: [18.7, 0.55],
  ztfi: [18.8, 0.33],
};

/** A kilonova's fade: a fast rise, then blue fades faster than red. Magnitude at `day` after the merger. */
function fade(filter: string, day: number): number {
  const [peak, rate] = FADES[filter] ?? [19, 0.5];
  return peak + rate * Math.max(0, day - 0.6) - 0.9 * Math.log10(Math.min(1, day / 0.6));
}

/** A realistic light curve: g, r and i fading for six days, limits before and after, model with bands. */
export function kilonovaLightCurve(): LightCurveChart {
  const normal = normalNumbers(7);
  const merger = FIRST_DETECTION - 0.5;
  const points: ChartPoint[] = [];
  for (const [filter, offset] of [
    ['ztfg', 0],
    ['ztfr', 0.06],
    ['ztfi', 1.02],
  ] as const) {
    points.push({
      jd: merger - 1.6 + offset / 2,
      filter,
      magnitude: 20.6 + offset / 4,
      magnitudeError: null,
      isLimit: true,
    });
    for (const night of [0, 1, 2, 3, 5, 6]) {
      const jd = FIRST_DETECTION + night + offset;
      const magnitude = fade(filter, jd - merger);
      if (magnitude > 21.3)
        points.push({ jd, filter, magnitude: 21 + offset / 4, magnitudeError: null, isLimit: true });
      else {
        const error = 0.05 + 0.05 * Math.max(0, magnitude - 18.7);
        points.push({
          jd,
          filter,
          magnitude: magnitude + error * normal(),
          magnitudeError: error,
          isLimit: false,
        });
      }
    }
  }
  const jd: number[] = [];
  for (let i = 0; i < 100; i += 1) jd.push(merger + 0.01 * (14 / 0.01) ** (i / 99));
  const bands: Record<string, ChartBand> = {};
  for (const filter of ['ztfg', 'ztfr', 'ztfi']) {
    const best = jd.map((t) => fade(filter, t - merger));
    const width = jd.map((t) => 0.15 + 0.09 * (t - merger));
    bands[filter] = {
      best,
      p05: best.map((m, i) => m - (width[i] ?? 0)),
      p50: best.map((m) => m + 0.02),
      p95: best.map((m, i) => m + (width[i] ?? 0) * 1.2),
    };
  }
  return {
    object: 'ZTF22aawacjw',
    modelTitle: 'Kilonova (Metzger 2017)',
    kind: 'KN',
    lnZ: -21.9,
    lnZError: 0.1,
    points,
    jd,
    bands,
  };
}

const LABELS: [
  name: string,
  label: string,
  unit: string | null,
  centre: number,
  sigma: number,
  minimum: number,
  maximum: number,
][] = [
  ['luminosity_distance', 'distance', 'Mpc', 182, 31, 10, 400],
  ['log10_mej', 'log₁₀ ejecta mass', 'M☉', -2.21, 0.17, -4, -0.5],
  ['log10_vej', 'log₁₀ ejecta velocity', 'c', -0.58, 0.11, -2, -0.5],
  ['beta', 'velocity index β', null, 3.4, 0.6, 1, 5],
  ['log10_kappa_r', 'log₁₀ opacity', 'cm² g⁻¹', 0.31, 0.24, -1, 2],
  ['timeshift', 'time shift', 'd', -0.52, 0.21, -2, 0],
  ['inclination_EM', 'viewing angle', 'rad', 0.7, 0.4, 0, 1.5708],
  ['log10_E0', 'log₁₀ E₀', 'erg', 51.2, 0.6, 47, 57],
  ['thetaCore', 'jet core θ_c', 'rad', 0.11, 0.03, 0.01, 0.63],
  ['log10_n0', 'log₁₀ n₀', 'cm⁻³', -2.4, 1.1, -6, 2],
  ['p', 'electron index p', null, 2.3, 0.12, 2.01, 3],
  ['Ebv', 'E(B−V)', 'mag', 0.12, 0.09, 0, 0.5],
];

/** A realistic posterior: correlated parameters, some against their prior's edge. At most 12 parameters. */
export function posterior(count: number, rows = 5000, seed = 11): CornerChart {
  const normal = normalNumbers(seed);
  const chosen = LABELS.slice(0, count);
  const samples: number[][] = [];
  while (samples.length < rows) {
    const common = normal();
    const other = normal();
    const row = chosen.map(([, , , centre, sigma], i) => {
      const own = normal();
      const bend = i === 3 ? 0.5 * (common * common - 1) : 0;
      return (
        centre + sigma * ((i % 2 ? -0.75 : 0.75) * common + (i % 3 ? 0.3 : -0.4) * other + 0.5 * own + bend)
      );
    });
    if (row.every((v, i) => v > (chosen[i]?.[5] ?? 0) && v < (chosen[i]?.[6] ?? 0))) samples.push(row);
  }
  return {
    object: 'ZTF22aawacjw',
    modelTitle: 'Kilonova (Metzger 2017)',
    parameters: chosen.map(([name, label, unit, , , minimum, maximum]) => ({
      name,
      label,
      unit,
      minimum,
      maximum,
    })),
    samples,
    bestFit: Object.fromEntries(
      chosen.map(([name, , , centre, sigma, min, max]) => [
        name,
        Math.min(max, Math.max(min, centre + 0.3 * sigma)),
      ]),
    ),
  };
}
