import type { Executor } from '../../pipeline/executors/executor.ts';
import { type DemoFlags, readDemoOptions } from '../demo/options.ts';
import { Endings } from '../ending.ts';
import { inRoot } from '../paths.ts';
import { requirePython } from '../python.ts';

/** `nmma demo`. @returns the exit status. @throws UsageError. */
export async function demo(flags: DemoFlags): Promise<number> {
  const options = readDemoOptions(flags, inRoot('fitter', 'demo', 'candidates'));
  const python = requirePython();
  const [{ runDemo }, executors] = await Promise.all([import('../demo/run.ts'), import('../executors.ts')]);
  const endings = new Endings().listen();
  if (options.cluster === null) {
    const executor = async (): Promise<Executor> => executors.localExecutor(python, null);
    return runDemo(options, { executor, endings });
  }
  const cluster = executors.readClusterFile(options.cluster);
  const remote = executors.clusterRemote(cluster);
  const { deploy } = await import('../clusterDeploy.ts');
  const executor = async (stateDir: string, say: (words: string) => void): Promise<Executor> => {
    await deploy({ options: cluster, remote, python, say });
    return executors.slurmExecutor(cluster, stateDir, remote);
  };
  try {
    return await runDemo(options, { executor, endings });
  } finally {
    await remote.close();
  }
}
