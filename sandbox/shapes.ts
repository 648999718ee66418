import type { Channel, Message, PublicView, StoredFile, User, View } from './types.ts';
import type { Workspace } from './workspace.ts';

/** A message as the Web API and payloads carry it; `metadata` only when it was asked for. */
export function apiMessage(
  workspace: Workspace,
  message: Message,
  options: { metadata?: boolean } = {},
): Record<string, unknown> {
  const isBot = message.user === workspace.bot.id;
  const replies = workspace.repliesOf(message);
  const isParent = replies.length > 0;
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    ts: message.ts,
    user: message.user,
    team: workspace.teamId,
    text: message.text,
    ...(isBot
      ? { bot_id: workspace.botId, app_id: workspace.appId, bot_profile: botProfile(workspace) }
      : {}),
    ...(message.username ? { username: message.username } : {}),
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.attachments ? { attachments: message.attachments } : {}),
    ...(message.files ? { files: apiFiles(workspace, message.files) } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(isParent
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: replies.at(-1)?.ts,
        }
      : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.reactions
      ? { reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })) }
      : {}),
    ...(options.metadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

/** The app behind the bot, in messages. */
function botProfile(workspace: Workspace): Record<string, unknown> {
  return {
    id: workspace.botId,
    app_id: workspace.appId,
    name: workspace.appName,
    team_id: workspace.teamId,
    deleted: false,
  };
}

function apiFiles(workspace: Workspace, ids: string[]): Record<string, unknown>[] {
  return ids.flatMap((id) => {
    const file = workspace.files.get(id);
    return file ? [apiFile(workspace, file)] : [];
  });
}

/** true once blocks may show the file. */
export function isReady(file: StoredFile): boolean {
  return file.readyAt !== undefined && file.readyAt <= Date.now();
}

/** A file as the Web API shows it: as in Slack, its type is empty until it has been processed. */
export function apiFile(workspace: Workspace, file: StoredFile): Record<string, unknown> {
  const ready = isReady(file);
  const url = workspace.fileUrl(file);
  const isImage = ready && file.mimetype.startsWith('image/');
  const channels = [...file.shares.keys()];
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: ready ? file.mimetype : '',
    filetype: ready ? (file.mimetype.split('/')[1] ?? '') : '',
    pretty_type: ready ? (file.mimetype.split('/')[1] ?? '').toUpperCase() : '',
    user: file.user,
    user_team: workspace.teamId,
    mode: 'hosted',
    editable: false,
    is_external: false,
    size: file.bytes?.length ?? 0,
    is_public: channels.length > 0,
    url_private: url,
    url_private_download: url,
    permalink: url,
    ...(file.altText ? { alt_txt: file.altText } : {}),
    ...(isImage ? { original_w: file.width, original_h: file.height, thumb_360: url, thumb_720: url } : {}),
    channels: channels.filter((id) => !id.startsWith('D')),
    groups: [],
    ims: channels.filter((id) => id.startsWith('D')),
    shares: {
      public: Object.fromEntries([...file.shares].map(([id, list]) => [id, list.map((ts) => ({ ts }))])),
    },
  };
}

/** A view as payloads, answers and the page carry it. */
export function publicView(workspace: Workspace, view: View): PublicView {
  const { userId: _, ...rest } = view;
  return {
    ...rest,
    team_id: workspace.teamId,
    app_id: workspace.appId,
    app_installed_team_id: workspace.teamId,
    bot_id: workspace.botId,
  };
}

/** A view for the page: the same, with the addresses of Slack's own pictures. */
export function pageView(workspace: Workspace, view: View): PublicView {
  return {
    ...publicView(workspace, view),
    blocks: workspace.resolvePictures(view.blocks, workspace.channelsOf(view.userId)) as View['blocks'],
  };
}

/** A member as `users.info` shows it. */
export function apiUser(workspace: Workspace, user: User): Record<string, unknown> {
  return {
    id: user.id,
    team_id: workspace.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    is_bot: user.isBot,
    is_app_user: false,
    tz: 'Etc/UTC',
    tz_offset: 0,
    profile: {
      real_name: user.realName,
      display_name: user.name,
      ...(user.isBot ? { bot_id: workspace.botId, api_app_id: workspace.appId } : {}),
    },
  };
}

/** A conversation as `conversations.info` shows it. */
export function apiChannel(workspace: Workspace, channel: Channel): Record<string, unknown> {
  if (channel.isIm)
    return {
      id: channel.id,
      created: channel.created,
      is_im: true,
      is_channel: false,
      is_archived: false,
      is_open: true,
      user: [...channel.members].find((id) => id !== workspace.bot.id),
    };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created: channel.created,
    creator: workspace.people[0]?.id,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate === true,
    is_archived: channel.isArchived === true,
    is_general: channel.name === 'general',
    is_member: channel.members.has(workspace.bot.id),
    num_members: channel.members.size,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
