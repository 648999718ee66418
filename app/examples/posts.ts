import type { Opinion } from '../../pipeline/api/opinions.ts';
import type { PostContent } from '../../pipeline/api/posts.ts';
import type { PriorOdds, Verdict } from '../../pipeline/api/verdict.ts';
import type {
  FitDetails,
  FitSummary,
  HomeReport,
  MuteSummary,
  ObjectFacts,
  ObjectStatus,
  OpenFit,
  RankedObject,
  RunSummary,
  StatusReport,
} from '../../pipeline/api/views.ts';
import { equalOdds } from '../../pipeline/fits/priorOdds.ts';
import { verdictOf } from '../../pipeline/fits/verdict.ts';

type WatchNotice = Extract<PostContent, { kind: 'watch-notice' }>;
type DailySummary = Extract<PostContent, { kind: 'daily-summary' }>;

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
    requestedBy: null,
    askedAt: '2026-11-23T03:00:00Z',
    settings: [],
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

/** The verdict that fits give, as the pipeline makes it. */
export function verdictOn(fits: readonly FitSummary[], priorOdds: PriorOdds = equalOdds): Verdict {
  const numbers = fits.filter((fit) => fit.state === 'succeeded');
  const failed = fits.filter((fit) => fit.state !== 'succeeded');
  return verdictOf(
    numbers.map((fit) => ({ ...fit, quality: null })),
    failed.map(({ kind, model }) => ({ kind, model, reason: 'failed' })),
    priorOdds,
  );
}

/** What the data say of the object of the examples. */
export function objectFacts(given: Partial<ObjectFacts> = {}): ObjectFacts {
  return {
    position: { raDeg: 123.45678, decDeg: -12.3 },
    galacticLatitudeDeg: 12.4,
    latest: { filter: 'ztfg', magnitude: 19.84, jd: 2459834.8 },
    rate: { filter: 'ztfg', magPerDay: 0.62 },
    host: { redshift: null, distanceMpc: 40 },
    peakAbsoluteMagnitude: { filter: 'ztfr', magnitude: -16.1 },
    ...given,
  };
}

/** An object in a ranking: a kilonova that is ahead of shock cooling by 4.1. */
export function rankedObject(given: Partial<RankedObject> = {}): RankedObject {
  return {
    object: 'ZTF22aawacjw',
    bestKind: 'KN',
    bestModel: 'Me2017',
    bestFitId: 1,
    lnZ: -21.55,
    state: 'decided',
    probability: 0.984,
    deltaLnZ: 4.1,
    deltaLnZError: 0.16,
    strength: 'strong',
    kilonovaScore: 4.1,
    kilonovaScoreError: 0.16,
    portalUrl: 'https://fritz.science/source/ZTF22aawacjw',
    postUrl: null,
    ...given,
  };
}

/** An object's report; JD 2459834.8 is 2022-09-12 07:12 UTC. */
export function objectReportContent(
  given: Partial<Extract<PostContent, { kind: 'object-report' }>> = {},
): Extract<PostContent, { kind: 'object-report' }> {
  const fits = given.fits ?? threeFits();
  return {
    kind: 'object-report',
    object: 'ZTF22aawacjw',
    runId: 7,
    fits,
    verdict: verdictOn(fits),
    facts: objectFacts(),
    portalUrl: 'https://fritz.science/source/ZTF22aawacjw',
    lightCurve: {
      detections: 9,
      limits: 3,
      filters: ['ztfg', 'ztfr'],
      firstJd: 2459830.9,
      lastJd: 2459834.8,
    },
    lightCurveChart: null,
    muted: null,
    opinions: [],
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
    requestedBy: null,
    detail: null,
    progress: { iteration: 1200, lnZ: -30.25, fraction: 0.485, elapsedSeconds: 60, remainingSeconds: 64 },
    ...given,
  };
}

/** What status tells; everything empty but what is given. */
export function statusReport(given: Partial<StatusReport> = {}): StatusReport {
  return {
    open: [],
    openRuns: [],
    lastRun: null,
    lastPull: null,
    nextPullAt: null,
    problems: [],
    muted: [],
    pendingPosts: 0,
    notPosted: [],
    incidents: [],
    lastCleaning: null,
    health: [
      { part: 'source', isWell: true, words: 'candidates can be read.' },
      { part: 'database', isWell: true, words: '0.2 MB, writable.' },
    ],
    ...given,
  };
}

