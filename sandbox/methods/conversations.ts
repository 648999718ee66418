import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import { missingScope, requirePlaceScope } from '../scopes.ts';
import { apiChannel, apiMessage } from '../shapes.ts';
import type { Channel, Message } from '../types.ts';
import { type Args, flag, page, required, text } from './arguments.ts';
import { channelOf, joinedChannel, messageOf } from './places.ts';

function typeOf(channel: Channel): string {
  if (channel.isIm) return 'im';
  return channel.isPrivate === true ? 'private_channel' : 'public_channel';
}

function list(args: Args, context: Context) {
  const types = (text(args, 'types') ?? 'public_channel').split(',').map((type) => type.trim());
  const known = ['public_channel', 'private_channel', 'mpim', 'im'];
  if (types.some((type) => !known.includes(type))) throw new SlackError('invalid_types');
  const needed = { private_channel: 'groups:read', mpim: 'mpim:read', im: 'im:read' } as const;
  for (const [type, scope] of Object.entries(needed))
    if (types.includes(type) && !context.scopes.has(scope)) throw missingScope(scope, context.scopes);
  const { channels, bot } = context.workspace;
  const wanted = [...channels.values()].filter(
    (channel) =>
      types.includes(typeOf(channel)) && (channel.isPrivate !== true || channel.members.has(bot.id)),
  );
  const { items, next } = page(wanted, args);
  return {
    channels: items.map((channel) => apiChannel(context.workspace, channel)),
    response_metadata: { next_cursor: next },
  };
}

function info(args: Args, context: Context) {
  const channel = channelOf(args, context);
  requirePlaceScope('conversations.info', channel, context.scopes);
  return { channel: apiChannel(context.workspace, channel) };
}

function members(args: Args, context: Context) {
  const channel = channelOf(args, context);
  requirePlaceScope('conversations.members', channel, context.scopes);
  const { items, next } = page([...channel.members], args);
  return { members: items, response_metadata: { next_cursor: next } };
}

/** Between `oldest` and `latest`, which count only when `inclusive`. */
function inWindow(messages: Message[], args: Args): Message[] {
  const oldest = Number(text(args, 'oldest') ?? 0);
  const latest = Number(text(args, 'latest') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(oldest)) throw new SlackError('invalid_ts_oldest');
  if (Number.isNaN(latest)) throw new SlackError('invalid_ts_latest');
  const inclusive = flag(args, 'inclusive');
  return messages.filter((message) => {
    const ts = Number(message.ts);
    return inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

function shown(messages: Message[], args: Args, context: Context) {
  const { items, next } = page(messages, args);
  const metadata = flag(args, 'include_all_metadata');
  return {
    messages: items.map((message) => apiMessage(context.workspace, message, { metadata })),
    has_more: next !== '',
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}

function history(args: Args, context: Context) {
  const channel = joinedChannel(args, context);
  requirePlaceScope('conversations.history', channel, context.scopes);
  const top = context.workspace
    .messagesOf(channel.id)
    .filter(
      (message) =>
        message.ephemeralFor === undefined && (message.threadTs === undefined || message.broadcast === true),
    );
  return { ...shown(inWindow(top, args).reverse(), args, context), pin_count: 0 };
}

function replies(args: Args, context: Context) {
  const channel = joinedChannel(args, context);
  requirePlaceScope('conversations.replies', channel, context.scopes);
  const message = messageOf(channel, required(args, 'ts'), context, 'thread_not_found');
  return shown([message, ...inWindow(context.workspace.repliesOf(message), args)], args, context);
}

function join(args: Args, context: Context) {
  const channel = channelOf(args, context);
  if (channel.isIm) throw new SlackError('method_not_supported_for_channel_type');
  channel.members.add(context.workspace.bot.id);
  return { channel: apiChannel(context.workspace, channel) };
}

function open(args: Args, context: Context) {
  const users = required(args, 'users').split(',');
  if (users.length !== 1) throw new SlackError('method_not_supported_for_channel_type');
  const user = context.workspace.users.get(users[0] ?? '');
  if (!user) throw new SlackError('user_not_found');
  if (user.isBot) throw new SlackError('cannot_dm_bot');
  const channel = context.workspace.directChannel(user.id);
  return { channel: flag(args, 'return_im') ? apiChannel(context.workspace, channel) : { id: channel.id } };
}

/** The `conversations.*` family. */
export const conversationMethods = {
  'conversations.list': list,
  'conversations.info': info,
  'conversations.members': members,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.join': join,
  'conversations.open': open,
};
