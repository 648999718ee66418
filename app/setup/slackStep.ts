import { checkScopes, manifestScopes } from '../cli/doctor/scopes.ts';
import { type ConnectedSlack, checkAppToken, checkBotToken } from '../cli/doctor/slack.ts';
import { newAppLink, openInBrowser } from './manifestLink.ts';
import { type SetupParts, tellFindings } from './parts.ts';

function startsWith(prefix: string): (typed: string) => string | null {
  return (typed) => (typed.startsWith(prefix) ? null : `Expected a token that begins with ${prefix}.`);
}

async function showForm({ ask }: SetupParts): Promise<void> {
  const isPrivate = await ask.confirm('private', 'Will the bot post to a private channel?', false);
  const link = newAppLink(isPrivate);
  ask.say(
    'Slack’s form for a new app, with everything filled in. Choose the workspace, then Create, then Install to Workspace:',
  );
  ask.say(link);
  if (await openInBrowser(link)) ask.say('It is open in your browser.');
}

/** The bot token, checked. @returns Slack as it opens it; null: the person goes on without. */
async function askBotToken(parts: SetupParts): Promise<ConnectedSlack> {
  const { ask, secrets, slackApiUrl } = parts;
  for (;;) {
    const question = 'Bot token (OAuth & Permissions → Bot User OAuth Token; it is not shown)';
    const token = await ask.secret('bot-token', question, startsWith('xoxb-'));
    const { finding, slack } = await checkBotToken(token, slackApiUrl);
    tellFindings(ask, [finding]);
    if (slack === null) continue;
    secrets.SLACK_BOT_TOKEN = token;
    return slack;
  }
}

async function askAppToken({ ask, secrets, slackApiUrl }: SetupParts): Promise<void> {
  for (;;) {
    const question =
      'App token (Basic Information → App-Level Tokens → Generate, with connections:write; it is not shown)';
    const token = await ask.secret('app-token', question, startsWith('xapp-'));
    if (!tellFindings(ask, [await checkAppToken(token, slackApiUrl)])) continue;
    secrets.SLACK_APP_TOKEN = token;
    return;
  }
}

/** The app in Slack and its two tokens. */
export async function askForApp(parts: SetupParts): Promise<ConnectedSlack> {
  await showForm(parts);
  const slack = await askBotToken(parts);
  tellFindings(parts.ask, checkScopes(slack.scopes, manifestScopes()));
  await askAppToken(parts);
  return slack;
}

/**
 * Slack by the tokens that are known already, which the environment or the file of secrets has.
 * @returns null when one is missing or refused, which is told.
 */
export async function connectKnown({
  ask,
  secrets,
  environment,
  slackApiUrl,
}: SetupParts): Promise<ConnectedSlack | null> {
  const bot = secrets.SLACK_BOT_TOKEN ?? environment.SLACK_BOT_TOKEN;
  const app = secrets.SLACK_APP_TOKEN ?? environment.SLACK_APP_TOKEN;
  if (!bot || !app) return null;
  const [{ finding, slack }, socket] = await Promise.all([
    checkBotToken(bot, slackApiUrl),
    checkAppToken(app, slackApiUrl),
  ]);
  return tellFindings(ask, [finding, socket]) ? slack : null;
}
