import { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { redactedWords } from '../../secrets.ts';
import type { Finding } from './finding.ts';
import { type ConnectedSlack, slackCode } from './slack.ts';

/** What Slack shows of a channel. */
export interface SeenChannel {
  id: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  isMember: boolean;
}

/** The channel, or why Slack does not show it: its code, and the scope that it misses. */
export type ChannelLook = SeenChannel | { id: string; error: unknown; code: string | null; needed: string };

const refusalSchema = z.object({ needed: z.string().optional() });

/** Asks Slack for a channel. */
export async function lookAtChannel({ client }: ConnectedSlack, id: string): Promise<ChannelLook> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    return {
      id,
      name: channel?.name ?? id,
      isPrivate: channel?.is_private ?? false,
      isArchived: channel?.is_archived ?? false,
      isMember: channel?.is_member ?? false,
    };
  } catch (error) {
    const data =
      error instanceof webApi.WebAPIPlatformError ? refusalSchema.safeParse(error.data).data : null;
    return { id, error, code: slackCode(error), needed: data?.needed ?? '' };
  }
}

/** The channels that the app posts to, the main one first. */
export function postedChannels({ channel, channels }: Pick<Config, 'channel' | 'channels'>): string[] {
  return [...new Set([channel, ...channels.map(({ id }) => id)])];
}

/** The channels whose members `permissions:` gives rights. */
export function permissionChannels({ permissions }: Pick<Config, 'permissions'>): string[] {
  const { ask: _, ...rules } = permissions;
  return [...new Set(Object.values(rules).flatMap((rule) => rule?.channels ?? []))];
}

/** What a channel that is not shown means. */
function hidden(look: Exclude<ChannelLook, SeenChannel>, botName: string): Finding {
  const what = `Channel ${look.id}`;
  if (look.code === 'missing_scope') {
    const todo = `Slack shows it with the scope ${look.needed} only: add it to the app’s manifest, and install the app again`;
    return { ok: false, what, todo };
  }
  if (look.code === 'channel_not_found') {
    const todo = `there is none with that id, or it is private and the bot is not in it: check the id at the bottom of the channel’s details, then /invite @${botName} there`;
    return { ok: false, what, todo };
  }
  return { ok: false, what: `${what}: ${redactedWords(look.error)}`, todo: 'check the network' };
}

/** Whether the bot can post to a channel. */
export function channelFinding(look: ChannelLook, botName: string): Finding {
  if (!('name' in look)) return hidden(look, botName);
  const what = `Channel #${look.name} (${look.id})`;
  if (look.isArchived) {
    return { ok: false, what, todo: 'it is archived: unarchive it, or name another channel in config.yml' };
  }
  if (!look.isMember) {
    return { ok: false, what, todo: `the bot is not in it: /invite @${botName} there` };
  }
  return { ok: true, what: `${what}: the bot is in it${look.isPrivate ? '; it is private' : ''}` };
}
