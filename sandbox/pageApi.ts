import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readArgs } from './body.ts';
import type { Context } from './context.ts';
import { fault } from './faults.ts';
import { blockAction, blockSuggestion } from './interactions/actions.ts';
import { messageShortcut, openHome, say } from './interactions/events.ts';
import { slashCommand } from './interactions/slash.ts';
import { closeView, submitView } from './interactions/views.ts';
import { pageView } from './shapes.ts';
import type { Message } from './types.ts';
import { visibleView } from './views.ts';
import { sendJson } from './webApi.ts';

const state = z.object({
  values: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});
const container = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
  z.object({ type: z.literal('view'), view_id: z.string() }),
]);
const action = z.looseObject({ action_id: z.string(), block_id: z.string().optional() });
const schemas = {
  message: z.object({
    user: z.string(),
    channel: z.string(),
    text: z.string().min(1),
    thread_ts: z.string().optional(),
  }),
  action: z.object({ user: z.string(), container, action, state: state.optional() }),
  suggestion: z.object({ user: z.string(), container, action, value: z.string() }),
  submit: z.object({ user: z.string(), state: state.optional() }),
  user: z.object({ user: z.string() }),
  shortcut: z.object({ user: z.string(), callback_id: z.string(), channel: z.string(), ts: z.string() }),
};

/** What the page needs to know at first. */
function pageState(context: Context) {
  const { workspace } = context;
  return {
    team: { name: workspace.teamName },
    app: { name: workspace.appName, userId: workspace.bot.id },
    users: [...workspace.users.values()],
    channels: [...workspace.channels.values()]
      .filter((channel) => !channel.isIm)
      .map(({ id, name }) => ({ id, name })),
    directs: Object.fromEntries(workspace.people.map(({ id }) => [id, workspace.directChannel(id).id])),
    me: workspace.people[0]?.id,
    commands: context.commands,
    shortcuts: context.shortcuts.filter(({ type }) => type === 'message'),
  };
}

function visible(message: Message, userId: string | null): boolean {
  return message.ephemeralFor === undefined || message.ephemeralFor === userId;
}

function channelMessages(context: Context, channelId: string, userId: string | null) {
  const { workspace } = context;
  const messages = workspace
    .messagesOf(channelId)
    .filter((one) => visible(one, userId) && (one.threadTs === undefined || one.broadcast === true));
  return { messages: messages.map((one) => workspace.pageMessage(one)) };
}

function threadMessages(context: Context, channelId: string, ts: string, userId: string | null) {
  const { workspace } = context;
  const messages = workspace
    .messagesOf(channelId)
    .filter((one) => visible(one, userId) && (one.ts === ts || one.threadTs === ts));
  return { messages: messages.map((one) => workspace.pageMessage(one)) };
}

/** A person types: a slash command, or a message. */
async function typed(context: Context, input: z.infer<typeof schemas.message>) {
  const { user, channel, text, thread_ts: threadTs } = input;
  if (!context.workspace.users.has(user)) return { ok: false, error: 'user_not_found' };
  if (!context.workspace.channels.has(channel)) return { ok: false, error: 'channel_not_found' };
  if (!text.startsWith('/')) {
    const message = say(context, { user, channel, text, threadTs });
    return { ok: true, message: context.workspace.pageMessage(message) };
  }
  const [command = '', ...rest] = text.split(/\s+/);
  if (threadTs !== undefined) return { ok: false, error: `${command} is not supported in threads. Sorry!` };
  const { ack: _, ...outcome } = await slashCommand(context, {
    user,
    channel,
    command,
    text: rest.join(' ').trim(),
  });
  return outcome;
}

/** A person uses a shortcut of the app on a message. */
async function shortcut(context: Context, input: z.infer<typeof schemas.shortcut>) {
  const message = context.workspace.findMessage(input.channel, input.ts);
  if (!message) return { ok: false, error: 'message_not_found' };
  return messageShortcut(context, input.user, input.callback_id, message);
}

/** The event stream of one person's page. */
function streamEvents(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  userId: string,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': hello\n\n');
  const stop = context.workspace.subscribe(({ userId: only, ...event }) => {
    if (only === undefined || only === userId) response.write(`data: ${JSON.stringify(event)}\n\n`);
  });
  const beat = setInterval(() => response.write(': beat\n\n'), 15_000);
  const view = visibleView(context, userId);
  if (view)
    response.write(
      `data: ${JSON.stringify({ type: 'view_opened', view: pageView(context.workspace, view) })}\n\n`,
    );
  request.on('close', () => {
    clearInterval(beat);
    stop();
  });
}

function get(url: URL, context: Context): unknown {
  const [, , kind, id, sub, ts] = url.pathname.split('/');
  const user = url.searchParams.get('user');
  if (kind === 'state') return pageState(context);
  if (kind === 'home') {
    const view = context.workspace.homes.get(user ?? '');
    return { view: view ? pageView(context.workspace, view) : null };
  }
  if (kind === 'channels' && id && sub === 'messages') return channelMessages(context, id, user);
  if (kind === 'channels' && id && sub === 'threads' && ts) return threadMessages(context, id, ts, user);
  return undefined;
}

async function post(url: URL, body: unknown, context: Context): Promise<unknown> {
  const [, , kind, id, sub] = url.pathname.split('/');
  if (kind === 'messages') return typed(context, schemas.message.parse(body));
  if (kind === 'actions') return blockAction(context, schemas.action.parse(body));
  if (kind === 'suggestions') return blockSuggestion(context, schemas.suggestion.parse(body));
  if (kind === 'shortcuts') return shortcut(context, schemas.shortcut.parse(body));
  if (kind === 'control') {
    context.faults.order(fault.parse(body));
    return { ok: true };
  }
  if (kind === 'home' && id === 'open') {
    const { user } = schemas.user.parse(body);
    return { ok: true, view: openHome(context, user) };
  }
  if (kind === 'views' && id && sub === 'submit')
    return submitView(context, { viewId: id, ...schemas.submit.parse(body) });
  if (kind === 'views' && id && sub === 'close')
    return closeView(context, { viewId: id, user: schemas.user.parse(body).user });
  return undefined;
}

/** Answers everything under `/page/` that is not a file. */
export async function servePageApi(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  context: Context,
): Promise<void> {
  if (url.pathname === '/page/events' && request.method === 'GET')
    return streamEvents(request, response, context, url.searchParams.get('user') ?? '');
  try {
    const answer =
      request.method === 'POST' ? await post(url, await readArgs(request), context) : get(url, context);
    if (answer === undefined) sendJson(response, 404, { ok: false, error: 'not_found' });
    else sendJson(response, 200, answer);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    sendJson(response, 400, { ok: false, error: z.prettifyError(error) });
  }
}
