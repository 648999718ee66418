import { UsageError } from '../config/usageError.ts';
import { requirePython } from '../python.ts';

/** `nmma deploy`: puts the fitter, its environment and the models' files on the cluster. @throws UsageError. */
export async function deployCommand(flags: {
  config: string;
  cluster?: string | undefined;
}): Promise<number> {
  const [{ readConfig }, { clusterRemote, readClusterFile }, { deploy }] = await Promise.all([
    import('../config/config.ts'),
    import('../executors.ts'),
    import('../clusterDeploy.ts'),
  ]);
  const options =
    flags.cluster === undefined ? readConfig(flags.config).executor : readClusterFile(flags.cluster);
  if (options.kind !== 'slurm') {
    throw new UsageError(`${flags.config}: executor.kind is local: nothing to deploy; expected slurm.`);
  }
  const remote = clusterRemote(options);
  try {
    const say = (words: string) => process.stdout.write(`${words}\n`);
    const python = await deploy({ options, remote, python: requirePython(), say });
    say(`Ready: ${python}`);
    return 0;
  } finally {
    await remote.close();
  }
}
