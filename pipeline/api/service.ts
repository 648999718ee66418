import type { FitSettingsOverride } from '../fitter/fitSettings.ts';
import type { ModelChoice } from '../fitter/models.ts';
import type { MarkOutcome, MarkRequest, OpinionWord } from './opinions.ts';
import type { PostContent } from './posts.ts';
import type {
  AppSettings,
  ChartFile,
  FitDetails,
  HistoryEntry,
  HomeReport,
  MuteSummary,
  ObjectStatus,
  RunSummary,
  StatusReport,
} from './views.ts';
import type { Watched, WatchSummary } from './watches.ts';

export { type FitSettingsOverride, fitSettingsSchema } from '../fitter/fitSettings.ts';
export type { ModelChoice } from '../fitter/models.ts';

/** The answer to a request for fits. */
export interface FitRequestOutcome {
  runId: number;
  object: string;
  /** Models asked for that are now queued. */
  queued: { fitId: number; model: string }[];
  /** Models whose earlier result was reused, because nothing changed. */
  reused: { fitId: number; model: string }[];
  /** Models that are already queued or running with the same settings. */
  alreadyOpen: { fitId: number; model: string }[];
  /** true: no channel may see the object, so that nothing is posted of it. */
  isWithheld?: true;
}

/** How long a mute lasts: till a time (ISO 8601), till the next detection, or till somebody unmutes. */
export type MuteEnd = { until: string } | 'next-detection' | null;

/** The answer to muting; `changed` is false when it was muted already. */
export interface MuteOutcome {
  object: string;
  changed: boolean;
  mute: MuteSummary;
}

/** The answer to cancelling. */
export interface CancelOutcome {
  /** What was named: an object, `run 3`, `fit 7`. */
  what: string;
  /** Empty when nothing of it was open. */
  cancelled: { fitId: number; object: string; model: string; kind: string }[];
}

/** The answer to a pull. */
export interface PullOutcome {
  runId: number;
  lightCurvesNew: number;
  fitsAsked: number;
  problems: number;
  /** Why sources could not be looked at, a sentence each. */
  unreached: string[];
  /** Sources that are still being asked: what they bring is taken when it comes. */
  late: string[];
}

/** A chart for a paper, in words as typed. */
export interface PlotRequest {
  objectName: string;
  /** A kind or a model; null: the best. */
  model: string | null;
  /** light-curve, corner, …; null: all models where there are several, else the light curve. */
  chart: string | null;
  /** png, svg, pdf, json (Vega's specification with its data), csv, or py (a matplotlib script with its data). */
  format: string;
  /** light or dark. */
  theme: string;
  /** Another fit of the object beside it, in the charts strip and models; null: none. */
  compare: number | null;
  folder: string;
}

/** What a fit is made with where a person says nothing. */
export interface FitDefaults {
  /** Of each model in play. */
  livePoints: { model: string; livePoints: number }[];
  /** Days after the trigger time. */
  tmin: number;
  tmax: number;
  useLimits: boolean;
  fixTrigger: boolean;
  /** null: where the outburst begins. */
  triggerJd: number | null;
  /** null: each model's own. */
  priorSet: 'old' | 'tuned' | null;
}

