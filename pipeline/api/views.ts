import type { FitState, SkyPosition } from '../../db/types.ts';
import type { Opinion } from './opinions.ts';
import type { Strength, Verdict } from './verdict.ts';
import type { WatchSummary } from './watches.ts';

/** What people are shown of a fit. */
export interface FitSummary {
  fitId: number;
  object: string;
  model: string;
  modelTitle: string;
  kind: string;
  /** What sets it apart, in a few words: "old priors", "not converged". */
  note?: string | undefined;
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
  /** A Slack user id, a person in a shell, or null: the app itself. */
  requestedBy: string | null;
  askedAt: string;
  /** How it was made, where that is not the model's usual way: "400 live points", "tmax 7 d". */
  settings: string[];
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
  requestedBy: string | null;
  /** Where it runs, or why it waits, in the executor's words; null: not known. */
  detail: string | null;
  progress: {
    iteration: number;
    lnZ: number | null;
    fraction: number;
    elapsedSeconds: number;
    remainingSeconds: number | null;
  } | null;
}

/** A mute in force. */
export interface MuteSummary {
  object: string;
  mutedBy: string;
  reason: string | null;
  mutedAt: string;
  /** ISO 8601, UTC; null: no time is set. */
  until: string | null;
  /** true: the next detection ends it. */
  untilNextDetection: boolean;
}

/** One pass of the pipeline, or what somebody asked for. */
export interface RunSummary {
  runId: number;
  trigger: 'schedule' | 'start' | 'command' | 'refit';
  requestedBy: string | null;
  startedAt: string;
  /** null while it is open. */
  finishedAt: string | null;
  filesRead: number;
  lightCurvesNew: number;
  /** At most three of them by name. */
  objects: string[];
  objectCount: number;
  fitsByState: Record<string, number>;
  /** Of its fits, 0 to 1: those that ended count whole, those that run by their progress. */
  fraction: number;
  /** What its jobs asked a cluster for and used, per model; empty where that is not known (yet). */
  efficiency: ModelEfficiency[];
}

/** What the jobs of a model asked a cluster for in a run, and what they used; null where nobody knows. */
export interface ModelEfficiency {
  model: string;
  jobs: number;
  requestedMinutes: number | null;
  usedMinutesMedian: number | null;
  usedMinutesMost: number | null;
  requestedCpus: number | null;
  /** CPU seconds per second, median. */
  cpusUsed: number | null;
  /** MB of 2²⁰ bytes. */
  requestedMemoryMB: number | null;
  usedMemoryMBMost: number | null;
  waitedSecondsMedian: number | null;
  waitedSecondsMost: number | null;
  /** What to ask for instead, where a request is far off. */
  suggestion: {
    minutes?: number | undefined;
    memoryMB?: number | undefined;
    cpus?: number | undefined;
  } | null;
}

/** One part of the installation, and how it is. */
export interface HealthLine {
  part: 'source' | 'executor' | 'database' | 'Slack' | 'other';
  isWell: boolean;
  /** In one sentence. */
  words: string;
}

/** What `status` tells. */
/** What a cleaning removed of one kind. */
export interface Removed {
  count: number;
  bytes: number;
}

/** What a cleaning removed: folders of jobs, pictures, originals of light curves. */
export type RemovedByKind = Record<'jobs' | 'charts' | 'originals', Removed>;

/** A cleaning of what is kept no longer. */
export interface Cleaning {
  /** ISO 8601, UTC. */
  at: string;
  removed: RemovedByKind;
}

/** What the whole app is doing. */
export interface StatusReport {
  open: OpenFit[];
  /** Runs with fits that have not ended, oldest first. */
  openRuns: RunSummary[];
  /** The newest run that has fits; null before the first. */
  lastRun: RunSummary | null;
  lastPull: { runId: number; at: string; filesRead: number; lightCurvesNew: number } | null;
  nextPullAt: string | null;
  problems: { file: string; line: number | null; reason: string; seenAt: string }[];
  muted: MuteSummary[];
  pendingPosts: number;
  /** Messages that could not be sent, newest first. */
  notPosted: DeadPost[];
  /** Trouble of the infrastructure, in words; empty when all is well. */
  incidents: string[];
  health: HealthLine[];
  /** null: none yet. */
  lastCleaning: Cleaning | null;
}

/** What the data say of an object without any model; null: not known. */
export interface ObjectFacts {
  /** Other names of it; left out: none are known. */
  aliases?: string[];
  /** ICRS, degrees. */
  position: SkyPosition | null;
  galacticLatitudeDeg: number | null;
  /** The newest detection. */
  latest: { filter: string; magnitude: number; jd: number } | null;
  /** Above 0 when it fades. */
  rate: { filter: string; magPerDay: number } | null;
  /** As somebody gave it for the fits. */
  host: { redshift: number | null; distanceMpc: number } | null;
  /** Of the brightest detection, without K correction and dust. */
  peakAbsoluteMagnitude: { filter: string; magnitude: number } | null;
}

