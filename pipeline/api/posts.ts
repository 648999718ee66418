import type { FitSummary, MuteSummary, OpenFit, RankedObject } from './views.ts';

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
      lightCurveChart: { path: string; altText: string } | null;
      muted: MuteSummary | null;
    }
  | {
      /** The corner plot of the best fit, in the thread. */
      kind: 'corner';
      object: string;
      fit: FitSummary;
      cornerChart: { path: string; altText: string };
    }
  | {
      /** A refit that somebody asked for, or new data, told in the thread. */
      kind: 'refit-report';
      object: string;
      runId: number;
      requestedBy: string | null;
      fits: FitSummary[];
      lightCurveChart: { path: string; altText: string } | null;
      cornerChart: { path: string; altText: string } | null;
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
      /** Objects that new data came for while they were muted. */
      mutedObjects: string[];
      problems: number;
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
  | { kind: 'notice'; text: string };

/** One row of the outbox, ready to go. */
export interface OutgoingPost {
  postId: number;
  channel: string;
  /** Set: a reply in the thread of that message. */
  threadTs: string | null;
  /** Set: edits that message instead of sending a new one. */
  editTs: string | null;
  /** true when an earlier attempt may have reached Slack: look for `event_payload.post_id` first. */
  mayHaveBeenSent: boolean;
  content: PostContent;
}

/** The only way the pipeline talks to Slack. */
export interface Publisher {
  /**
   * Delivers one post exactly once, as far as Slack lets it be known.
   * @returns the channel id and timestamp that Slack gave the message.
   * @throws PublishError when it could not be delivered; `retryAfterSeconds` says when to try again,
   *   `permanent` that trying again cannot help.
   */
  publish(post: OutgoingPost): Promise<{ channel: string; ts: string }>;
}

/** Why a post was not delivered. */
export class PublishError extends Error {
  readonly permanent: boolean;
  readonly retryAfterSeconds: number | null;
  constructor(
    message: string,
    options: { permanent?: boolean; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'PublishError';
    this.permanent = options.permanent ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}
