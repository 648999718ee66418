import { chmodSync } from 'node:fs';
import { channelFinding, lookAtChannel } from '../cli/doctor/channels.ts';
import type { Finding } from '../cli/doctor/finding.ts';
import { checkScopes, manifestScopes, scopesOfChannels } from '../cli/doctor/scopes.ts';
import type { ConnectedSlack } from '../cli/doctor/slack.ts';
import { readConfig } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { readSecrets, secretsPath, writeSecrets } from '../secretsFile.ts';
import type { Answers } from './answers.ts';
import type { Ask } from './ask.ts';
import { askForChannel, resolveChannel } from './channelStep.ts';
import { ConfigFile } from './configFile.ts';
import { askForExecutor, lookAtExecutor } from './executorStep.ts';
import { fitFirst } from './firstFit.ts';
import { type SetupParts, tellFindings } from './parts.ts';
import { askForApp, connectKnown } from './slackStep.ts';
import { askForSource, lookAtSources } from './sourceStep.ts';

/** What the guide works on. */
export interface SetupOptions {
  /** config.yml; it need not be there. */
  config: string;
  environment: NodeJS.ProcessEnv;
  /** Unset: Slack itself. */
  slackApiUrl?: string | undefined;
  /** Fits and posts the newest object; a test has one of its own. @returns how many messages were posted. */
  fitFirst?: typeof fitFirst;
}

const steps = [
  { value: 'app', label: 'The app in Slack and its tokens' },
  { value: 'channel', label: 'The channel, and whose data it may see' },
  { value: 'source', label: 'Where light curves come from' },
  { value: 'executor', label: 'Where fits run' },
] as const;
type Step = (typeof steps)[number]['value'];

/** What the environment really says; an empty variable says nothing. */
function ownTokens(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}

function partsOf(ask: Ask, options: SetupOptions): SetupParts {
  const { environment, slackApiUrl } = options;
  const known = readSecrets(secretsPath(environment));
  return {
    ask,
    config: new ConfigFile(options.config),
    secrets: {},
    environment: { ...environment, ...known, ...ownTokens(environment) },
    slackApiUrl,
  };
}

/** Which steps are taken: all, unless there is a configuration already. */
async function wantedSteps({ ask, config }: SetupParts): Promise<Step[]> {
  if (!config.isThere) return steps.map(({ value }) => value);
  ask.say(`${config.path} is there: only what you choose is changed.`);
  return ask.several('steps', 'What shall be changed?', steps, []);
}

async function slackFor(parts: SetupParts, wanted: readonly Step[]): Promise<ConnectedSlack | null> {
  if (!wanted.includes('app') && !wanted.includes('channel')) return null;
  const known = await connectKnown(parts);
  if (known !== null && !parts.config.isThere) {
    const keep = await parts.ask.confirm('keep-app', 'These tokens work. Keep them?', true);
    return keep ? known : askForApp(parts);
  }
  return wanted.includes('app') || known === null ? askForApp(parts) : known;
}

/** Writes what was chosen: config.yml, and the secrets where only their owner may read them. */
function write({ ask, config, secrets, environment }: SetupParts): void {
  config.write();
  ask.say(`Written: ${config.path}`);
  if (Object.keys(secrets).length === 0) return;
  const path = secretsPath(environment);
  writeSecrets(path, secrets);
  chmodSync(path, 0o600);
  ask.say(
    `Written: ${path} (readable by you alone): start and doctor read it where the environment has no tokens`,
  );
}

async function runFirst(parts: SetupParts, options: SetupOptions): Promise<boolean> {
  const { ask, config, secrets, environment, slackApiUrl } = parts;
  const posted = await (options.fitFirst ?? fitFirst)({
    config: readConfig(config.path),
    environment: { ...environment, ...secrets },
    slackApiUrl,
    say: (words) => ask.say(words),
  });
  const words =
    posted > 0
      ? 'Posted: look at the channel.'
      : 'Nothing was posted: there is no light curve yet, the policy passes none, or the channel may not see its data.';
  ask.say(words);
  return posted > 0;
}

const closing = 'Next: ./nmma doctor checks everything, ./nmma start runs the app.';

/**
 * The guide: asks, checks each answer on the spot, and writes at the end.
 * @returns the exit status. @throws AskCancelled when the person leaves it: nothing is written then; UsageError.
 */
export async function guide(ask: Ask, options: SetupOptions): Promise<number> {
  const parts = partsOf(ask, options);
  const wanted = await wantedSteps(parts);
  const slack = await slackFor(parts, wanted);
  if (slack !== null && wanted.includes('channel')) await askForChannel(parts, slack);
  if (wanted.includes('source')) await askForSource(parts);
  if (wanted.includes('executor')) await askForExecutor(parts);
  write(parts);
  const question = 'Fit the newest object now and post it?';
  if (await ask.confirm('first-fit', question, !parts.config.isThere)) await runFirst(parts, options);
  ask.say(closing);
  return 0;
}

/** Puts the answers of a file into the configuration. */
async function takeAnswers(
  { config, environment }: SetupParts,
  answers: Answers,
  slack: ConnectedSlack,
): Promise<Finding[]> {
  const named = answers.channel ?? String(config.get('channel') ?? '');
  const id = await resolveChannel(slack, named).catch((error: Error) => {
    throw new UsageError(`channel: ${error.message}.`);
  });
  if (answers.channel !== undefined) config.set('channel', id);
  if (answers.sees !== undefined) config.setAudience(id, answers.sees);
  if (answers.source !== undefined) config.set('sources', [{ kind: 'directory', ...answers.source }]);
  if (answers.sources !== undefined) config.set('sources', answers.sources);
  if (answers.source !== undefined || answers.sources !== undefined) config.remove('source');
  if (answers.executor !== undefined) config.set('executor', answers.executor);
  const look = await lookAtChannel(slack, id);
  const scopes = checkScopes(slack.scopes, [...manifestScopes(), ...scopesOfChannels([look], [])]);
  return [
    channelFinding(look, slack.bot.name),
    ...scopes,
    ...(await lookAtSources(config.get('sources') ?? [], { config, environment, secrets: {} })),
    ...(await lookAtExecutor(config.get('executor'))),
  ];
}

/**
 * The same without questions, from a file; tokens come from the environment or the file of secrets.
 * @returns 0, or 1 when a check was not well: what was written stays. @throws UsageError: nothing is written then.
 */
export async function setupFrom(answers: Answers, ask: Ask, options: SetupOptions): Promise<number> {
  const parts = partsOf(ask, options);
  const slack = await connectKnown(parts);
  if (slack === null) {
    throw new UsageError(
      'Slack is not reached with the tokens: expected SLACK_BOT_TOKEN and SLACK_APP_TOKEN in the environment.',
    );
  }
  const isWell = tellFindings(ask, await takeAnswers(parts, answers, slack));
  const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '' } = parts.environment;
  Object.assign(parts.secrets, { SLACK_BOT_TOKEN, SLACK_APP_TOKEN });
  write(parts);
  const isFitted = !answers.firstFit || !isWell || (await runFirst(parts, options));
  ask.say(closing);
  return isWell && isFitted ? 0 : 1;
}
