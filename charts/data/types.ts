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
  /** false: the fit did not see it. */
  isUsed?: boolean;
}

/** Model magnitudes of one filter on the grid of times: null where the model is dark. */
export interface ChartBand {
  best: (number | null)[];
  p05: (number | null)[];
  p50: (number | null)[];
  p95: (number | null)[];
  p16?: (number | null)[];
  p84?: (number | null)[];
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
  /** Mag, in quadrature with each error in the fit, and not in the bands; left out or 0: there is none. */
  errorBudget?: number;
  /** What was fitted, Julian dates. */
  window?: { from: number; to: number };
  /** Posterior of the explosion's time where it is free, Julian dates. */
  explosion?: { p05: number; p50: number; p95: number };
  /** Known distance in Mpc: then there is an axis of absolute magnitudes. */
  distanceMpc?: number;
}

/** One model's part of a picture of all of them. */
export interface ModelPanel {
  modelTitle: string;
  kind: string;
  lnZ: number;
  lnZError: number | null;
  jd: number[];
  bands: Record<string, ChartBand>;
  errorBudget?: number;
  explosion?: { p05: number; p50: number; p95: number };
}

/** What the picture of all models of an object shows. */
export interface ModelsChart {
  object: string;
  points: ChartPoint[];
  window?: { from: number; to: number };
  /** In any order: the picture puts the highest ln Z first. */
  models: ModelPanel[];
}

/** A parameter of a posterior. */
export interface ChartParameter {
  name: string;
  label: string;
  unit?: string | null;
  /** Limits of the prior. */
  minimum: number;
  maximum: number;
}

/** What a corner plot shows. */
export interface CornerChart {
  object: string;
  modelTitle: string;
  parameters: ChartParameter[];
  /** One row per equally weighted posterior sample, columns as in `parameters`. */
  samples: number[][];
  /** Parameter name → value at the maximum likelihood. */
  bestFit: Record<string, number>;
  /** Independent samples that the rows are worth, as the fitter says; rows may be padded to more. */
  effectiveSamples?: number;
}

/** One posterior, or two of the same object, in a strip that reads on a phone. */
export interface StripChart {
  object: string;
  posteriors: (Omit<CornerChart, 'object' | 'modelTitle'> & {
    /** What it is of: the model, or what was different. */
    name: string;
  })[];
}

/** The evidences of all models of an object. */
export interface EvidenceChart {
  object: string;
  models: {
    modelTitle: string;
    lnZ: number;
    lnZError: number | null;
    /** Under stated rates, 0 to 1. */
    probability?: number;
  }[];
}

/** How the evidences of an object's models moved from light curve to light curve. */
export interface HistoryChart {
  object: string;
  /** Each fit with the last time of the data that it saw, Julian date. */
  fits: { modelTitle: string; lastJd: number; lnZ: number }[];
}
