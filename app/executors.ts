import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Executor } from '../pipeline/executors/executor.ts';
import { LocalExecutor } from '../pipeline/executors/local.ts';
import { SlurmExecutor } from '../pipeline/executors/slurm/executor.ts';
import { type SlurmOptions, slurmOptionsSchema } from '../pipeline/executors/slurm/options.ts';
import { LocalRemote } from '../pipeline/remote/local.ts';
import type { Remote } from '../pipeline/remote/remote.ts';
import { type SshLogin, SshRemote } from '../pipeline/remote/ssh.ts';
import { withSshConfig } from '../pipeline/remote/sshConfig.ts';
import { UsageError } from './config/usageError.ts';
import { ForkServer } from './forkServer.ts';
import { expandHome, inRoot } from './paths.ts';

/**
 * Fits as processes of this machine, which a fork server makes start at once.
 * @param python the fitter's. @param cores how many at once; null: one per core.
 */
export function localExecutor(python: string, cores: number | null): LocalExecutor {
  const environment = { PYTHONPATH: inRoot('fitter') };
  const forkServer = new ForkServer(python, environment);
  return new LocalExecutor({
    command: [python, '-m', 'nmma_fitter', 'run'],
    cores: cores ?? availableParallelism(),
    env: { ...environment, ...forkServer.variables },
    warmUp: () => forkServer.ensure(),
  });
}

/** The cluster's login node: over ssh, or this machine. */
export function clusterRemote({ ssh }: SlurmOptions): Remote {
  return ssh === null ? new LocalRemote() : sshRemote(ssh);
}

/** Another machine; `~/` in paths stands for the home folder. */
export function sshRemote(login: SshLogin): Remote {
  const key = login.key === null ? null : expandHome(login.key);
  return new SshRemote(withSshConfig({ ...login, key, knownHosts: expandHome(login.knownHosts) }));
}

/** Fits as tasks of a Slurm cluster. @param stateDir the app's state folder, which sets it apart there. */
export function slurmExecutor(options: SlurmOptions, stateDir: string, remote: Remote): Executor {
  return new SlurmExecutor({
    remote,
    options,
    jobsFolder: join(stateDir, 'jobs'),
    instance: createHash('sha256').update(stateDir).digest('hex').slice(0, 8),
  });
}

/**
 * Reads an `executor:` section from a file of its own.
 * @throws UsageError naming the file and the key.
 */
export function readClusterFile(path: string): SlurmOptions {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `There is no ${path}: expected the executor section of a config.yml in a file of its own. ` +
        '`test/slurm/cluster up` makes a cluster and such a file.',
      { cause: error },
    );
  }
  const parsed = slurmOptionsSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong form'}.`);
}
