/** A photometric point to draw. */
export interface ChartPoint {
  /** Julian date, UTC. */
  jd: number;
  /** Filter as people say it: ztfg, ztfr, ztfi. */
  filter: string;
  /** AB magnitude; for a limit, the limiting magnitude. */
  magnitude: number;
  /** 1σ, mag; null for a limit. */
  magnitudeError: number | null;
  isLimit: boolean;
}

/** Model magnitudes of one filter on the grid of times. */
export interface ChartBand {
  best: (number | null)[];
  p05: (number | null)[];
  p50: (number | null)[];
  p95: (number | null)[];
}

/** What a best-fit light curve shows. */
export interface LightCurveChart {
  object: string;
  modelTitle: string;
  kind: string;
  lnZ: number;
  lnZError: number | null;
  points: ChartPoint[];
  /** Grid of times, Julian date; empty when there is no model to draw. */
  jd: number[];
  /** Filter → model magnitudes on `jd`. */
  bands: Record<string, ChartBand>;
}

/** What a corner plot shows. */
export interface CornerChart {
  object: string;
  modelTitle: string;
  parameters: { name: string; label: string; unit?: string | null; minimum: number; maximum: number }[];
  /** One row per equally weighted posterior sample, columns as in `parameters`. */
  samples: number[][];
  /** Parameter name → value at the maximum likelihood. */
  bestFit: Record<string, number>;
  /** Independent samples that the rows are worth, as the fitter says; rows may be padded to more. */
  effectiveSamples?: number;
}
