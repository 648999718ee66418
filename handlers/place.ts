import type { BlockAction } from '@slack/bolt';

/** Where a button was pressed. */
export interface ButtonPlace {
  channel: string;
  /** Timestamp of the message with the button; null in a message that only one person sees. */
  messageTs: string | null;
  /** The thread that answers belong to; null in a message that only one person sees. */
  threadTs: string | null;
}

/** Reads where a button of a message was pressed; null for a button elsewhere. */
export function buttonPlace(body: BlockAction): ButtonPlace | null {
  const { container } = body;
  const channel = body.channel?.id ?? container.channel_id;
  if (container.type !== 'message' || typeof channel !== 'string') return null;
  if (container.is_ephemeral === true) return { channel, messageTs: null, threadTs: null };
  const messageTs = String(container.message_ts);
  return { channel, messageTs, threadTs: String(container.thread_ts ?? messageTs) };
}
