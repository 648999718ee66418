import type { Executor } from '../pipeline/executors/executor.ts';
import { priorOddsOf } from '../pipeline/fits/priorOdds.ts';
import type { PipelineEvent } from '../pipeline/pipeline.ts';
import type { Remote } from '../pipeline/remote/remote.ts';
import type { SshLogin } from '../pipeline/remote/ssh.ts';
import { UserInputError } from '../pipeline/shared/userInputError.ts';
import { within } from '../pipeline/shared/within.ts';
import type { Config, Tokens } from './config/config.ts';
import { portalUrlOf } from './config/intakeConfig.ts';
import { withLookers } from './config/permissionsConfig.ts';
import { uploadOptionsOf } from './config/uploadConfig.ts';
import { UsageError } from './config/usageError.ts';
import type { Ending, Endings } from './ending.ts';
import { clusterRemote, localExecutor, slurmExecutor, sshRemote } from './executors.ts';
import { knownStatesFile, noteKnownState, requireKnownState } from './knownStates.ts';
import { type Log, openLog } from './log.ts';
import { startMonitoring } from './monitoring.ts';
import { startBackups } from './schedule/backups.ts';
import { makeSources, newestOf, schedulesOf } from './sources.ts';
import { stateError } from './startErrors.ts';
import { buildApp, type NmmaApp } from './wiring.ts';

/** How long connections to other machines may take to close, ms. */
const closeMs = 2000;

/** What the app runs with, read and checked. */
export interface RunParts {
  config: Config;
  tokens: Tokens;
  /** The fitter's Python. */
  python: string;
  /** What ends the app. */
  endings: Endings;
  /** Unset: Slack itself. */
  slackApiUrl?: string | undefined;
  /** Whoever removes its state folder loses nothing. */
  isRehearsal?: boolean | undefined;
  /** Only the newest object is fitted, of any age; the app ends when it is posted. What happens is told. */
  onlyNewest?: { tell(event: PipelineEvent): void } | undefined;
}

/** The app and its connections to other machines, which are closed after it. */
class Connections {
  readonly #remotes: Remote[] = [];

  open(login: SshLogin): Remote {
    return this.add(sshRemote(login));
  }

  add(remote: Remote): Remote {
    this.#remotes.push(remote);
    return remote;
  }

  async close(): Promise<void> {
    for (const one of this.#remotes) await one.close();
  }
}

function makeExecutor({ config, python }: RunParts, connections: Connections): Executor {
  const { executor, state } = config;
  if (executor.kind === 'local') return localExecutor(python, executor.cores);
  return slurmExecutor(executor, state, connections.add(clusterRemote(executor)));
}

/** Who is told of trouble where nobody is named. */
function askedOf({ permissions }: Config): string[] {
  return permissions.ask === undefined ? [] : [permissions.ask];
}

function makeApp(parts: RunParts, connections: Connections, log: Log): NmmaApp {
  const { config, tokens, endings, onlyNewest } = parts;
  const { sources, lookups } = makeSources(config, process.env, (login) => connections.open(login));
  return buildApp({
    ...tokens,
    sources: onlyNewest ? sources.slice(0, 1).map(newestOf) : sources,
    lookups,
    channel: config.channel,
    stateDir: config.state,
    policy: onlyNewest ? { ...config.policy, maxAgeDays: null } : config.policy,
    audience: config.channels,
    executor: makeExecutor(parts, connections),
    oldLayout: config.oldLayout,
    models: config.models,
    fitDefaults: config.fit,
    timeLimitSeconds: config.timeLimitSeconds ?? undefined,
    keep: config.keep,
    uploads: uploadOptionsOf(config, process.env),
    schedule: onlyNewest ? null : { ...config.schedule, ...schedulesOf(config.sources) },
    permissions: withLookers(config.permissions, config.channels),
    postThreshold: config.postThreshold,
    remindAfterHours: config.remindAfterHours,
    incidents: { ...config.incidents, tell: config.incidents.tell ?? askedOf(config) },
    alert: config.alert,
    unfurl: config.unfurl,
    priorOdds: priorOddsOf(config.verdict.priorOdds),
    portalUrl: portalUrlOf(config),
    slackApiUrl: parts.slackApiUrl,
    log,
    onRefused: (error) => endings.end({ error }),
  });
}

async function runNewest(app: NmmaApp, { endings }: RunParts): Promise<Ending | null> {
  const done = app.pipeline
    .pull({ trigger: 'start', requestedBy: null })
    .then(() => app.pipeline.idle())
    .then(() => null);
  return Promise.race([done, endings.ended]);
}

async function run(app: NmmaApp, parts: RunParts, log: Log): Promise<void> {
  const { config, endings, onlyNewest } = parts;
  if (onlyNewest) app.pipeline.onEvent((event) => onlyNewest.tell(event));
  const early = await Promise.race([app.start().then(() => null), endings.ended]);
  if (early !== null) return endWith(early, log);
  if (onlyNewest) {
    const ending = await runNewest(app, parts);
    return ending === null ? undefined : endWith(ending, log);
  }
  const monitoring = await startMonitoring({ ...config.monitoring, service: app.pipeline, log });
  log.info({ channel: config.channel, state: config.state }, 'started');
  const sees = config.channels.find(({ id }) => id === config.channel)?.sees ?? ['public'];
  log.info(
    { channel: config.channel, sees },
    'objects with data of other programmes are fitted, not posted there',
  );
  app.pipeline
    .pull({ trigger: 'start', requestedBy: null })
    .catch((error) => log.error({ err: error }, 'the first pull failed'));
  const backups = startBackups({ ...config.backup, stateDir: config.state, log });
  const ending = await endings.ended.finally(() => Promise.all([backups.stop(), monitoring.stop()]));
  endWith(ending, log);
}

/** @throws the error that ended the app. */
function endWith(ending: Ending, log: Log): void {
  if ('error' in ending) throw ending.error;
  log.info({ signal: ending.signal }, 'told to end; running fits go on and are found again');
}

/**
 * Runs the app until something ends it.
 * @returns the exit status. @throws UserInputError for a model that does not exist; UsageError when the state folder cannot be used; the error that ended it.
 */
export async function runApp(parts: RunParts): Promise<number> {
  const { log, reopen, close } = openLog(parts.config.log);
  // As daemons do it: logrotate moves the file away and sends this signal.
  process.on('SIGHUP', reopen);
  const connections = new Connections();
  try {
    if (!parts.isRehearsal) requireKnownState(parts.config.state);
    const app = makeApp(parts, connections, log);
    try {
      if (!parts.isRehearsal && !noteKnownState(parts.config.state))
        log.warn({ file: knownStatesFile() }, 'that an app works here could not be noted');
      await run(app, parts, log);
      return 0;
    } finally {
      await app.stop();
      app.close();
    }
  } catch (error) {
    if (error instanceof UserInputError) throw error;
    const explained = error instanceof UsageError ? error : stateError(error, parts.config.state);
    if (explained) log.fatal(explained.message);
    else log.fatal({ err: error }, 'ended by an error');
    throw explained ?? error;
  } finally {
    process.off('SIGHUP', reopen);
    await within(connections.close(), closeMs).catch((error) =>
      log.warn({ err: error }, 'a connection did not close'),
    );
    await close();
  }
}
