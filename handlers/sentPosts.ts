import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { OwnMessage } from '../pipeline/api/posts.ts';

/** `event_type` of the metadata that marks our posts. */
export const postEventType = 'nmma_post';

/** What names a post in Slack: a number means another post in another installation’s database. */
export interface PostIdentity {
  installation: string;
  postId: number;
  /** What it tells, in the same words in every copy of the database. */
  identity?: string | null;
  /** Names that the database had before it was restored: what they wrote is ours. */
  formerNames?: readonly string[];
  /** The reply that shows its pictures before an edit does. */
  part?: 'pictures';
}

/** The metadata of a post: by it the message is found again after a crash, or a restore. */
export function postMetadata({ installation, postId, identity, part }: PostIdentity) {
  const payload: Record<string, string | number> = { installation, post_id: postId };
  if (identity) payload.identity = identity;
  if (part !== undefined) payload.part = part;
  return { event_type: postEventType, event_payload: payload };
}

const ourMetadata = z.object({
  event_type: z.literal(postEventType),
  event_payload: z.object({
    installation: z.string(),
    post_id: z.number(),
    identity: z.string().optional(),
    part: z.string().optional(),
  }),
});

/** How a message of Slack's names itself; null: it is none of ours. */
function named(message: object) {
  const parsed = ourMetadata.safeParse('metadata' in message ? message.metadata : undefined);
  return parsed.success ? parsed.data.event_payload : null;
}

/** Whether a message of Slack's is that post. */
function isOf(message: object, post: PostIdentity): boolean {
  const payload = named(message);
  if (payload === null || payload.part !== post.part) return false;
  const { installation, post_id: postId, identity } = payload;
  if (identity !== undefined && post.identity)
    return (
      identity === post.identity && [post.installation, ...(post.formerNames ?? [])].includes(installation)
    );
  return installation === post.installation && postId === post.postId;
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

/** A picture of Slack's own that a message shows. */
export interface ShownPicture {
  fileId: string;
  altText: string;
}

const pictureBlock = z.object({ slack_file: z.object({ id: z.string() }), alt_text: z.string() });

/** Every picture in blocks, at whatever depth. */
function picturesOf(value: unknown): ShownPicture[] {
  if (Array.isArray(value)) return value.flatMap(picturesOf);
  if (typeof value !== 'object' || value === null) return [];
  const parsed = pictureBlock.safeParse(value);
  if (parsed.success) return [{ fileId: parsed.data.slack_file.id, altText: parsed.data.alt_text }];
  return Object.values(value).flatMap(picturesOf);
}

/** The pictures that a message of the app and the app's replies to it show. */
export async function picturesInThread(
  client: webApi.WebClient,
  channel: string,
  ts: string,
): Promise<ShownPicture[]> {
  const { messages = [] } = await client.conversations.replies({
    ...{ channel, ts, limit: pageSize, include_all_metadata: true },
  });
  return messages.flatMap((message) => (named(message) === null ? [] : picturesOf(message.blocks ?? [])));
}

/**
 * Messages of the app in a channel, without replies.
 * @param since Slack's timestamp that they are newer than; null: any. @returns the newest first, at most a thousand.
 */
export async function ownMessages(
  client: webApi.WebClient,
  channel: string,
  since: string | null,
): Promise<OwnMessage[]> {
  const own: OwnMessage[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await client.conversations.history({
      channel,
      include_all_metadata: true,
      limit: pageSize,
      ...(since === null ? {} : { oldest: since }),
      ...(cursor ? { cursor } : {}),
    });
    for (const message of answer.messages ?? []) {
      const payload = named(message);
      if (payload === null || payload.part !== undefined || !message.ts) continue;
      const { installation, post_id: postId, identity = null } = payload;
      own.push({ ts: message.ts, installation, postId, identity });
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return own;
}
