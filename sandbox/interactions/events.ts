import type { Context } from '../context.ts';
import { newId, newTs } from '../ids.ts';
import { pageView, publicView } from '../shapes.ts';
import type { Message, PublicView } from '../types.ts';
import { commonFields, deliveryError, eventPayload, type Outcome } from './payload.ts';

function send(context: Context, event: Record<string, unknown>): void {
  context.sockets.deliverEvent(eventPayload(context, event, newId('Ev')));
}

/** A person opens the app's Home. Returns what stands there now; what the app publishes next comes as an event. */
export function openHome(context: Context, userId: string): PublicView | null {
  const { workspace } = context;
  const view = workspace.homes.get(userId);
  const ts = newTs();
  send(context, {
    type: 'app_home_opened',
    user: userId,
    channel: workspace.directChannel(userId).id,
    tab: 'home',
    event_ts: ts,
    ...(view ? { view: publicView(workspace, view) } : {}),
  });
  return view ? pageView(workspace, view) : null;
}

/** Turns `@name` into Slack's `<@U…>`. */
function withMentions(context: Context, text: string): string {
  return text.replaceAll(/(?<![\w<])@([\w.-]*\w)/g, (whole, name: string) => {
    const user = [...context.workspace.users.values()].find((one) => one.name === name);
    return user ? `<@${user.id}>` : whole;
  });
}

/** Turns addresses into Slack's `<https://…>`. */
function withLinks(text: string): string {
  return text.replace(/(?<![<|\w])https?:\/\/[^\s|<>]+/g, '<$&>');
}

/** Links to the app's domains are told to it, wherever they stand. */
function shareLinks(context: Context, { channel, ts, text, user, threadTs }: Message): void {
  const links = (text.match(/https?:\/\/[^\s|<>]+/g) ?? []).flatMap((url) => {
    const domain = URL.parse(url)?.hostname ?? '';
    return context.unfurlDomains.includes(domain) ? [{ domain, url }] : [];
  });
  if (links.length === 0 || !context.scopes.has('links:read')) return;
  const isMember = context.workspace.channels.get(channel)?.members.has(context.workspace.bot.id) ?? false;
  send(context, {
    type: 'link_shared',
    channel,
    user,
    message_ts: ts,
    is_bot_user_member: isMember,
    unfurl_id: `C.${ts}`,
    source: 'conversations_history',
    links,
    event_ts: newTs(),
    ...(threadTs ? { thread_ts: threadTs } : {}),
  });
}

/**
 * A person writes a message. A mention of the app where it is a member, or a direct message to it, becomes an
 * event (if the app has the scope).
 */
export function say(
  context: Context,
  said: { user: string; channel: string; text: string; threadTs?: string | undefined },
): Message {
  const { workspace } = context;
  const text = withLinks(withMentions(context, said.text));
  const message = workspace.addMessage({
    channel: said.channel,
    user: said.user,
    text,
    ...(said.threadTs ? { threadTs: said.threadTs } : {}),
  });
  const channel = workspace.channels.get(said.channel);
  const common = {
    user: said.user,
    text,
    ts: message.ts,
    event_ts: message.ts,
    channel: said.channel,
    team: workspace.teamId,
    ...(said.threadTs ? { thread_ts: said.threadTs } : {}),
  };
  const isMember = channel?.members.has(workspace.bot.id) ?? false;
  if (channel?.isIm && isMember && context.scopes.has('im:history'))
    send(context, { type: 'message', channel_type: 'im', ...common });
  else if (isMember && text.includes(`<@${workspace.bot.id}>`) && context.scopes.has('app_mentions:read'))
    send(context, { type: 'app_mention', ...common });
  else if (isMember && context.subscriptions.includes('message.channels') && !channel?.isPrivate)
    send(context, { type: 'message', channel_type: 'channel', ...common });
  shareLinks(context, message);
  return message;
}

/** A person uses a global shortcut of the app. */
export async function globalShortcut(context: Context, user: string, callbackId: string): Promise<Outcome> {
  return sendShortcut(context, {
    type: 'shortcut',
    ...commonFields(context, user),
    callback_id: callbackId,
    trigger_id: context.triggers.make(user),
    action_ts: newTs(),
  });
}

/** A person uses a shortcut of the app on a message. */
export async function messageShortcut(
  context: Context,
  user: string,
  callbackId: string,
  message: Message,
): Promise<Outcome> {
  const { channel } = message;
  return sendShortcut(context, {
    type: 'message_action',
    ...commonFields(context, user),
    callback_id: callbackId,
    trigger_id: context.triggers.make(user),
    action_ts: newTs(),
    message_ts: message.ts,
    response_url: context.responseUrls.make(context.workspace, { channel, user }),
    message: {
      type: 'message',
      user: message.user,
      ts: message.ts,
      text: message.text,
      ...(message.blocks ? { blocks: message.blocks } : {}),
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    channel: { id: channel, name: context.workspace.channels.get(channel)?.name },
  });
}

async function sendShortcut(context: Context, payload: unknown): Promise<Outcome> {
  const error = deliveryError(
    await context.sockets.deliver('interactive', payload, { acceptsResponse: false }),
  );
  return error === null ? { ok: true } : { ok: false, error };
}
