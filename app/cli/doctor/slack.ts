import { webApi } from '@slack/bolt';
import { readTokens, type Tokens } from '../../config/config.ts';
import { redactedWords } from '../../secrets.ts';
import { tokenError } from '../../startErrors.ts';
import type { Finding } from './finding.ts';

/** Slack as the bot token opens it. */
export interface ConnectedSlack {
  client: webApi.WebClient;
  bot: { userId: string; name: string };
  team: string;
  /** What the app was given; null: Slack does not say. */
  scopes: readonly string[] | null;
}

/** A client that tells at once what is wrong: no retries, no pauses. */
export function impatientClient(token: string, slackApiUrl?: string): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 15_000,
    logLevel: webApi.LogLevel.ERROR,
  });
}

/** Whether the environment holds both tokens. */
export function checkTokens(environment: NodeJS.ProcessEnv): { finding: Finding; tokens: Tokens | null } {
  try {
    const tokens = readTokens(environment);
    return { finding: { ok: true, what: 'Slack’s tokens are set' }, tokens };
  } catch (error) {
    return { finding: { ok: false, what: 'Slack’s tokens', todo: redactedWords(error) }, tokens: null };
  }
}

function refusedToken(
  what: string,
  error: unknown,
  variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN',
): Finding {
  const refusal = tokenError(error, variable);
  if (refusal) return { ok: false, what, todo: refusal.message };
  return { ok: false, what: `${what}: ${redactedWords(error)}`, todo: 'check the network, and its proxy' };
}

/** Whether Slack takes the bot token, and what it opens. @param slackApiUrl unset: Slack itself. */
export async function checkBotToken(
  token: string,
  slackApiUrl?: string,
): Promise<{ finding: Finding; slack: ConnectedSlack | null }> {
  const client = impatientClient(token, slackApiUrl);
  try {
    const answer = await client.auth.test();
    const bot = { userId: answer.user_id ?? '', name: answer.user ?? 'the bot' };
    const team = answer.team ?? 'a workspace without a name';
    const scopes = answer.response_metadata?.scopes ?? null;
    const finding = { ok: true, what: `Slack knows the bot: ${bot.name} in ${team}` };
    return { finding, slack: { client, bot, team, scopes } };
  } catch (error) {
    return { finding: refusedToken('Slack and the bot token', error, 'SLACK_BOT_TOKEN'), slack: null };
  }
}

/** Whether Slack opens a socket for the app token. */
export async function checkAppToken(token: string, slackApiUrl?: string): Promise<Finding> {
  try {
    await impatientClient(token, slackApiUrl).apps.connections.open({});
    return { ok: true, what: 'Slack opens a socket for the app' };
  } catch (error) {
    return refusedToken('Slack and the app token', error, 'SLACK_APP_TOKEN');
  }
}

/** Slack's name of a refusal; null: Slack was not reached. */
export function slackCode(error: unknown): string | null {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : null;
}