/** Everything that people can make the pipeline do. Handlers and the command line call this and nothing else. */
export interface PipelineService {
  models(): ModelChoice[];
  /** What a fit is made with where a person says nothing. */
  fitDefaults(): FitDefaults;
  /** Names of objects that contain what was typed, the newest first; all for ''. */
  findObjects(typed: string, most: number): string[];
  /** The full name. @throws UserInputError with the nearest name when no such object is known. */
  objectName(typed: string): string;
  status(): StatusReport;
  /** @throws UserInputError with the nearest name when no such object is known. */
  objectStatus(objectName: string): ObjectStatus;
  /** @throws UserInputError when there is no such fit. */
  fitDetails(fitId: number): Promise<FitDetails>;
  /** The pictures of a fit, drawn when they are not there; null where there is none. @throws UserInputError. */
  fitCharts(fitId: number): Promise<{ lightCurve: ChartFile | null; corner: ChartFile | null }>;
  /**
   * Writes a chart of an object, or its data, into a folder.
   * @returns the files. @throws UserInputError with what there is, for a word that is none of it.
   */
  plot(request: PlotRequest): Promise<string[]>;
  /**
   * Asks for fits of the object's newest light curve.
   * @param words kinds or model names as typed; empty: every model in play.
   * @throws UserInputError for an unknown object, kind, model or setting.
   */
  requestFits(request: {
    objectName: string;
    words: string[];
    settings: FitSettingsOverride;
    force: boolean;
    requestedBy: string;
  }): FitRequestOutcome;
  /**
   * Asks again for fits that failed, ran out of time or were cancelled, with their settings.
   * @throws UserInputError when one is unknown or did not fail.
   */
  retryFits(request: { fitIds: number[]; requestedBy: string }): FitRequestOutcome;
  /** @throws UserInputError when the object is unknown or the time has passed. */
  mute(request: { objectName: string; by: string; reason: string | null; end: MuteEnd }): MuteOutcome;
  unmute(request: { objectName: string; by: string }): { object: string; changed: boolean };
  muted(): MuteSummary[];
  /**
   * Keeps what a person says of an object, instead of what they said before.
   * @throws UserInputError when the object is unknown, or the class is missing.
   */
  mark(request: MarkRequest): MarkOutcome;
  /**
   * Begins to tell a person directly of an object, or of every object whose score of a kind passes a number.
   * @throws UserInputError when the object is unknown, or who asks is not in Slack.
   */
  watch(request: { watched: Watched; by: string }): { watched: Watched; changed: boolean };
  /** Ends it. @returns what was ended. @throws UserInputError when the object is unknown. */
  unwatch(request: { watched: { object: string } | { kind: string } | 'all'; by: string }): Watched[];
  /** What a person watches, oldest first. */
  watches(person: string): WatchSummary[];
  /** Takes back what a person says of an object. @throws UserInputError when the object is unknown. */
  withdraw(request: { objectName: string; by: string }): { object: string; changed: boolean };
  /** @param what an object, `run 3`, `fit 7` or `#7`. @throws UserInputError when there is no such thing. */
  cancel(request: { what: string; by: string }): CancelOutcome;
  /**
   * What happened, oldest first.
   * @param of object: of that one; date (YYYY-MM-DD, UTC): on that day; neither: the newest. said: only what people
   *   said of objects, in that word.
   * @throws UserInputError when the object is unknown.
   */
  history(of: {
    objectName: string | null;
    date: string | null;
    said?: OpinionWord | 'withdrawn' | null;
    most: number;
  }): HistoryEntry[];
  /** The newest runs, newest first. */
  runs(most: number): RunSummary[];
  /**
   * Sends a message that could not be sent, and what belongs to it, once more.
   * @returns what it is. @throws UserInputError when there is no such message.
   */
  retryPost(request: { postId: number; by: string }): string;
  /** What the summary of a UTC day says; null: of the newest day that has fits. */
  report(date: string | null): Extract<PostContent, { kind: 'daily-summary' }>;
  home(user: string): Promise<HomeReport>;
  /** Somebody has read what the app is: App Home does not tell them any more. */
  welcomed(person: string): void;
  settings(): AppSettings;
  /** @throws UserInputError for a model that is none. */
  changeSettings(request: { by: string; change: Partial<AppSettings> }): AppSettings;
  /**
   * Brings an object that no source has brought from the first service that knows it.
   * @returns where it came from; null when that cannot be the name of an object.
   * @throws UserInputError when no service knows it.
   */
  lookUp(objectName: string, by: string): Promise<LookupOutcome | null>;
  /**
   * Why an object was fitted or not, in one sentence.
   * @throws UserInputError with the nearest name when no such object is known.
   */
  whyNot(objectName: string): Why;
  /**
   * Whether an object may be shown in a channel, to everybody there; null: outside channels, to anybody, where only
   * public data may be shown.
   * @throws UserInputError with the nearest name when no such object is known.
   */
  maySee(channel: string | null, objectName: string): boolean;
  /** Whether everything may be shown in a channel, to everybody there. */
  maySeeAll(channel: string): boolean;
  /** Looks at every source now and asks for the fits that new light curves deserve. Never two at once. */
  pull(request: {
    trigger: 'schedule' | 'start' | 'command';
    requestedBy: string | null;
    /** Names of sources; left out: all. */
    sources?: readonly string[] | undefined;
    /** true: something is known to be new, so that the answer of a pull that has begun already will not do. */
    isFresh?: boolean;
  }): Promise<PullOutcome>;
}

/** Where an object came from that somebody asked for. */
export interface LookupOutcome {
  object: string;
  /** The service's name; null: nothing new was brought. */
  from: string | null;
  /** Why the light curve may be old, in one sentence; left out: there is no reason. */
  note?: string;
}

/** Why an object was fitted, or not. */
export interface Why {
  object: string;
  /** `fit`, or why not; null: nobody judged it yet. */
  decision: string | null;
  /** One sentence. */
  text: string;
  /** The policy refused it. */
  isNotFitted: boolean;
  /** ISO 8601, UTC. */
  at: string | null;
}
