import type { Kind } from './verdict.ts';

/** What a person is told of directly: an object, or every object whose score of a kind passes a number. */
export type Watched = { object: string } | { kind: Kind; above: number };

/** A watch in force. */
export interface WatchSummary {
  watched: Watched;
  /** ISO 8601, UTC. */
  since: string;
}

/** Whom a strong kilonova calls, and when not. */
export interface AlertOptions {
  /** Least kilonova score. */
  score: number;
  /** Ids of Slack users and user groups. */
  users: readonly string[];
  groups: readonly string[];
  /** Nobody is called then: the call comes at their end; null: there are none. */
  quietHours: QuietHours | null;
}

/** A part of each day; over midnight where `to` is the earlier one. */
export interface QuietHours {
  /** HH:MM. */
  from: string;
  to: string;
  /** A name such as America/Los_Angeles. */
  timeZone: string;
}
