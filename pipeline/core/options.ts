import type { renderChart } from '../../charts/index.ts';
import type { Db } from '../../db/open.ts';
import type { Audience, Programme } from '../api/audience.ts';
import type { Publisher } from '../api/posts.ts';
import type { PipelineService } from '../api/service.ts';
import type { PriorOdds } from '../api/verdict.ts';
import type { FitSummary, OpenFit } from '../api/views.ts';
import type { AlertOptions } from '../api/watches.ts';
import type { Executor } from '../executors/executor.ts';
import type { FitSettingsOverride } from '../fitter/fitSettings.ts';
import type { Policy } from '../policy/policy.ts';
import type { SshLogin } from '../remote/sshConnection.ts';
import type { Log } from '../shared/log.ts';
import type { HttpOptions } from '../sources/http.ts';
import type { NameLookup } from '../sources/lookups/nameLookup.ts';
import type { Source } from '../sources/source.ts';

/** What the pipeline is made of. */
export interface PipelineOptions {
  db: Db;
  executor: Executor;
  sources: Source[];
  /** Asked, in this order, for an object that no source has brought. */
  lookups?: readonly NameLookup[] | undefined;
  /** What deserves a fit; left out: every object with two detections. */
  policy?: Policy | undefined;
  publisher: Publisher;
  /** Jobs go to `<stateDir>/jobs/<fit>/<attempt>`, charts to `<stateDir>/charts`. */
  stateDir: string;
  /** The folder of models.yml, priors/, schemas/ and pyproject.toml. */
  fitterDir: string;
  /** Words for the models in play, kinds or names; null: those that models.yml marks as default and whose files are there. */
  modelsEnabled: string[] | null;
  /** The `fit:` section of the configuration: settings for every fit, where they differ from the models' own. */
  fitDefaults: FitSettingsOverride;
  /** Seconds that a fit may take; default: as models.yml says of each model. */
  timeLimitSeconds?: number | undefined;
  /**
   * A fit that reaches its time limit ends by itself and writes what it has; so much longer it may take till the executor
   * ends it. Default 60.
   */
  finishingSeconds?: number;
  /** The channel id that everything is posted to. */
  channel: string;
  /** Least kilonova score for a message of its own, unless people changed it; default null: every object. */
  postThreshold?: number | null;
  /** Whom a strong kilonova calls; default null: nobody. */
  alert?: AlertOptions | null | undefined;
  /**
   * Whether a person may look at everything; left out: everybody may.
   * @throws PublishError when that cannot be known now.
   */
  mayLook?: (person: string) => Promise<boolean>;
  /** After so many hours a channel is reminded of a strong candidate that nobody has said anything of; default null: never. */
  remindAfterHours?: number | null;
  /** Who is told of trouble (ids of channels and people), and after how long; left out: nobody. */
  incidents?: { tell: readonly string[]; afterMinutes: number } | undefined;
  /** How often each kind is met among candidates; default: by rates. */
  priorOdds?: PriorOdds | undefined;
  /** Address of the SkyPortal that objects have a page in; left out: there is none. */
  portalUrl?: string | undefined;
  /** Address of the Slack workspace, such as `https://growth.slack.com/`; null: not known. */
  workspaceUrl?: () => string | null;
  /** UTC date (YYYY-MM-DD) that a summary made now is about; default: today. */
  summaryDate?: () => string;
  /** Whether Slack is connected, for the health lines; undefined: not known. */
  isConnected?: () => boolean;
  /**
   * What the channels that are posted to may see, `channel` among them (else it sees public data only); left out:
   * there is only `channel`, and it sees everything.
   */
  audience?: readonly Audience[] | undefined;
  /** Results in the old pipeline's layout too; left out: they are not. */
  oldLayout?: OldLayoutOptions | undefined;
  /** Makes the picture of a message; left out: draws it. */
  renderChart?: typeof renderChart;
  /** Where results are brought; left out: nowhere. */
  uploads?: UploadOptions | undefined;
  log: Log;
  clock?: (() => Date) | undefined;
  /** Milliseconds of a clock that never jumps, for pauses; left out: the machine's. */
  monotonicMs?: (() => number) | undefined;
  /** Least time between two messages in one channel, ms; default 1,050: Slack takes about one a second. */
  postPauseMs?: number | undefined;
  /** The log of the database went lost with what was not yet in its file; default false. */
  isLogLost?: boolean | undefined;
  /** Pause between two looks at the jobs, ms; default 1,000. */
  pollMs?: number;
  /** When the scheduler pulls next, ISO 8601 UTC, for `status`. */
  nextPullAt?: () => string | null;
}

/** What a listener on the pipeline is told, for a terminal. */
export type PipelineEvent =
  | { type: 'pulled'; runId: number; filesRead: number; lightCurvesNew: number; fitsAsked: number }
  | { type: 'problem'; file: string; line: number | null; reason: string }
  /** After every look at the jobs: all fits that have not ended. */
  | { type: 'progress'; open: OpenFit[] }
  | { type: 'fit-ended'; fit: FitSummary }
  | { type: 'post-sent'; postId: number; channel: string; ts: string };

/** The running pipeline: what people can ask of it, and how the app starts and stops it. */
export interface Pipeline extends PipelineService {
  /** Takes up what an earlier process left, then looks after jobs and posts until {@link Pipeline.stop}. */
  start(): Promise<void>;
  /** Ends the looking after; jobs go on and are found again at the next start. */
  stop(): Promise<void>;
  /** One look at jobs and posts, for tests and for a caller that has its own loop. */
  tick(): Promise<void>;
  /** Resolves as soon as no fit is open, everything is reported and no post is pending. */
  idle(): Promise<void>;
  /** Calls back on every event. @returns a function that ends it. */
  onEvent(listener: (event: PipelineEvent) => void): () => void;
  /** Owes the channel the summary of a UTC day (YYYY-MM-DD), unless it was made. @returns whether it is new. */
  postDailySummary(date: string): boolean;
}

/** Where results are brought, and who may see them there. */
export interface UploadOptions {
  /** https://fritz.science */
  url: string;
  token: string;
  /** Number of an analysis service that is `upload_only`. */
  service: number;
  /** Groups of the SkyPortal, and whose data each may see. */
  groups: readonly { id: number; sees: readonly Programme[] }[];
  /** How the verdict is told beside the analysis; null: not at all. */
  verdict: 'comment' | 'annotation' | null;
  http?: HttpOptions | undefined;
}

/** Where results are kept in the old layout, and where the tree is brought. */
export interface OldLayoutOptions {
  /** Absolute. */
  folder: string;
  /** null: nowhere; login null: a folder of this machine. */
  rsyncTo: { login: SshLogin | null; folder: string } | null;
}
