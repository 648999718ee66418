import type { RespondFn } from '@slack/bolt';
import type { Message } from './messages/blocks.ts';

/** Answers whoever pressed something, and nobody else; the message with the button stays as it is. */
export async function respondPrivately(respond: RespondFn, message: Message): Promise<void> {
  await respond({ ...message, response_type: 'ephemeral', replace_original: false });
}
