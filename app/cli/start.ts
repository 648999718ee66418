import type { Remote } from '../../pipeline/remote/remote.ts';
import type { SshLogin } from '../../pipeline/remote/ssh.ts';
import { readConfig, readTokens, requireStateOutside } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { Endings } from '../ending.ts';
import { requirePython } from '../python.ts';
import { stateError } from '../startErrors.ts';

/** `nmma start`: runs until it is told to end. @returns the exit status. @throws UsageError. */
export async function start(flags: { config: string }): Promise<number> {
  const config = readConfig(flags.config);
  requireStateOutside(config.state);
  const tokens = readTokens(process.env);
  const python = requirePython();
  const endings = new Endings().listen();
  const [
    { openLog },
    { buildApp },
    { clusterRemote, localExecutor, slurmExecutor, sshRemote },
    { makeSources, schedulesOf },
    { UserInputError },
  ] = await Promise.all([
    import('../log.ts'),
    import('../wiring.ts'),
    import('../executor.ts'),
    import('../sources.ts'),
    import('../../pipeline/shared/userInputError.ts'),
  ]);
  const { log, close } = openLog(config.log);
  const { executor } = config;
  const remote = executor.kind === 'slurm' ? clusterRemote(executor) : null;
  const remotes: Remote[] = remote ? [remote] : [];
  const open = (login: SshLogin): Remote => {
    const opened = sshRemote(login);
    remotes.push(opened);
    return opened;
  };
  try {
    const app = buildApp({
      channel: config.channel,
      stateDir: config.state,
      ...makeSources(config, process.env, open),
      policy: config.policy,
      audience: config.channels,
      executor:
        executor.kind === 'slurm' && remote
          ? slurmExecutor(executor, config.state, remote)
          : localExecutor(python, executor.kind === 'local' ? executor.cores : null),
      ...(config.oldLayout ? { oldLayout: config.oldLayout } : {}),
      models: config.models,
      fitDefaults: config.fit,
      ...(config.timeLimitSeconds === null ? {} : { timeLimitSeconds: config.timeLimitSeconds }),
      schedule: { ...config.schedule, ...schedulesOf(config.sources) },
      permissions: config.permissions,
      postThreshold: config.postThreshold,
      ...tokens,
      ...(process.env.NMMA_SLACK_API_URL ? { slackApiUrl: process.env.NMMA_SLACK_API_URL } : {}),
      log,
      onRefused: (error) => endings.end({ error }),
    });
    try {
      await app.start();
      log.info({ channel: config.channel, state: config.state }, 'started');
      const { id, sees } = config.channels.find((one) => one.id === config.channel) ?? {
        id: config.channel,
        sees: ['public'],
      };
      log.info({ channel: id, sees }, 'objects with data of other programmes are fitted, not posted there');
      app.pipeline
        .pull({ trigger: 'start', requestedBy: null })
        .catch((error) => log.error({ err: error }, 'the first pull failed'));
      const ending = await endings.ended;
      if ('error' in ending) throw ending.error;
      log.info({ signal: ending.signal }, 'told to end; running fits go on and are found again');
      return 0;
    } finally {
      await app.stop();
      app.close();
    }
  } catch (error) {
    if (error instanceof UserInputError) throw new UsageError(`${flags.config}: models: ${error.message}`);
    const explained = error instanceof UsageError ? error : stateError(error, config.state);
    if (explained) {
      log.fatal(explained.message);
      throw explained;
    }
    log.fatal({ err: error }, 'ended by an error');
    throw error;
  } finally {
    for (const one of remotes) await one.close();
    await close();
  }
}
