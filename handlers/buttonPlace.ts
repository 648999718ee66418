import type { BlockAction } from '@slack/bolt';

/** Where a button was pressed, and so where its answer is seen. */
export interface ButtonPlace {
  channel: string;
  /** The thread that the message is a reply in; null in the channel itself, and in a message for one person. */
  threadTs: string | null;
}

/** Reads where a button of a message was pressed; null for a button elsewhere. */
export function buttonPlace(body: BlockAction): ButtonPlace | null {
  const { container } = body;
  const channel = body.channel?.id ?? container.channel_id;
  if (container.type !== 'message' || typeof channel !== 'string') return null;
  const { thread_ts: threadTs, message_ts: messageTs } = container;
  // The first message of a thread stands in the channel.
  const isReply = typeof threadTs === 'string' && threadTs !== messageTs;
  return { channel, threadTs: isReply && container.is_ephemeral !== true ? threadTs : null };
}
