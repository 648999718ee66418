import { webApi } from '@slack/bolt';
import { type PostTrouble, PublishError } from '../pipeline/api/posts.ts';
import { errorMessage } from '../pipeline/shared/errorMessage.ts';

const { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } = webApi;

/** Trying again cannot help: the message is wrong. */
const neverCodes = new Set([
  'attachment_payload_limit_exceeded',
  'cannot_dm_bot',
  'invalid_arguments',
  'invalid_attachments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'markdown_text_conflict',
  'metadata_must_be_sent_from_app',
  'metadata_too_large',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'too_many_attachments',
  'user_disabled',
  'user_not_found',
  'user_not_visible',
]);

/** The message to edit or to answer is no longer there, or can no longer be edited. */
const goneCodes = new Set([
  'cannot_reply_to_message',
  'cant_update_message',
  'edit_window_closed',
  'message_deleted',
  'message_not_found',
  'thread_not_found',
]);

/** Slack in trouble. What it did with the message nobody knows, except where it only asks for a pause. */
const pauseCodes = new Set([
  'accesslimited',
  'fatal_error',
  'internal_error',
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);
const notSentPauses = new Set(['accesslimited', 'ratelimited', 'rate_limited']);

const invite = 'invite the bot there with /invite @nmma-bot';
const letPost = 'let the bot post there, in the channel’s posting permissions';
const checkToken = 'check SLACK_BOT_TOKEN, and install the app again if it was removed';
const askAdministrator = 'ask an administrator of the workspace';

/** Somebody has to do something first, and meanwhile everything waits: what. */
const cures: Record<string, string> = {
  channel_not_found: invite,
  not_in_channel: invite,
  is_archived: 'unarchive the channel, or name another one in config.yml',
  restricted_action: letPost,
  restricted_action_non_threadable_channel: letPost,
  restricted_action_read_only_channel: letPost,
  restricted_action_thread_locked: letPost,
  restricted_action_thread_only_channel: letPost,
  user_is_restricted: letPost,
  messages_tab_disabled: 'switch on the Messages tab of the app in Slack (App Home)',
  missing_scope: 'install the app again with the scopes of manifest.yml',
  no_permission: 'install the app again with the scopes of manifest.yml',
  not_allowed_token_type: 'SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-',
  invalid_auth: checkToken,
  not_authed: checkToken,
  token_expired: checkToken,
  token_revoked: checkToken,
  account_inactive: checkToken,
  team_not_found: checkToken,
  access_denied: askAdministrator,
  ekm_access_denied: askAdministrator,
  enterprise_is_restricted: askAdministrator,
  message_limit_exceeded: askAdministrator,
  org_login_required: askAdministrator,
  team_access_not_granted: askAdministrator,
  two_factor_setup_required: askAdministrator,
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

/** Seconds of a pause that Slack asked for without saying how long. */
const unsaidPauseSeconds = 30;
/** A longer pause is not believed: the date that it ends at was written by another clock. */
const longestAskedSeconds = 3600;

/** The pause of a 429 whose `Retry-After` is a date, or missing, which the client does not understand; null: no such. */
function unreadPause(error: unknown): number | null {
  const [, header] =
    /did not contain a valid timeout \(url: .*, retry-after header: (.*)\)$/.exec(errorMessage(error)) ?? [];
  if (header === undefined) return null;
  const seconds = Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return seconds >= 0 && seconds <= longestAskedSeconds ? Math.max(1, seconds) : unsaidPauseSeconds;
}

function troubleOf(code: string): PostTrouble {
  if (neverCodes.has(code)) return 'never';
  if (goneCodes.has(code)) return 'gone';
  if (pauseCodes.has(code)) return 'pause';
  return code in cures ? 'cure' : 'unknown';
}

/** The right that Slack misses, where it says so. */
export function missingScopeOf(error: unknown): string | null {
  const needed =
    error instanceof WebAPIPlatformError ? (error.data as { needed?: unknown }).needed : undefined;
  return typeof needed === 'string' && needed !== '' ? needed : null;
}

function neededScope(error: unknown): string {
  const scope = missingScopeOf(error);
  return scope === null ? '' : ` (${scope})`;
}

/**
 * Says of any error of a call to Slack what it asks for.
 * @param doing what was tried, for what is no fault of the channel. @param channel that it was tried in.
 */
export function toPublishError(error: unknown, doing: string, channel?: string): PublishError {
  if (error instanceof PublishError) return error;
  const asked = error instanceof WebAPIRateLimitedError ? error.retryAfter : unreadPause(error);
  if (asked !== null) {
    return new PublishError(`${doing}: Slack asked for a pause of ${asked} s`, {
      code: 'ratelimited',
      retryAfterSeconds: Math.min(asked, longestAskedSeconds),
      mayHaveBeenSent: false,
      cause: error,
    });
  }
  const code = slackErrorCode(error);
  if (code === null) {
    const status = error instanceof WebAPIHTTPError ? ` (HTTP ${error.statusCode})` : '';
    const words = errorMessage(error);
    return new PublishError(`${doing}: Slack was not reached${status}: ${words}`, { cause: error });
  }
  const trouble = troubleOf(code);
  const details = slackErrorDetails(error);
  const cure = cures[code];
  const where = channel === undefined ? '' : ` for ${channel}`;
  const words =
    cure === undefined
      ? `${doing}: ${code}${details ? ` (${details})` : ''}`
      : `Slack answers ${code}${neededScope(error)}${where}: ${cure}.`;
  return new PublishError(words, {
    trouble,
    code,
    retryAfterSeconds: notSentPauses.has(code) ? unsaidPauseSeconds : null,
    mayHaveBeenSent: trouble === 'pause' && !notSentPauses.has(code),
    cause: error,
  });
}
