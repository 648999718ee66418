import type { Opinion } from './opinions.ts';
import type { Verdict } from './verdict.ts';
import type {
  ChartFile,
  DeadPost,
  FitSummary,
  MuteSummary,
  ObjectFacts,
  OpenFit,
  RankedObject,
} from './views.ts';
import type { Watched } from './watches.ts';

/** What a post says, free of Slack's words; `handlers/messages` turns it into blocks. */
export type PostContent =
  | {
      kind: 'object-report';
      object: string;
      runId: number;
      /** Every fit of the light curve that the message tells about, best ln Z first, failures last. */
      fits: FitSummary[];
      lightCurve: { detections: number; limits: number; filters: string[]; firstJd: number; lastJd: number };
      /** PNG of the best model's light curve, or null when no fit succeeded. */
      lightCurveChart: ChartFile | null;
      muted: MuteSummary | null;
      /** What people say of it; left out: written by an earlier version. */
      opinions?: Opinion[];
      verdict: Verdict;
      facts: ObjectFacts;
      portalUrl: string | null;
    }
  | {
      /** The corner plot of the best fit, in the thread. */
      kind: 'corner';
      object: string;
      fit: FitSummary;
      cornerChart: ChartFile;
    }
  | {
      /** A refit that somebody asked for, or new data, told in the thread. */
      kind: 'refit-report';
      object: string;
      runId: number;
      requestedBy: string | null;
      fits: FitSummary[];
      /** On everything that is known now, not on this run alone. */
      verdict: Verdict;
      /** What was said before; null: this is the first verdict. */
      before: Pick<Verdict, 'state' | 'kind' | 'strength' | 'probability'> | null;
      /** The kind or its strength is another than before: the channel is told, not the thread alone. */
      isChange: boolean;
      /** The numbers alone: everything else stands elsewhere, or is as before. */
      isBrief: boolean;
      lightCurveChart: ChartFile | null;
      cornerChart: ChartFile | null;
    }
  | {
      kind: 'daily-summary';
      /** UTC date, YYYY-MM-DD. */
      date: string;
      /** With fits on that day. */
      objects: number;
      /** Names of objects that were seen for the first time. */
      newObjects: string[];
      /** New light curves that came in, whether they were fitted or not. */
      lightCurvesNew: number;
      /** Looks at the sources; 0: the app did not run. */
      pulls: number;
      fitsByState: Record<string, number>;
      /** From most to least kilonova-like. */
      ranking: RankedObject[];
      /** What people say of objects of the ranking, and said on that day; left out: nothing. */
      opinions?: Opinion[];
      /** Objects that new data came for while they were muted. */
      mutedObjects: string[];
      problems: number;
      /** Messages that could not be sent; left out: none. */
      notPosted?: DeadPost[];
      /** Fits of the day that found nothing, and that somebody may try again. */
      failed: { object: string; model: string; kind: string; message: string | null }[];
      /** What waits for a person, in words: trouble that does not end by itself. */
      needsPerson: string[];
    }
  | {
      /** Fits that somebody asked for, on their way: edited as they move. */
      kind: 'progress';
      object: string;
      runId: number;
      requestedBy: string;
      open: OpenFit[];
      ended: FitSummary[];
    }
  | {
      /** An object was muted or unmuted, told in its thread or the channel. */
      kind: 'mute-notice';
      object: string;
      by: string;
      /** null: unmuted. */
      mute: MuteSummary | null;
      why: string | null;
    }
  | {
      /** A strong candidate that nobody has said anything of. */
      kind: 'reminder';
      object: string;
      verdict: Pick<Verdict, 'state' | 'kind' | 'probability'>;
      kilonovaScore: number | null;
      /** Since when it has been a strong candidate: ISO 8601, UTC. */
      since: string;
      portalUrl: string | null;
    }
  | {
      /** A strong kilonova: people are called by their names. */
      kind: 'alert';
      object: string;
      verdict: Pick<Verdict, 'state' | 'kind' | 'probability'>;
      kilonovaScore: number | null;
      /** Ids of Slack users and user groups. */
      users: string[];
      groups: string[];
      portalUrl: string | null;
    }
  | {
      /** To a person directly: what they watch has a new verdict. */
      kind: 'watch-notice';
      object: string;
      /** What the person watches, as far as this is news of it. */
      because: Watched[];
      verdict: Verdict;
      before: Pick<Verdict, 'state' | 'kind' | 'strength' | 'probability'> | null;
      facts: ObjectFacts;
      bestFitId: number | null;
      lightCurveChart: ChartFile | null;
      portalUrl: string | null;
      /** The object's message in the channel; null: it has none yet. */
      postUrl: string | null;
    }
  | { kind: 'notice'; text: string };

/** One row of the outbox, ready to go. */
export interface OutgoingPost {
  postId: number;
  /** Random name of the database that gave it its number. */
  installation: string;
  /** Names that the database had before it was restored; left out: none. */
  formerNames?: readonly string[];
  /** What it tells, in the same words in every copy of the database; null or left out: its number alone names it. */
  identity?: string | null;
  channel: string;
  /** Set: a reply in the thread of that message. */
  threadTs: string | null;
  /** Set: edits that message instead of sending a new one. */
  editTs: string | null;
  /** true when an earlier attempt may have reached Slack: look for `event_payload` first. */
  mayHaveBeenSent: boolean;
  content: PostContent;
}

/** The only way the pipeline talks to Slack. */
export interface Publisher {
  /**
   * Delivers one post exactly once, as far as Slack lets it be known.
   * @returns the channel id and timestamp that Slack gave the message.
   * @throws PublishError when it could not be delivered; `trouble` says what that asks for.
   */
  publish(post: OutgoingPost): Promise<{ channel: string; ts: string }>;
  /**
   * Messages of the app that stand in a channel, without replies; left out: it cannot be asked.
   * @param since Slack's timestamp that they are newer than; null: any.
   * @returns the newest first, at most about a thousand; [] where the app may not look.
   * @throws PublishError when Slack could not be asked.
   */
  ownMessages?(channel: string, since: string | null): Promise<OwnMessage[]>;
}

/** A message of the app as its metadata names it. */
export interface OwnMessage {
  ts: string;
  installation: string;
  postId: number;
  /** null: it was written before messages carried one. */
  identity: string | null;
}

/**
 * What a failure asks for: `pause`: it passes by itself; `cure`: somebody has to do something first, and nothing of the
 * channel is lost meanwhile; `gone`: the message to edit or to answer is no longer there; `never`: this message cannot be
 * sent as it is; `unknown`: a few more tries, then as `never`.
 */
export type PostTrouble = 'pause' | 'cure' | 'gone' | 'never' | 'unknown';

/** Why a post was not delivered. */
export class PublishError extends Error {
  readonly trouble: PostTrouble;
  /** Slack's name of the error; null: Slack did not answer. */
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;
  /** false: it is certain that Slack did not take the message. */
  readonly mayHaveBeenSent: boolean;
  constructor(
    message: string,
    options: {
      trouble?: PostTrouble;
      code?: string | null;
      retryAfterSeconds?: number | null;
      mayHaveBeenSent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'PublishError';
    this.trouble = options.trouble ?? 'pause';
    this.code = options.code ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.mayHaveBeenSent = options.mayHaveBeenSent ?? true;
  }
}
