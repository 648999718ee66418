import type { FitState } from '../db/types.ts';

/** What people are shown of a fit. */
export interface FitSummary {
  fitId: number;
  object: string;
  model: string;
  modelTitle: string;
  kind: string;
  /** What sets it apart, in a few words: "old priors", "not converged". */
  note?: string;
  state: FitState;
  /** One sentence when it did not succeed. */
  message: string | null;
  lnZ: number | null;
  lnZError: number | null;
  warnings: { code: string; text: string }[];
  /** true when the result is an earlier fit's, because nothing changed. */
  reused: boolean;
  /** How long the job took: by its own result when it succeeded, else as the app saw it. */
  seconds: number | null;
  finishedAt: string | null;
}

/** A fit that has not ended. */
export interface OpenFit {
  fitId: number;
  runId: number;
  object: string;
  model: string;
  kind: string;
  state: FitState;
  attempt: number;
  waitingSince: string;
  progress: {
    iteration: number;
    lnZ: number | null;
    fraction: number;
    elapsedSeconds: number;
    remainingSeconds: number | null;
  } | null;
}

/** What `status` tells. */
export interface StatusReport {
  open: OpenFit[];
  /** Counts of fits by state in the newest run that has any. */
  lastRun: {
    runId: number;
    startedAt: string;
    finishedAt: string | null;
    filesRead: number;
    lightCurvesNew: number;
    fitsByState: Record<string, number>;
  } | null;
  nextPullAt: string | null;
  problems: { file: string; line: number | null; reason: string; seenAt: string }[];
  muted: { object: string; mutedBy: string; reason: string | null; until: string | null }[];
  pendingPosts: number;
  /** Trouble of the infrastructure, in words; empty when all is well. */
  trouble: string[];
}

/** What `status OBJECT` tells. */
export interface ObjectStatus {
  object: string;
  lightCurves: number;
  detections: number;
  limits: number;
  lastJd: number;
  muted: { by: string; reason: string | null; until: string | null } | null;
  /** Why its newest light curve was not fitted, in one sentence; left out: it was. */
  notFitted?: string;
  /** Newest light curve first, then ln Z from high to low. */
  fits: FitSummary[];
}
