import type { RespondFn, webApi } from '@slack/bolt';
import type { Message } from './messages/blocks.ts';
import { answer } from './respond.ts';
import { slackErrorCode } from './slackErrors.ts';

/** Slack's answers where the app, or the person, is no member. */
const outsideCodes = new Set(['channel_not_found', 'not_in_channel', 'user_not_in_channel', 'is_archived']);

/**
 * Tells one person something where they are: by the address that came with what they pressed, which also works where the
 * app is no member; without a channel, or where that does not work, in their conversation with the app.
 */
export async function tellPerson(
  client: webApi.WebClient,
  place: { channel: string | null; threadTs: string | null; user: string; respond?: RespondFn },
  message: Message,
): Promise<void> {
  const { channel, threadTs, user, respond } = place;
  if (channel === null) {
    await client.chat.postMessage({ channel: user, ...message });
    return;
  }
  const thread = { thread_ts: threadTs ?? undefined };
  if (respond) {
    try {
      await answer(respond, { ...message, ...thread });
      return;
    } catch {
      // The address is too old, or was used too often: there are other ways.
    }
  }
  try {
    await client.chat.postEphemeral({ channel, user, ...thread, ...message });
  } catch (error) {
    if (!outsideCodes.has(slackErrorCode(error) ?? '')) throw error;
    await client.chat.postMessage({ channel: user, ...message });
  }
}
