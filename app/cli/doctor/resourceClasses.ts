import {
  configuredResources,
  fitterPlace,
  resourcesOf,
  type SlurmOptions,
} from '../../../pipeline/executors/slurm/options.ts';
import { clean } from '../../../pipeline/executors/slurm/queries.ts';
import { minutesOf, sbatchCommand } from '../../../pipeline/executors/slurm/script.ts';
import type { Model } from '../../../pipeline/fitter/models.ts';
import { defaultFinishingSeconds } from '../../../pipeline/jobs/submit.ts';
import type { Remote } from '../../../pipeline/remote/remote.ts';
import type { Finding } from './finding.ts';
import { lastWords, look } from './finding.ts';

/** Fits that ask the cluster for the same. */
export interface FitClass {
  models: string[];
  /** What a fit of it is submitted with, as an array of one task. */
  command(name: string, folder: string): string[];
  /** "31 min, 1 CPU, 1500 MB, partition short". */
  asked: string;
}

/** What the models' fits ask for, those that ask for the same together. */
export function fitClasses(
  options: SlurmOptions,
  models: readonly Model[],
  timeLimitSeconds: number | null,
): FitClass[] {
  const asked = models.map((model) => ({
    model: model.name,
    resources: resourcesOf(options, { ...model, model: model.name, doubled: null }),
    timeLimitSeconds: (timeLimitSeconds ?? model.timeLimitSeconds) + defaultFinishingSeconds,
  }));
  const groups = Map.groupBy(asked, ({ model: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group): FitClass[] => {
    const [first] = group;
    if (!first) return [];
    const { resources } = first;
    const { cpus, memoryMB, partition, account, qos } = resources;
    const words = [
      ...[`${minutesOf(first)} min`, cpus === 1 ? '1 CPU' : `${cpus} CPUs`, `${memoryMB} MB`],
      ...(partition === undefined ? [] : [`partition ${partition}`]),
      ...(account === undefined ? [] : [`account ${account}`]),
      ...(qos === undefined ? [] : [`QOS ${qos}`]),
    ];
    const place = fitterPlace(options);
    const command = (name: string, folder: string) =>
      sbatchCommand({ ...first, name, folder, tasks: 1, tasksAtOnce: 1, place });
    return [{ models: group.map(({ model }) => model), command, asked: words.join(', ') }];
  });
}

/** Whether Slurm would take fits as they are configured: it is asked without submitting anything. */
export async function checkClass(remote: Remote, options: SlurmOptions, one: FitClass): Promise<Finding> {
  const what = `Fits of ${one.models.join(', ')} (${one.asked})`;
  const place = fitterPlace(options);
  const command = one.command('nmma-doctor', options.workFolder);
  // A script that is there already stands for the task's.
  const words = [
    ...command.slice(
      0,
      command.findIndex((word) => word.endsWith('/run.sh')),
    ),
    ...['--test-only', '--wrap', `true ${place.python}`],
  ];
  return look(remote, what, [...clean, ...words], (result) => {
    if (result.exitCode === 0) return { ok: true, what: `${what}: Slurm would take them` };
    const keys = [...new Set(one.models)].filter((model) => options.models[model] !== undefined);
    const where = ['executor.resources', ...keys.map((model) => `executor.models.${model}`)].join(' or ');
    const refused = lastWords(result).replace(/^allocation failure: /, '');
    return { ok: false, what, todo: `Slurm refuses them (${refused}): see ${where}` };
  });
}

/** Models whose entry in the configuration names a model that there is not. */
export function unknownModels(options: SlurmOptions, known: readonly string[]): Finding[] {
  return Object.keys(options.models)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      ok: false,
      what: `executor.models.${name}: ${JSON.stringify(configuredResources(options, name))}`,
      todo: `there is no model ${name}: expected ${known.join(', ')}`,
    }));
}
