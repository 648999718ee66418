import { fitterPlace, type SlurmOptions } from '../../../pipeline/executors/slurm/options.ts';
import { clean } from '../../../pipeline/executors/slurm/queries.ts';
import type { Model } from '../../../pipeline/fitter/models.ts';
import type { Remote } from '../../../pipeline/remote/remote.ts';
import type { Config } from '../../config/config.ts';
import { clusterRemote } from '../../executors.ts';
import type { Finding } from './finding.ts';
import { findingOf, lastWords, look } from './finding.ts';
import { checkAccounts, checkPartitions, checkScheduler } from './limits.ts';
import { probe } from './probe.ts';
import { checkClass, fitClasses, unknownModels } from './resourceClasses.ts';

/** A fit writes about a megabyte; a night of them with their environment needs this much. */
const leastFreeGB = 5;

function checkWorkFolder(remote: Remote, workFolder: string): Promise<Finding> {
  const command = [
    'sh',
    '-c',
    'mkdir -p "$1" && touch "$1/.nmma" && df -Pk "$1" | tail -1',
    'df',
    workFolder,
  ];
  return look(remote, 'Work folder', command, (result) => {
    const free = Number(/(\d+)\s+\d+%\s+\//.exec(result.stdout)?.[1]) / 1e6;
    const what = `Work folder ${workFolder}: ${free.toFixed(0)} GB free`;
    if (result.exitCode !== 0) {
      return { ok: false, what: `Work folder ${workFolder}`, todo: lastWords(result) };
    }
    return free >= leastFreeGB ? { ok: true, what } : { ok: false, what, todo: 'make room there' };
  });
}

/** A file goes there by the shell and comes back by the file transfer, as jobs and results do. */
function checkTransfer(remote: Remote, workFolder: string): Promise<Finding> {
  const path = `${workFolder}/.nmma`;
  const text = `${new Date().toISOString()}\n`;
  return findingOf('Files', async () => {
    await remote.writeFile(path, text);
    const back = await remote.readFile(path);
    if (back?.toString('utf8') === text) return { ok: true, what: 'Files go there and come back' };
    const todo = `what was written to ${path} did not come back the same`;
    return { ok: false, what: 'Files', todo };
  });
}

function checkFitterThere(remote: Remote, options: SlurmOptions): Promise<Finding> {
  const { python, fitter } = fitterPlace(options);
  const what = `The fitter there: ${fitter}, ${python}`;
  const command = ['sh', '-c', 'test -d "$1" && "$2" -c "import nmma, nautilus"', 'x', fitter, python];
  return look(
    remote,
    what,
    command,
    ({ exitCode }) =>
      exitCode === 0 ? { ok: true, what } : { ok: false, what, todo: './nmma deploy puts it there' },
    90_000,
  );
}

/** The models' files that are here have to be there too. */
function checkAssets(remote: Remote, options: SlurmOptions, models: readonly Model[]): Promise<Finding> {
  const { assets } = fitterPlace(options);
  const paths = models.flatMap((model) => (model.missing.length === 0 ? model.assets : []));
  const script = 'cd "$1" 2>/dev/null; shift; for file; do [ -f "$file" ] || echo "missing $file"; done';
  return look(remote, 'Files of models', ['sh', '-c', script, 'look', assets, ...paths], ({ stdout }) => {
    const missing = [...stdout.matchAll(/^missing (.*)$/gm)].map(([, path]) => path);
    if (missing.length === 0) {
      return {
        ok: true,
        what: `Files of models: ${paths.length === 0 ? 'none needed' : `all in ${assets}`}`,
      };
    }
    const what = `Files of models: ${missing.join(', ')} not in ${assets}`;
    return { ok: false, what, todo: './nmma deploy puts them there' };
  });
}

/** What of the configuration a look at the cluster needs. */
export interface ClusterCheck {
  executor: Config['executor'];
  timeLimitSeconds: number | null;
  /** Those in play, and all there are. */
  models: readonly Model[];
  all: readonly Model[];
}

/**
 * Everything a Slurm cluster needs, one finding each; after the first that keeps the others from an answer, none.
 * @param withJob also with a short job.
 */
export async function* checkCluster(of: ClusterCheck, withJob: boolean): AsyncGenerator<Finding> {
  const { executor, models, timeLimitSeconds } = of;
  if (executor.kind !== 'slurm') {
    yield { ok: false, what: 'Cluster', todo: 'executor.kind is local: expected slurm' };
    return;
  }
  const remote = clusterRemote(executor);
  const { workFolder } = executor;
  try {
    const what = `Connection to ${remote.description}`;
    const connection = await look(remote, what, ['true'], () => ({ ok: true, what }));
    yield connection;
    if (!connection.ok) return;
    yield await look(remote, 'Slurm', [...clean, 'sinfo', '-V'], (result) =>
      result.exitCode === 0
        ? { ok: true, what: `${lastWords(result)} on ${remote.description}` }
        : { ok: false, what: 'Slurm', todo: `sinfo does not work there: ${lastWords(result)}` },
    );
    yield await checkPartitions(remote, executor);
    yield await checkScheduler(remote);
    yield await checkAccounts(remote, executor);
    yield await checkWorkFolder(remote, workFolder);
    yield await checkTransfer(remote, workFolder);
    yield await checkFitterThere(remote, executor);
    yield await checkAssets(remote, executor, of.all);
    yield* unknownModels(
      executor,
      of.all.map(({ name }) => name),
    );
    const classes = fitClasses(executor, models, timeLimitSeconds);
    let isTaken = false;
    for (const one of classes) {
      const finding = await checkClass(remote, executor, one);
      if (withJob && finding.ok && !isTaken) {
        isTaken = true;
        yield finding;
        yield await probe(remote, executor, one);
      } else yield finding;
    }
  } finally {
    await remote.close();
  }
}
