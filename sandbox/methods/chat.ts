import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import { newTs } from '../ids.ts';
import { apiMessage } from '../shapes.ts';
import type { Message } from '../types.ts';
import { type Args, flag, required, structure, text } from './arguments.ts';
import { acceptBlocks, readContent, readMetadata } from './content.ts';
import { channelOf, joinedChannel, messageOf, requireOpen, threadOf } from './places.ts';

/** Posts as the app. */
function postMessage(args: Args, context: Context) {
  const { workspace } = context;
  const channel = channelOf(args, context, 'channel', true);
  const isMember = channel.members.has(workspace.bot.id);
  if (!isMember && !context.scopes.has('chat:write.public')) throw new SlackError('not_in_channel');
  requireOpen(channel);
  const threadTs = threadOf(channel, text(args, 'thread_ts'), context);
  const content = readContent(args, workspace, 'post');
  workspace.sharePictures(content.blocks, channel.id);
  const message = workspace.addMessage({
    channel: channel.id,
    user: workspace.bot.id,
    ...content,
    ...(threadTs ? { threadTs } : {}),
    ...(threadTs && flag(args, 'reply_broadcast') ? { broadcast: true } : {}),
    ...(text(args, 'username') && context.scopes.has('chat:write.customize')
      ? { username: required(args, 'username') }
      : {}),
  });
  return { channel: channel.id, ts: message.ts, message: apiMessage(workspace, message, { metadata: true }) };
}

function ownMessage(args: Args, context: Context, refusedAs: string): Message {
  const channel = joinedChannel(args, context);
  requireOpen(channel);
  const message = messageOf(channel, required(args, 'ts'), context);
  if (message.user !== context.workspace.bot.id) throw new SlackError(refusedAs);
  return message;
}

/** Edits one of the app's messages: what is not given stays, except that text alone never empties it. */
function update(args: Args, context: Context) {
  const { workspace } = context;
  const message = ownMessage(args, context, 'cant_update_message');
  const keepsBlocks = args.blocks === undefined && message.blocks !== undefined;
  const isMetadataOnly = args.text === undefined && args.blocks === undefined && args.metadata !== undefined;
  if (!isMetadataOnly) {
    const content = readContent(args, workspace, 'update');
    message.text = content.text;
    if (content.blocks) message.blocks = content.blocks;
    else if (!keepsBlocks) delete message.blocks;
    if (message.blocks?.length === 0) delete message.blocks;
    if (content.attachments) message.attachments = content.attachments;
  }
  const metadata = readMetadata(args);
  if (metadata === null) delete message.metadata;
  else if (metadata) message.metadata = metadata;
  message.edited = { user: workspace.bot.id, ts: newTs() };
  workspace.messageChanged(message);
  const shown = apiMessage(workspace, message, { metadata: true });
  return { channel: message.channel, ts: message.ts, text: message.text, message: shown };
}

/** Deletes one of the app's messages. */
function remove(args: Args, context: Context) {
  const message = ownMessage(args, context, 'cant_delete_message');
  context.workspace.removeMessage(message);
  return { channel: message.channel, ts: message.ts };
}

/** Shows a message to one person. */
function postEphemeral(args: Args, context: Context) {
  const channel = joinedChannel(args, context);
  const user = required(args, 'user');
  if (!context.workspace.users.has(user) || !channel.members.has(user))
    throw new SlackError('user_not_in_channel');
  const threadTs = threadOf(channel, text(args, 'thread_ts'), context);
  const message = context.workspace.addMessage({
    channel: channel.id,
    user: context.workspace.bot.id,
    ephemeralFor: user,
    ...readContent(args, context.workspace, 'post'),
    ...(threadTs ? { threadTs } : {}),
  });
  return { message_ts: message.ts };
}

/** The address of a message. */
function getPermalink(args: Args, context: Context) {
  const channel = channelOf(args, context);
  const message = messageOf(channel, required(args, 'message_ts'), context);
  const path = `archives/${channel.id}/p${message.ts.replace('.', '')}`;
  const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
  return { channel: channel.id, permalink: `${context.workspace.baseUrl}${path}${thread}` };
}

/** Shows something under links of a message that somebody wrote. */
function unfurl(args: Args, context: Context) {
  const { workspace, unfurlDomains } = context;
  const given = structure(args, 'unfurls', 'invalid_unfurls_format');
  if (typeof given !== 'object' || given === null || Object.keys(given).length === 0)
    throw new SlackError('missing_unfurls');
  const channel = workspace.channels.get(required(args, 'channel'));
  if (!channel) throw new SlackError('cannot_find_channel');
  const message = workspace.findMessage(channel.id, required(args, 'ts'));
  if (!message) throw new SlackError('cannot_find_message');
  const attachments = Object.entries(given).map(([url, shown]: [string, { blocks?: unknown }]) => {
    const host = URL.parse(url)?.hostname ?? '';
    // Only what stands in the message, and of a domain that the app registered.
    if (!message.text.includes(url) || !unfurlDomains.includes(host))
      throw new SlackError('cannot_unfurl_url');
    const options = { code: 'invalid_blocks', prefix: `/unfurls/${url}/blocks` };
    return { from_url: url, blocks: acceptBlocks(shown.blocks, workspace, 'message', options) };
  });
  message.attachments = [...(message.attachments ?? []), ...attachments];
  workspace.messageChanged(message);
  return {};
}

/** The `chat.*` family. */
export const chatMethods = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
  'chat.unfurl': unfurl,
};
