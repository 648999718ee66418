import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, readConfig, type Tokens } from '../../config/config.ts';
import { inRoot } from '../../paths.ts';
import { pythonPath } from '../../python.ts';
import { redactedWords } from '../../secrets.ts';
import { loadSecrets } from '../../secretsFile.ts';
import { version } from '../../version.ts';
import { checkDisk } from './disk.ts';
import type { Finding } from './finding.ts';
import { checkCharts, checkClock, checkFitter, checkNode, checkTools, neededTools } from './machine.ts';
import { checkModels } from './models.ts';
import { checkBackups, checkDatabase, checkStateFolder } from './record.ts';
import { checkSources } from './sources.ts';
import { checkUpload } from './upload.ts';

/** Everything that is looked at, in this order. */
export const parts = [
  'version',
  'node',
  'tools',
  'python',
  'charts',
  'configuration',
  'models',
  'disk',
  'state',
  'database',
  'backups',
  'sources',
  'upload',
  'old-layout',
  'cluster',
  'clock',
  'tokens',
  'scopes',
  'channels',
  'permissions',
  'messages',
  'post',
] as const;

/** The name of a part, in `--json`. */
export type Part = (typeof parts)[number];

/** A finding, and the part that it is of. */
export type PartFinding = Finding & { part: Part };

/** How `nmma doctor` is called. */
export interface DoctorFlags {
  config: string;
  cluster?: boolean | undefined;
  post?: boolean | undefined;
  json?: boolean | undefined;
}

type Look = Finding | readonly Finding[] | AsyncIterable<Finding>;

/** Runs one check; one that breaks is a finding, and the others go on. */
async function* under(part: Part, check: () => Look | Promise<Look>): AsyncGenerator<PartFinding> {
  try {
    const found = await check();
    if (Symbol.asyncIterator in found) for await (const one of found) yield { part, ...one };
    else for (const one of [found].flat()) yield { part, ...one };
  } catch (error) {
    yield { part, ok: false, what: `The check of ${part} broke off`, todo: redactedWords(error) };
  }
}

function checkConfig(path: string): { finding: Finding; config: Config | null } {
  try {
    const config = readConfig(path);
    return { finding: { ok: true, what: `Configuration ${path}` }, config };
  } catch (error) {
    const finding = { ok: false, what: 'Configuration', todo: redactedWords(error) };
    return { finding, config: null };
  }
}

/** What the main channel may see. */
export function checkAudience({ channel, channels }: Pick<Config, 'channel' | 'channels'>): Finding {
  const sees = channels.find(({ id }) => id === channel)?.sees ?? ['public'];
  const what = `Channel ${channel} sees ${sees.join(', ')} data`;
  if (sees.length === 3) return { ok: true, what };
  const words = `${what}; what it may not see is fitted, not posted: see channels`;
  return { ok: true, isNote: true, what: words };
}

async function* clusterFindings(config: Config, withJob: boolean): AsyncGenerator<Finding> {
  const [{ checkCluster }, { loadModels, Models }] = await Promise.all([
    import('./cluster.ts'),
    import('../../../pipeline/fitter/models.ts'),
  ]);
  const all = loadModels(inRoot('fitter'));
  const { inPlay } = new Models(all, config.models);
  const { executor, timeLimitSeconds } = config;
  yield* checkCluster({ executor, timeLimitSeconds, models: inPlay, all }, withJob);
}

/** What the configuration names on machines: folders, services, the database, the cluster. */
async function* configFindings(config: Config, withJob: boolean): AsyncGenerator<PartFinding> {
  yield* under('disk', () => checkDisk(config.state));
  yield* under('state', () => checkStateFolder(config.state));
  yield* under('database', () => checkDatabase(config.state));
  yield* under('backups', () => checkBackups(config));
  yield* under('sources', () => checkSources(config, process.env));
  if (config.upload !== undefined) yield* under('upload', () => checkUpload(config, process.env));
  const { oldLayout } = config;
  if (oldLayout) {
    yield* under('old-layout', async () => (await import('./oldLayout.ts')).checkOldLayout(oldLayout));
  }
  if (withJob || config.executor.kind === 'slurm') {
    yield* under('cluster', () => clusterFindings(config, withJob));
  }
}

