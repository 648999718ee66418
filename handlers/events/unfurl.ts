import type { App, types } from '@slack/bolt';
import { z } from 'zod';
import { namesInText } from '../../pipeline/shared/objectName.ts';
import type { HandlerDeps, UnfurlOptions } from '../deps.ts';
import { isKnownObject } from '../knownObjects.ts';
import type { Message } from '../messages/blocks.ts';
import { objectCard } from '../messages/objectCard.ts';

/** Most objects that are told of under one message. */
const mostCards = 3;
/** How many places and objects are remembered, so that none is told twice. */
const mostRemembered = 2000;

const linksSchema = z.object({
  channel: z.string(),
  message_ts: z.string(),
  links: z.array(z.object({ url: z.string() })),
  /** `composer`: the message is not sent yet, and has no place. */
  source: z.string().optional(),
  unfurl_id: z.string().optional(),
});

/** A message that a person wrote in a channel; edits, deletions and what bots write are something else. */
const messageSchema = z.object({
  channel_type: z.enum(['channel', 'group']),
  channel: z.string(),
  user: z.string(),
  text: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
});

/** The card of an object that a channel may see; null: it is unknown, hidden there, or has no verdict. */
function cardFor({ service }: HandlerDeps, channel: string | null, name: string): Message | null {
  if (!isKnownObject(service, name) || !service.maySee(channel, name)) return null;
  return objectCard(service.objectStatus(name));
}

/** What is shown under links, by their addresses. */
function unfurlsOf(
  deps: HandlerDeps,
  channel: string | null,
  links: readonly { url: string }[],
): Record<string, types.MessageAttachment> {
  const shown = links.flatMap(({ url }) => {
    const [name] = namesInText(url);
    const card = name === undefined ? null : cardFor(deps, channel, name);
    return card ? [[url, { blocks: card.blocks, fallback: card.text }] as const] : [];
  });
  return Object.fromEntries(shown);
}

function registerLinks(app: App, deps: HandlerDeps): void {
  app.event('link_shared', async ({ event, client }) => {
    const parsed = linksSchema.safeParse(event);
    if (!parsed.success) return;
    const { channel, message_ts: ts, links, source, unfurl_id: unfurlId } = parsed.data;
    const isDraft = source === 'composer';
    const unfurls = unfurlsOf(deps, isDraft ? null : channel, links);
    if (Object.keys(unfurls).length === 0) return;
    if (isDraft && unfurlId !== undefined)
      await client.chat.unfurl({ source: 'composer', unfurl_id: unfurlId, unfurls });
    else await client.chat.unfurl({ channel, ts, unfurls });
  });
}

function registerNames(app: App, deps: HandlerDeps, except: readonly string[]): void {
  const told = new Set<string>();
  const isNew = (place: string) => {
    if (told.has(place)) return false;
    told.add(place);
    const oldest = told.keys().next();
    if (told.size > mostRemembered && !oldest.done) told.delete(oldest.value);
    return true;
  };
  app.event('message', async ({ event, client, context }) => {
    const parsed = messageSchema.safeParse(event);
    if (!parsed.success) return;
    const { channel, text, ts, thread_ts: thread } = parsed.data;
    // Who speaks to the app is answered otherwise; links are unfurled.
    const isToApp = context.botUserId !== undefined && text.includes(`<@${context.botUserId}`);
    if (isToApp || except.includes(channel)) return;
    const names = [...new Set(namesInText(text.replace(/<https?:[^>]*>/g, ' ')))].slice(0, mostCards);
    for (const name of names) {
      const card = cardFor(deps, channel, name);
      // Once in a thread, and once in the channel itself however often it is named there.
      if (card && isNew(`${channel} ${thread ?? ''} ${name}`))
        await client.chat.postMessage({ channel, thread_ts: thread ?? ts, ...card });
    }
  });
}

/** Tells of objects that people name or link in other channels, within what those may see; only where it is switched on. */
export function registerUnfurl(app: App, deps: HandlerDeps, options: UnfurlOptions): void {
  if (options.links) registerLinks(app, deps);
  if (options.names) registerNames(app, deps, options.except);
}
