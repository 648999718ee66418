import type { PostContent } from '../../pipeline/publisher.ts';
import type { FitSummary, ObjectStatus, OpenFit, StatusReport } from '../../pipeline/summaries.ts';

/** A fit that succeeded; what matters to a test is given. */
export function fitSummary(given: Partial<FitSummary> = {}): FitSummary {
  return {
    fitId: 1,
    object: 'ZTF22aawacjw',
    model: 'Me2017',
    modelTitle: 'Kilonova (Metzger 2017)',
    kind: 'KN',
    state: 'succeeded',
    message: null,
    lnZ: -21.55,
    lnZError: 0.1,
    warnings: [],
    reused: false,
    seconds: 54,
    finishedAt: '2026-11-23T03:04:05Z',
    ...given,
  };
}

/** Three fits: a kilonova ahead of shock cooling by 4.1, and an afterglow that failed. */
export function threeFits(): FitSummary[] {
  return [
    fitSummary({ warnings: [{ code: 'few-nights', text: 'Fewer than four nights of data.' }] }),
    fitSummary({
      fitId: 2,
      model: 'Piro2021',
      modelTitle: 'Shock cooling (Piro et al. 2021)',
      kind: 'SC',
      lnZ: -25.65,
      lnZError: 0.12,
    }),
    fitSummary({
      fitId: 3,
      model: 'TrPi2018',
      modelTitle: 'GRB afterglow (Ryan et al. 2020, Gaussian jet)',
      kind: 'GRB',
      state: 'failed',
      lnZ: null,
      lnZError: null,
      message: 'The afterglow code raised on p = 1.9: expected more than 2.',
    }),
  ];
}

/** An object's report; JD 2459834.8 is 2022-09-12 07:12 UTC. */
export function objectReportContent(
  given: Partial<Extract<PostContent, { kind: 'object-report' }>> = {},
): Extract<PostContent, { kind: 'object-report' }> {
  return {
    kind: 'object-report',
    object: 'ZTF22aawacjw',
    runId: 7,
    fits: threeFits(),
    lightCurve: {
      detections: 9,
      limits: 3,
      filters: ['ztfg', 'ztfr'],
      firstJd: 2459830.9,
      lastJd: 2459834.8,
    },
    lightCurveChart: null,
    mutedBy: null,
    ...given,
  };
}

/** A fit on its way. */
export function openFit(given: Partial<OpenFit> = {}): OpenFit {
  return {
    fitId: 4,
    runId: 7,
    object: 'ZTF22aawacjw',
    model: 'Piro2021',
    kind: 'SC',
    state: 'running',
    attempt: 1,
    waitingSince: '2026-11-23T03:00:00Z',
    progress: { iteration: 1200, lnZ: -30.25, fraction: 0.485, elapsedSeconds: 60, remainingSeconds: 64 },
    ...given,
  };
}

/** What status tells; everything empty but what is given. */
export function statusReport(given: Partial<StatusReport> = {}): StatusReport {
  return {
    open: [],
    lastRun: null,
    nextPullAt: null,
    problems: [],
    muted: [],
    pendingPosts: 0,
    trouble: [],
    ...given,
  };
}

/** What status tells of one object. */
export function objectStatusReport(given: Partial<ObjectStatus> = {}): ObjectStatus {
  return {
    object: 'ZTF22aawacjw',
    lightCurves: 2,
    detections: 9,
    limits: 3,
    lastJd: 2459834.8,
    muted: null,
    fits: threeFits(),
    ...given,
  };
}