/** Everything that Slack can be asked without posting. */
export async function* slackFindings(
  tokens: Tokens,
  config: Config | null,
  slackApiUrl?: string,
): AsyncGenerator<PartFinding> {
  const [{ checkAppToken, checkBotToken }, channels, scopes, { checkPermissions }, { checkMessages }] =
    await Promise.all([
      import('./slack.ts'),
      import('./channels.ts'),
      import('./scopes.ts'),
      import('./people.ts'),
      import('./messages.ts'),
    ]);
  const { finding, slack } = await checkBotToken(tokens.botToken, slackApiUrl);
  yield { part: 'tokens', ...finding };
  yield* under('tokens', () => checkAppToken(tokens.appToken, slackApiUrl));
  if (slack === null) return;
  const look = (ids: string[]) => Promise.all(ids.map((id) => channels.lookAtChannel(slack, id)));
  const posted = config === null ? [] : await look(channels.postedChannels(config));
  const named = config === null ? [] : await look(channels.permissionChannels(config));
  const needed = [...scopes.manifestScopes(), ...scopes.scopesOfChannels(posted, named)];
  yield* under('scopes', () => scopes.checkScopes(slack.scopes, needed));
  yield* under('channels', () => posted.map((one) => channels.channelFinding(one, slack.bot.name)));
  if (config !== null) {
    yield* under('channels', () => checkAudience(config));
    const open = posted.filter((one) => 'isMember' in one && one.isMember).map(({ id }) => id);
    yield* under('permissions', () => checkPermissions(config, slack, named, open));
  }
  yield* under('messages', () => checkMessages(slack.client));
}

/** Gives a person the time to look: until Enter, or for a while where nobody can press it. */
async function untilSeen(): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return sleep(lookMs);
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  await ask.question('Enter deletes the message. ').finally(() => ask.close());
}

/** How long the test message stays where nobody can press Enter, ms. */
const lookMs = 20_000;

async function* postFindings(tokens: Tokens, channel: string, slackApiUrl?: string): AsyncGenerator<Finding> {
  const [{ webApi }, { checkPosting }, { publisherClientOptions }] = await Promise.all([
    import('@slack/bolt'),
    import('./post.ts'),
    import('../../../handlers/publisher.ts'),
  ]);
  const client = new webApi.WebClient(tokens.botToken, { ...publisherClientOptions, slackApiUrl });
  yield* checkPosting({ client, channel, look: untilSeen });
}

async function* findings(flags: DoctorFlags): AsyncGenerator<PartFinding> {
  yield* under('tokens', () => {
    loadSecrets();
    return [];
  });
  const { finding, config } = checkConfig(flags.config);
  yield* under('version', () => ({ ok: true, what: `nmma-bot ${version()}` }));
  yield* under('node', () => checkNode(process.versions.node));
  yield* under('tools', () => checkTools(neededTools(config)));
  yield* under('python', () => checkFitter(pythonPath()));
  yield* under('charts', checkCharts);
  yield { part: 'configuration', ...finding };
  yield* under('models', () => checkModels(inRoot('fitter'), config?.models ?? null));
  if (config) yield* configFindings(config, flags.cluster ?? false);
  const slackApiUrl = process.env.NMMA_SLACK_API_URL || undefined;
  yield* under('clock', () => checkClock(slackApiUrl));
  const { checkTokens } = await import('./slack.ts');
  const { finding: tokenFinding, tokens } = checkTokens(process.env);
  yield { part: 'tokens', ...tokenFinding };
  if (tokens === null) return;
  yield* slackFindings(tokens, config, slackApiUrl);
  if (flags.post && config) yield* under('post', () => postFindings(tokens, config.channel, slackApiUrl));
}

/** `ok`, `note` or `not ok`. */
function stateOf({ ok, isNote }: Finding): string {
  if (!ok) return 'not ok';
  return isNote ? 'note' : 'ok';
}

/**
 * `nmma doctor`: one line for each thing the app needs, with its cure where it is not well.
 * @returns 0 when all is well (notes are no trouble), 1 when something is not.
 */
export async function doctor(flags: DoctorFlags): Promise<number> {
  const all: PartFinding[] = [];
  for await (const one of findings(flags)) {
    all.push(one);
    if (flags.json) continue;
    process.stdout.write(`${stateOf(one).padEnd(6)}  ${one.what}${one.todo ? ` → ${one.todo}` : ''}\n`);
  }
  const isWell = all.every(({ ok }) => ok);
  if (flags.json) {
    const told = all.map((one) => ({
      part: one.part,
      state: stateOf(one),
      what: one.what,
      todo: one.todo ?? null,
    }));
    process.stdout.write(`${JSON.stringify({ isWell, findings: told })}\n`);
  }
  return isWell ? 0 : 1;
}
