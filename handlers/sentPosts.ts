import type { webApi } from '@slack/bolt';
import { z } from 'zod';

/** `event_type` of the metadata that marks our posts. */
export const postEventType = 'nmma_post';

/** What names a post in Slack: a number means another post in another installation’s database. */
export interface PostIdentity {
  installation: string;
  postId: number;
  /** The reply that shows its pictures before an edit does. */
  part?: 'pictures';
}

/** The metadata of a post: by it the message is found again after a crash. */
export function postMetadata({ installation, postId, part }: PostIdentity) {
  const payload = { installation, post_id: postId };
  return { event_type: postEventType, event_payload: part === undefined ? payload : { ...payload, part } };
}

const ourMetadata = z.object({
  event_type: z.literal(postEventType),
  event_payload: z.object({ installation: z.string(), post_id: z.number(), part: z.string().optional() }),
});

/** Whether a message of Slack's is that post. */
function isOf(message: object, identity: PostIdentity): boolean {
  const parsed = ourMetadata.safeParse('metadata' in message ? message.metadata : undefined);
  if (!parsed.success) return false;
  const { installation, post_id: postId, part } = parsed.data.event_payload;
  return installation === identity.installation && postId === identity.postId && part === identity.part;
}

/** Slack gives up to 1,000 messages at once; apps that are not the workspace's own get 15. */
const pageSize = 200;
const maxPages = 5;

/**
 * Looks for a post among the newest messages of a channel, or among the replies of a thread.
 * @param post `channel` must be an id: these methods take no names.
 * @returns its timestamp, or null when it is not there.
 */
export async function findSentPost(
  client: webApi.WebClient,
  post: PostIdentity & { channel: string; threadTs: string | null },
): Promise<string | null> {
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const common = {
      channel: post.channel,
      include_all_metadata: true,
      limit: pageSize,
      cursor: cursor || undefined,
    };
    const answer =
      post.threadTs === null
        ? await client.conversations.history(common)
        : await client.conversations.replies({ ...common, ts: post.threadTs });
    const ours = answer.messages?.find((message) => isOf(message, post) && message.ts);
    if (ours?.ts) return ours.ts;
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}
