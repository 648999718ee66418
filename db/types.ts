export const fitStates = [
  'queued',
  'submitted',
  'running',
  'succeeded',
  'failed',
  'timed-out',
  'lost',
  'cancelled',
] as const;
/** State of a fit, as in the design's diagram. */
export type FitState = (typeof fitStates)[number];

export const failureReasons = [
  'bad-data',
  'model-assets',
  'out-of-memory',
  'node',
  'crash',
  'bad-result',
] as const;
/** Why a fit failed. */
export type FailureReason = (typeof failureReasons)[number];

/** One photometric point in normal form. */
export interface LightCurvePoint {
  /** Julian date, UTC. */
  jd: number;
  /** ztfg, ztfr or ztfi. */
  filter: string;
  /** AB magnitude; for a limit, the limiting magnitude. */
  magnitude: number;
  /** 1σ, mag; null for a limit. */
  magnitudeError: number | null;
  isLimit: boolean;
  /** ZTF programme id (1 public, 2 partnership, 3 Caltech), or null. */
  programId: number | null;
  /** true: forced photometry; false: of an alert; left out: nobody said. */
  forced?: boolean;
}

/** Where an object is: ICRS, degrees. */
export interface SkyPosition {
  raDeg: number;
  decDeg: number;
}

/** Rows of a file that no fit sees, because no model has their filter. */
export interface LeftOutRows {
  /** As the file calls it, at most 30 characters. */
  filter: string;
  rows: number;
}
