import type { webApi } from '@slack/bolt';
import { z } from 'zod';

/** `event_type` of the metadata that marks our posts. */
export const postEventType = 'nmma_post';

/** The metadata of a post: by it the message is found again after a crash. */
export function postMetadata(postId: number) {
  return { event_type: postEventType, event_payload: { post_id: postId } };
}

const ourMetadata = z.object({
  event_type: z.literal(postEventType),
  event_payload: z.object({ post_id: z.number() }),
});

/** Slack gives up to 1,000 messages at once; apps that are not the workspace's own get 15. */
const pageSize = 200;
const maxPages = 5;

/**
 * Looks for a post among the newest messages of a channel, or among the replies of a thread.
 * @param place `channel` must be an id: these methods take no names.
 * @returns its timestamp, or null when it is not there.
 */
export async function findSentPost(
  client: webApi.WebClient,
  place: { channel: string; threadTs: string | null },
  postId: number,
): Promise<string | null> {
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const common = {
      channel: place.channel,
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor ? { cursor } : {}),
    };
    const answer =
      place.threadTs === null
        ? await client.conversations.history(common)
        : await client.conversations.replies({ ...common, ts: place.threadTs });
    for (const message of answer.messages ?? []) {
      const { metadata } = message as { metadata?: unknown };
      const parsed = ourMetadata.safeParse(metadata);
      if (parsed.success && parsed.data.event_payload.post_id === postId && message.ts) return message.ts;
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}
