import type { Context } from '../context.ts';
import type { Delivery } from '../socketMode.ts';

/** The old verification token, which payloads still carry. */
const verificationToken = 'sandbox-verification-token';

/** How a person's gesture ended; `error` is Slack's name, or the words the person sees. */
export type Outcome = { ok: true } | { ok: false; error: string };

/** The fields that every interaction payload has. */
export function commonFields(context: Context, userId: string): Record<string, unknown> {
  const { workspace } = context;
  const user = workspace.users.get(userId);
  return {
    user: { id: userId, username: user?.name, name: user?.name, team_id: workspace.teamId },
    api_app_id: workspace.appId,
    token: verificationToken,
    team: { id: workspace.teamId, domain: workspace.teamDomain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A channel in an interaction payload. */
export function channelField(context: Context, channelId: string): { id: string; name: string } {
  const channel = context.workspace.channels.get(channelId);
  return { id: channelId, name: channel?.isIm ? 'directmessage' : (channel?.name ?? '') };
}

/** Why an envelope was not answered, in Slack's words; null when it was. */
export function deliveryError(delivery: Delivery): string | null {
  if (delivery.status === 'timeout') return 'operation_timeout';
  if (delivery.status === 'no-socket') return 'dispatch_failed';
  return null;
}

/** Tells a person that something did not work. */
export function tellIncident(context: Context, userId: string, words: string, channel?: string): void {
  context.workspace.emit({ type: 'trouble', userId, text: words, ...(channel ? { channel } : {}) });
}

/** The wrapping of an Events API event. */
export function eventPayload(context: Context, event: Record<string, unknown>, id: string): unknown {
  const { workspace } = context;
  return {
    token: verificationToken,
    team_id: workspace.teamId,
    api_app_id: workspace.appId,
    event,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.teamId,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${id}`,
  };
}
