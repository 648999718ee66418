import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { execa } from 'execa';
import { type Config, readConfig, readTokens, type Tokens } from '../../config/config.ts';
import { inRoot } from '../../paths.ts';
import { pythonPath } from '../../python.ts';
import { redactedWords } from '../../secrets.ts';
import type { Finding } from './finding.ts';

/** Node's version against the least that the project needs. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > 22 || (major === 22 && minor >= 18);
  const what = `Node ${version}`;
  return ok ? { ok, what } : { ok, what, todo: 'expected 22.18 or newer: start the program as ./nmma' };
}

/** Whether the fitter's Python is there, with the versions that are known to fit rightly. */
export async function checkFitter(python: string): Promise<Finding> {
  if (!existsSync(python)) {
    return {
      ok: false,
      what: `The fitter’s Python: not at ${python}`,
      todo: 'start the program as ./nmma, which installs it',
    };
  }
  const ask =
    'import sys, importlib.metadata as m; print(sys.version.split()[0], m.version("nmma"), m.version("bilby"))';
  try {
    const { stdout } = await execa(python, ['-c', ask], { timeout: 60_000 });
    const [own, nmma, bilby = ''] = stdout.trim().split(' ');
    const what = `Python ${own}, NMMA ${nmma}, bilby ${bilby}`;
    // From 2.7 on, NMMA 0.2.3 ignores the parameters that bilby hands it: it runs and is wrong.
    if (bilby.startsWith('2.6.')) return { ok: true, what };
    return { ok: false, what, todo: 'expected bilby 2.6: remove .nmma/fitter and start ./nmma again' };
  } catch (error) {
    const first = redactedWords(error).split('\n').at(-1) ?? '';
    return {
      ok: false,
      what: `The fitter’s Python: ${first}`,
      todo: 'remove .nmma/fitter and start ./nmma again',
    };
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

/**
 * Which models are in play, and which lack files.
 * @param enabled words for those in play, as configured; null: as models.yml says.
 */
export async function checkModels(fitterDir: string, enabled: readonly string[] | null): Promise<Finding[]> {
  const [{ loadModels, Models }, { missingWords }] = await Promise.all([
    import('../../../pipeline/fitter/models.ts'),
    import('../../../pipeline/fitter/assets.ts'),
  ]);
  try {
    const all = loadModels(fitterDir);
    const lacking = all
      .filter(({ missing }) => missing.length > 0)
      .map((model): Finding => ({ ok: true, isNote: true, what: missingWords(model) }));
    try {
      const { inPlay } = new Models(all, enabled);
      const what = `Models in play: ${inPlay.map(({ name }) => name).join(', ')}`;
      return [{ ok: true, what }, ...lacking];
    } catch (error) {
      return [{ ok: false, what: 'Models in play', todo: `models: ${redactedWords(error)}` }, ...lacking];
    }
  } catch (error) {
    return [{ ok: false, what: 'Models', todo: redactedWords(error) }];
  }
}

/** Whether the folder of light curves can be read. */
export function checkSource(folder: string): Finding {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return { ok: true, what: `Light curves in ${folder}` };
  } catch {
    return {
      ok: false,
      what: `Light curves in ${folder}`,
      todo: 'the folder is missing or may not be read: see sources in the configuration',
    };
  }
}

/** What the channel may see, and whether the tokens of sources are set. */
export function checkIntake(config: Config, environment: NodeJS.ProcessEnv): Finding[] {
  const { channel, channels, sources } = config;
  const tokens = sources.flatMap((source): Finding[] => {
    if (source.kind !== 'skyportal') return [];
    const ok = Boolean(environment[source.token]?.trim());
    const what = `The token of ${source.name}: ${source.token} is ${ok ? 'set' : 'not set'}`;
    return [ok ? { ok, what } : { ok, what, todo: 'set it in the environment' }];
  });
  const sees = channels.find(({ id }) => id === channel)?.sees ?? ['public'];
  const what = `Channel ${channel} sees ${sees.join(', ')} data`;
  if (sees.length === 3) return [{ ok: true, what }, ...tokens];
  const note = {
    ok: true,
    isNote: true,
    what: `${what}; what it may not see is fitted, not posted: see channels`,
  };
  return [note, ...tokens];
}

/** Whether the database opens and is whole. */
export async function checkDatabase(stateDir: string): Promise<Finding> {
  const [{ openDatabase }, { databasePath }] = await Promise.all([
    import('../../../db/open.ts'),
    import('../../stateFiles.ts'),
  ]);
  const path = databasePath(stateDir);
  try {
    mkdirSync(stateDir, { recursive: true });
    accessSync(stateDir, constants.W_OK);
    const db = openDatabase(path);
    try {
      const answer = String(db.pragma('quick_check', { simple: true }));
      if (answer === 'ok') return { ok: true, what: `Database ${path}` };
      return { ok: false, what: `Database ${path}: ${answer}`, todo: 'take it from a backup' };
    } finally {
      db.close();
    }
  } catch (error) {
    return {
      ok: false,
      what: `Database ${path}: ${redactedWords(error)}`,
      todo: 'see state in the configuration',
    };
  }
}

function checkTokens(environment: NodeJS.ProcessEnv): { finding: Finding; tokens: Tokens | null } {
  try {
    const tokens = readTokens(environment);
    return { finding: { ok: true, what: 'Slack’s tokens are set' }, tokens };
  } catch (error) {
    return { finding: { ok: false, what: 'Slack’s tokens', todo: redactedWords(error) }, tokens: null };
  }
}

/** Whether Slack takes both tokens. @param slackApiUrl unset: Slack itself. */
export async function checkSlack(tokens: Tokens, slackApiUrl?: string): Promise<Finding[]> {
  const { webApi, LogLevel } = await import('@slack/bolt');
  const options = {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    retryConfig: { retries: 0 },
    timeout: 10_000,
    logLevel: LogLevel.ERROR,
  };
  const ask = async (what: string, todo: string, call: () => Promise<string>): Promise<Finding> => {
    try {
      return { ok: true, what: await call() };
    } catch (error) {
      return { ok: false, what: `${what}: ${redactedWords(error)}`, todo };
    }
  };
  const bot = new webApi.WebClient(tokens.botToken, options);
  const app = new webApi.WebClient(tokens.appToken, options);
  return Promise.all([
    ask('Slack and the bot token', 'check SLACK_BOT_TOKEN and the network', async () => {
      const answer = await bot.auth.test();
      return `Slack knows the bot: ${answer.user} in ${answer.team}`;
    }),
    ask('Slack and the app token', 'check SLACK_APP_TOKEN: it needs connections:write', async () => {
      await app.apps.connections.open({});
      return 'Slack opens a socket for the app';
    }),
  ]);
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

/** What the configuration names: folders, services, the database, the cluster. */
async function* configFindings(config: Config, withJob: boolean): AsyncGenerator<Finding> {
  for (const source of config.sources) if (source.kind === 'directory') yield checkSource(source.folder);
  yield* checkIntake(config, process.env);
  yield await checkDatabase(config.state);
  if (withJob || config.executor.kind === 'slurm') yield* clusterFindings(config, withJob);
}

async function* findings(flags: DoctorFlags): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  yield await checkFitter(pythonPath());
  const { finding, config } = checkConfig(flags.config);
  yield finding;
  yield* await checkModels(inRoot('fitter'), config?.models ?? null);
  if (config) yield* configFindings(config, flags.cluster ?? false);
  const { finding: tokenFinding, tokens } = checkTokens(process.env);
  yield tokenFinding;
  if (tokens) yield* await checkSlack(tokens, process.env.NMMA_SLACK_API_URL);
}

interface DoctorFlags {
  config: string;
  cluster?: boolean | undefined;
}

/** `nmma doctor`: one line for each thing the app needs. @returns 0 when all is well. */
export async function doctor(flags: DoctorFlags): Promise<number> {
  let failures = 0;
  for await (const { ok, isNote, what, todo } of findings(flags)) {
    if (!ok) failures += 1;
    const mark = isNote ? 'note  ' : ok ? 'ok    ' : 'not ok';
    process.stdout.write(`${mark}  ${what}${todo ? ` → ${todo}` : ''}\n`);
  }
  return failures === 0 ? 0 : 1;
}
