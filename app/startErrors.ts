import { NoDatabaseError, SchemaVersionError } from '../db/open.ts';
import { UsageError } from './config/usageError.ts';

/** Slack's refusals of a token, by their codes, and what each means. */
const tokenRefusals: Record<string, string> = {
  invalid_auth: 'it is no token of an installed app',
  not_authed: 'it is empty',
  account_inactive: 'the app was removed from the workspace, or its account was deactivated',
  token_revoked: 'it was revoked',
  token_expired: 'it has expired',
  not_allowed_token_type: 'it is a token of another kind',
  missing_scope: 'it lacks a scope that manifest.yml asks for',
};

const fileTroubles: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a file stands where a folder is expected',
};

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('data' in error && typeof error.data === 'object' && error.data !== null && 'error' in error.data) {
    return String(error.data.error);
  }
  return 'code' in error ? String(error.code) : null;
}

/**
 * What Slack's refusal of a token means for whoever starts the app.
 * @param variable of the environment that holds the token. @returns null for any other error.
 */
export function tokenError(
  error: unknown,
  variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN',
): UsageError | null {
  const code = codeOf(error);
  const why = code === null ? undefined : tokenRefusals[code];
  if (why === undefined) return null;
  const page =
    variable === 'SLACK_BOT_TOKEN' ? 'OAuth & Permissions' : 'Basic Information → App-Level Tokens';
  return new UsageError(
    `Slack refuses ${variable} (${code}): ${why}. Copy it anew from the app’s page, ${page}.`,
    { cause: error },
  );
}

/**
 * What an error of the state folder or its database means. @param state the folder.
 * @returns null for an error that nobody can be told a cure for.
 */
export function stateError(error: unknown, state: string): UsageError | null {
  const code = codeOf(error);
  const why = code === null ? undefined : fileTroubles[code];
  if (why !== undefined) {
    return new UsageError(
      `The state folder ${state} cannot be used: ${why}. Expected a writable folder on a local disk (state in config.yml).`,
      { cause: error },
    );
  }
  if (code?.startsWith('SQLITE_CORRUPT') || code?.startsWith('SQLITE_NOTADB')) {
    return new UsageError(`The database in ${state} is damaged (${code}): restore it from a backup.`, {
      cause: error,
    });
  }
  const isOurs = error instanceof NoDatabaseError || error instanceof SchemaVersionError;
  return isOurs ? new UsageError(error.message, { cause: error }) : null;
}
