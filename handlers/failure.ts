import { randomBytes } from 'node:crypto';
import { UserInputError } from '../pipeline/service.ts';
import type { HandlerLog } from './deps.ts';
import type { Message } from './messages/blocks.ts';
import { notice } from './messages/notice.ts';

/**
 * What a person reads when something went wrong: the sentence of a UserInputError; for anything else an
 * apology with a reference under which the log has the details.
 * @param doing what was tried, for the log.
 */
export function failureAnswer(error: unknown, log: HandlerLog, doing: string): Message {
  if (error instanceof UserInputError) return notice(error.message);
  const reference = randomBytes(3).toString('hex');
  log.error({ err: error, reference, doing }, 'a handler failed');
  return notice(`Sorry, that did not work. The log has the details under the reference ${reference}.`);
}