/** What status tells of one object. */
export function objectStatusReport(given: Partial<ObjectStatus> = {}): ObjectStatus {
  const fits = given.fits ?? threeFits();
  return {
    object: 'ZTF22aawacjw',
    lightCurves: 2,
    detections: 9,
    limits: 3,
    lastJd: 2459834.8,
    muted: null,
    opinions: [],
    whyNot: null,
    fits,
    verdict: fits.length === 0 ? null : verdictOn(fits),
    facts: objectFacts(),
    verdicts: [],
    portalUrl: 'https://fritz.science/source/ZTF22aawacjw',
    ...given,
  };
}

/** What somebody says of the object of the examples. */
export function opinion(given: Partial<Opinion> = {}): Opinion {
  return {
    object: 'ZTF22aawacjw',
    person: 'U0MANSI001',
    word: 'interesting',
    class: null,
    comment: null,
    at: '2026-11-23T03:00:00Z',
    ...given,
  };
}

/** The direct message about an object that somebody watches. */
export function watchNoticeContent(given: Partial<WatchNotice> = {}): WatchNotice {
  return {
    kind: 'watch-notice',
    object: 'ZTF22aawacjw',
    because: [{ object: 'ZTF22aawacjw' }],
    verdict: verdictOn(threeFits()),
    before: { state: 'decided', kind: 'SC', strength: 'positive', probability: 0.8 },
    facts: objectFacts(),
    bestFitId: 1,
    lightCurveChart: null,
    portalUrl: 'https://fritz.science/source/ZTF22aawacjw',
    postUrl: 'https://growth.slack.com/archives/C0NMMABOT1/p1763900000000100',
    ...given,
  };
}

/** A mute without end. */
export function muteSummary(given: Partial<MuteSummary> = {}): MuteSummary {
  return {
    object: 'ZTF22aawacjw',
    mutedBy: 'U0MANSI001',
    reason: null,
    mutedAt: '2026-11-23T03:00:00Z',
    until: null,
    untilNextDetection: false,
    ...given,
  };
}

/** A refit of one object, half done. */
export function runSummary(given: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: 7,
    trigger: 'refit',
    requestedBy: 'U0MANSI001',
    startedAt: '2026-11-23T03:00:00Z',
    finishedAt: null,
    filesRead: 0,
    lightCurvesNew: 0,
    objects: ['ZTF22aawacjw'],
    objectCount: 1,
    fitsByState: { running: 1, succeeded: 1 },
    fraction: 0.74,
    efficiency: [],
    ...given,
  };
}

/** Everything about one fit. */
export function fitDetails(given: Partial<FitDetails> = {}): FitDetails {
  return {
    fit: fitSummary(),
    lightCurve: objectReportContent().lightCurve,
    settings: [
      { name: 'live points', value: '400' },
      { name: 'priors', value: 'tuned' },
    ],
    result: {
      parameters: [
        { label: 'log₁₀ M_ej', unit: 'M☉', median: -1.5123, p05: -1.9, p95: -1.1, best: -1.4 },
        { label: 'timeshift', unit: 'd', median: -0.0123, p05: -0.05, p95: 0.01, best: null },
      ],
      residuals: [
        { filter: 'ztfr', chi2: 3.21, points: 5 },
        { filter: 'ztfg', chi2: 4.5, points: 4 },
      ],
      logLikelihoodMax: -15.5,
      likelihoodCalls: 12345,
      effectiveSampleSize: 2100,
      sampler: 'nautilus',
      versions: { nmma: '0.2.3', python: '3.11.7' },
    },
    folder: '/data/jobs/1/1',
    ...given,
  };
}

/** What App Home shows of a quiet pipeline. */
export function homeReport(given: Partial<HomeReport> = {}): HomeReport {
  return {
    status: statusReport(),
    date: null,
    ranking: [],
    mine: [],
    settings: { modelsInPlay: ['Me2017', 'Piro2021'], postThreshold: null },
    watches: [],
    welcome: null,
    ...given,
  };
}

/** The summary of a day on which nothing came. */
export function quietSummary(given: Partial<DailySummary> = {}): DailySummary {
  return {
    kind: 'daily-summary',
    date: '2026-11-23',
    objects: 0,
    newObjects: [],
    lightCurvesNew: 0,
    pulls: 48,
    fitsByState: {},
    ranking: [],
    mutedObjects: [],
    problems: 0,
    failed: [],
    needsPerson: [],
    ...given,
  };
}
