import type { webApi } from '@slack/bolt';
import type { Message } from './messages/blocks.ts';

/** Tells one person something where they are; without a channel, in their conversation with the app. */
export async function tellPerson(
  client: webApi.WebClient,
  place: { channel: string | null; threadTs: string | null; user: string },
  message: Message,
): Promise<void> {
  const { channel, threadTs, user } = place;
  if (channel === null) {
    await client.chat.postMessage({ channel: user, ...message });
    return;
  }
  const thread = threadTs === null ? {} : { thread_ts: threadTs };
  await client.chat.postEphemeral({ channel, user, ...thread, ...message });
}
