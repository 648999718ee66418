import { randomBytes } from 'node:crypto';
import type { Log } from '../pipeline/shared/log.ts';
import { UserInputError } from '../pipeline/shared/userInputError.ts';
import { type Message, message, section } from './messages/blocks.ts';
import { notice } from './messages/notice.ts';
import { RefusalError } from './permissions.ts';
import { isSpentTrigger } from './slackErrors.ts';

/**
 * What a person reads when something went wrong: the sentence of a UserInputError; for a gesture that Slack forgot that
 * it should be made again; for anything else an apology with a reference under which the log has the details.
 * @param doing what was tried, for the log.
 */
export function failureWords(error: unknown, log: Log, doing: string): string {
  if (error instanceof UserInputError) return error.message;
  if (isSpentTrigger(error)) {
    log.warn({ err: error, doing }, 'a window came too late for Slack');
    return 'That took too long for Slack to open a window: please try again.';
  }
  const reference = randomBytes(3).toString('hex');
  log.error({ err: error, reference, doing }, 'a handler failed');
  return `Sorry, that did not work. The log has the details under the reference ${reference}.`;
}

/** The same as a message. */
export function failureAnswer(error: unknown, log: Log, doing: string): Message {
  // Escaped, the person to ask would be an id.
  if (error instanceof RefusalError) return message(error.message, [section(error.message)]);
  return notice(failureWords(error, log, doing));
}
