import { dayMs } from '../shared/time.ts';

/** How messages are sent: pauses, tries and limits. */
export const sendingTuning = Object.freeze({
  /** Least time between two messages in one channel, ms: Slack takes about one a second. */
  pauseMs: 1050,
  /** The longest pause before Slack is tried again, s: so soon after an outage messages come again. */
  longestPauseSeconds: 300,
  /** The same where a person has to do something first, s: after the cure nobody waits for long. */
  longestWaitForCureSeconds: 60,
  /** A stored pause that ends later than this was written by a wrong clock, s. */
  longestBelievedSeconds: 3600,
  /** How often a message is tried that Slack refuses with an error that nobody knows. */
  mostUnknownTries: 5,
  /** What was lost with a database is found and fitted again within this time, ms. */
  owedAgainMs: 30 * dayMs,
  /** One turn of sending takes no longer, so that what else moves in the channel has its turn, ms. */
  turnMs: 5000,
  /** Slack takes about fifty edits a minute from an app; one message is edited no oftener than this, ms. */
  leastEditPauseMs: 4000,
  /** After a failed edit nothing is edited for so long, unless Slack says how long, s. */
  editPauseAfterFailureSeconds: 15,
});
