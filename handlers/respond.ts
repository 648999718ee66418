import { setTimeout as sleep } from 'node:timers/promises';
import { RespondError, type RespondFn } from '@slack/bolt';
import type { Message } from './messages/blocks.ts';

/** Bolt answers once and gives up; a Slack that stumbles is given these pauses, ms. */
const pausesMs = [300, 1000, 3000];

function mayPass(error: unknown): boolean {
  if (!(error instanceof RespondError)) return true;
  return error.statusCode === 429 || error.statusCode >= 500;
}

/**
 * Answers whoever typed or pressed something; the message with the button stays as it is.
 * @param isShared whether everybody sees it. @throws when Slack does not take it, after several tries.
 */
export async function answer(respond: RespondFn, message: Message, isShared = false): Promise<void> {
  const whole = {
    ...message,
    response_type: isShared ? ('in_channel' as const) : ('ephemeral' as const),
    replace_original: false,
  };
  for (const pause of pausesMs) {
    try {
      await respond(whole);
      return;
    } catch (error) {
      if (!mayPass(error)) throw error;
      await sleep(pause);
    }
  }
  await respond(whole);
}
