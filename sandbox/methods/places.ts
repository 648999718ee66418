import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import type { Channel, Message } from '../types.ts';
import { type Args, required } from './arguments.ts';

/**
 * The channel a call is about. A person's id stands for the direct conversation with them in `chat.postMessage` alone:
 * the other methods know it by its own id.
 * @throws SlackError `channel_not_found`.
 */
export function channelOf(args: Args, context: Context, name = 'channel', takesPeople = false): Channel {
  const reference = required(args, name);
  const isPerson = context.workspace.users.has(reference);
  const channel = isPerson && !takesPeople ? undefined : context.workspace.findChannel(reference);
  const isHidden = channel?.isPrivate === true && !channel.members.has(context.workspace.bot.id);
  if (!channel || isHidden) throw new SlackError('channel_not_found');
  return channel;
}

/** The same, where the app must be a member. @throws SlackError `not_in_channel`. */
export function joinedChannel(args: Args, context: Context, name = 'channel'): Channel {
  const channel = channelOf(args, context, name);
  if (!channel.members.has(context.workspace.bot.id)) throw new SlackError('not_in_channel');
  return channel;
}

/** @throws SlackError `is_archived`. */
export function requireOpen(channel: Channel): void {
  if (channel.isArchived) throw new SlackError('is_archived');
}

/** The message a call is about. @throws SlackError `message_not_found` (or another code). */
export function messageOf(
  channel: Channel,
  ts: string,
  context: Context,
  code = 'message_not_found',
): Message {
  const message = context.workspace.findMessage(channel.id, ts);
  if (!message) throw new SlackError(code);
  return message;
}

/** The thread a reply goes to; a reply's own timestamp stands for its thread. */
export function threadOf(
  channel: Channel,
  threadTs: string | undefined,
  context: Context,
): string | undefined {
  if (threadTs === undefined) return undefined;
  const parent = messageOf(channel, threadTs, context, 'thread_not_found');
  return parent.threadTs ?? parent.ts;
}