/** A verdict at one moment of an object's light curve. */
export interface VerdictEntry {
  /** ISO 8601, UTC. */
  at: string;
  /** Days from the first detection of the newest light curve to the last point that the verdict knew. */
  days: number;
  kind: string | null;
  probability: number | null;
  deltaLnZ: number | null;
  strength: Strength;
  kilonovaScore: number | null;
}

/** What `status OBJECT` tells. */
export interface ObjectStatus {
  object: string;
  lightCurves: number;
  detections: number;
  limits: number;
  lastJd: number;
  muted: MuteSummary | null;
  /** What people say of it, oldest first. */
  opinions: Opinion[];
  /** Why a pull did not fit it, in one sentence; null: it did, or nobody has judged it. */
  whyNot: string | null;
  /** Newest light curve first, then ln Z from high to low. */
  fits: FitSummary[];
  /** On the newest fitted light curve; null: it was never fitted. */
  verdict: Verdict | null;
  facts: ObjectFacts | null;
  /** Oldest first. */
  verdicts: VerdictEntry[];
  /** Its page in the portal; null: there is none. */
  portalUrl: string | null;
}

/** Everything there is to know of one fit. */
export interface FitDetails {
  fit: FitSummary;
  lightCurve: { detections: number; limits: number; filters: string[]; firstJd: number; lastJd: number };
  /** Every setting in words: "live points", "400". */
  settings: { name: string; value: string }[];
  /** null unless it succeeded and its result is still there. */
  result: {
    /** Median and the edges of the 90 % interval of the posterior; the best fit is where the likelihood is highest. */
    parameters: {
      label: string;
      unit: string | null;
      median: number;
      p05: number;
      p95: number;
      best: number | null;
    }[];
    residuals: { filter: string; chi2: number; points: number }[];
    logLikelihoodMax: number;
    likelihoodCalls: number;
    effectiveSampleSize: number;
    sampler: string;
    versions: Record<string, string>;
  } | null;
  /** Where its files are. */
  folder: string | null;
}

/** A picture on this machine, and what it shows. */
export interface ChartFile {
  path: string;
  altText: string;
}

/** One thing that happened, oldest first. */
export interface HistoryEntry {
  at: string;
  /** A Slack user id, a person in a shell, or `app`. */
  actor: string;
  /** null: it concerns no single object. */
  object: string | null;
  event:
    | 'first-seen'
    | 'new-data'
    | 'asked'
    | 'reused'
    | 'succeeded'
    | 'failed'
    | 'timed-out'
    | 'lost'
    | 'cancelled'
    | 'muted'
    | 'unmuted'
    | 'interesting'
    | 'junk'
    | 'classified'
    | 'withdrawn'
    | 'not-fitted'
    | 'imported'
    | 'setting';
  /** Of a fit: its model. */
  fit: { fitId: number; model: string; kind: string; lnZ: number | null } | null;
  why: string | null;
}

/** An object in the order of a night. */
export interface RankedObject {
  object: string;
  bestKind: string;
  bestModel: string;
  bestFitId: number;
  /** As in FitSummary. */
  note?: string | undefined;
  lnZ: number;
  state: Verdict['state'];
  probability: number;
  /** To the best other kind; null without one. */
  deltaLnZ: number | null;
  deltaLnZError: number | null;
  strength: Strength;
  /** ΔlnZ of KN against the best other kind; null: one of the two was not compared. */
  kilonovaScore: number | null;
  kilonovaScoreError: number | null;
  /** Its page in the portal; null: there is none. */
  portalUrl: string | null;
  /** The message about it; null: it has none. */
  postUrl: string | null;
  /** What people say of it, oldest first; left out: nothing. */
  opinions?: Opinion[];
}

/** What App Home shows of the pipeline. */
export interface HomeReport {
  status: StatusReport;
  /** UTC date (YYYY-MM-DD) of the ranking: the newest day that has fits. */
  date: string | null;
  ranking: (RankedObject & { chart: ChartFile | null })[];
  /** What the person asked for, newest first. */
  mine: FitSummary[];
  settings: AppSettings;
  /** What the person is told of directly. */
  watches: WatchSummary[];
  /** For somebody who has not read what the app is: the channel it posts to; else null. */
  welcome: { channel: string } | null;
}

/** What people may change while the app runs. */
export interface AppSettings {
  /** Names of the models that every new light curve is fitted with. */
  modelsInPlay: string[];
  /** Least kilonova score for a message of its own; null: every object. */
  postThreshold: number | null;
}

/** A message that could not be sent, and that somebody may try again. */
export interface DeadPost {
  postId: number;
  /** "the report of ZTF22aawacjw". */
  what: string;
  /** Why, in one sentence. */
  why: string;
  channel: string;
}
