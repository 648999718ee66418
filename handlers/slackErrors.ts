import { webApi } from '@slack/bolt';
import { PublishError } from '../pipeline/api/posts.ts';
import { errorMessage } from '../pipeline/shared/errorMessage.ts';

const { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } = webApi;

/** Trying again cannot help: the message or its place is wrong. */
const permanentErrors = new Set([
  'cant_update_message',
  'channel_not_found',
  'edit_window_closed',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'is_archived',
  'message_not_found',
  'missing_scope',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'restricted_action',
  'thread_not_found',
]);

/** Somebody has to do something first; meanwhile the post waits. Seconds until the next try. */
const waitForPeople: Record<string, number> = {
  account_inactive: 300,
  invalid_auth: 300,
  not_authed: 300,
  not_in_channel: 300,
  token_expired: 300,
  token_revoked: 300,
};

/** What to do about an error, where that is known. */
const remedies: Record<string, string> = {
  channel_not_found: 'check the channel id in config.yml',
  missing_scope: 'install the app again with the scopes of manifest.yml',
  not_in_channel: 'invite the bot to the channel: /invite @nmma-bot',
  invalid_auth: 'check SLACK_BOT_TOKEN',
};

/** Slack's own name of an error, or null when it is none of Slack's answers. */
export function slackErrorCode(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null;
}

/** Slack's names for a gesture that is too old to open a window, or has opened one already. */
const spentTriggers = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id']);

/** true when Slack opens no window because the gesture was too long ago. */
export function isSpentTrigger(error: unknown): boolean {
  return spentTriggers.has(slackErrorCode(error) ?? '');
}

/** Slack's explanations of an answer (`invalid_blocks` says where); '' when there are none. */
export function slackErrorDetails(error: unknown): string {
  if (!(error instanceof WebAPIPlatformError)) return '';
  return (error.data.response_metadata?.messages ?? []).join('; ');
}

/** Says of any error of a call to Slack whether and when the post may be tried again. */
export function toPublishError(error: unknown, doing: string): PublishError {
  if (error instanceof PublishError) return error;
  if (error instanceof WebAPIRateLimitedError) {
    return new PublishError(`${doing}: Slack asked for a pause of ${error.retryAfter} s`, {
      retryAfterSeconds: error.retryAfter,
      cause: error,
    });
  }
  const code = slackErrorCode(error);
  if (code === null) {
    const status = error instanceof WebAPIHTTPError ? ` (HTTP ${error.statusCode})` : '';
    const words = errorMessage(error);
    return new PublishError(`${doing}: Slack was not reached${status}: ${words}`, { cause: error });
  }
  const details = slackErrorDetails(error);
  const remedy = remedies[code] ? `; ${remedies[code]}` : '';
  return new PublishError(`${doing}: ${code}${details ? ` (${details})` : ''}${remedy}`, {
    permanent: permanentErrors.has(code),
    retryAfterSeconds: code === 'ratelimited' ? 30 : (waitForPeople[code] ?? null),
    cause: error,
  });
}
