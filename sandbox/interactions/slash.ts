import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import type { Args } from '../methods/arguments.ts';
import { respond } from '../responseUrls.ts';
import type { PageMessage } from '../types.ts';
import { channelField, commonFields, deliveryError, tellIncident } from './payload.ts';

/** What typing a slash command led to. */
export interface SlashOutcome {
  ok: boolean;
  /** What the acknowledgement itself carried. */
  ack?: unknown;
  /** The message that the acknowledgement's payload became, if it was for this person alone. */
  ephemeral?: PageMessage;
  /** What the person reads when it failed. */
  error?: string;
}

function failed(context: Context, userId: string, channel: string, words: string): SlashOutcome {
  tellIncident(context, userId, words, channel);
  return { ok: false, error: words };
}

/** An empty acknowledgement says nothing; a text or an object is a message. */
function answerOf(ack: unknown): Args | null {
  if (typeof ack === 'string') return ack === '' ? null : { text: ack };
  if (typeof ack !== 'object' || ack === null || Object.keys(ack).length === 0) return null;
  return ack as Args;
}

/** A person types a slash command in a channel. */
export async function slashCommand(
  context: Context,
  typed: { user: string; channel: string; command: string; text: string },
): Promise<SlashOutcome> {
  const { workspace } = context;
  const isKnown =
    context.scopes.has('commands') && context.commands.some((one) => one.command === typed.command);
  if (!isKnown) return failed(context, typed.user, typed.channel, `${typed.command} is not a valid command.`);
  const channel = channelField(context, typed.channel);
  const common = commonFields(context, typed.user);
  const payload = {
    token: common.token,
    team_id: workspace.teamId,
    team_domain: workspace.teamDomain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: typed.user,
    user_name: workspace.users.get(typed.user)?.name,
    command: typed.command,
    text: typed.text,
    api_app_id: workspace.appId,
    is_enterprise_install: 'false',
    response_url: context.responseUrls.make(context.workspace, { channel: typed.channel, user: typed.user }),
    trigger_id: context.triggers.make(typed.user),
  };
  const delivery = await context.sockets.deliver('slash_commands', payload, { acceptsResponse: true });
  const error = deliveryError(delivery);
  if (delivery.status !== 'acked')
    return failed(context, typed.user, typed.channel, `${typed.command} failed with the error "${error}"`);
  const answer = answerOf(delivery.payload);
  if (!answer) return { ok: true, ack: delivery.payload };
  try {
    const message = respond(context.workspace, typed, answer);
    const isPrivate = message?.ephemeralFor !== undefined;
    return {
      ok: true,
      ack: delivery.payload,
      ...(message && isPrivate ? { ephemeral: workspace.pageMessage(message) } : {}),
    };
  } catch (problem) {
    if (!(problem instanceof SlackError)) throw problem;
    return failed(
      context,
      typed.user,
      typed.channel,
      `${typed.command} failed with the error "${problem.code}"`,
    );
  }
}
