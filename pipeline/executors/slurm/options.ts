import { z } from 'zod';
import type { JobSpec } from '../executor.ts';

const pathWanted = { error: 'an absolute path without blanks, such as /scratch/nmma' };
/** Paths there stand in scripts and lists of folders, one a line. */
const remotePath = z.string(pathWanted).regex(/^\/[A-Za-z0-9_@%+=:,./-]+$/, pathWanted);
const nameWanted = { error: 'a name of letters, digits, “_”, “-” and “.”' };
const name = z.string(nameWanted).regex(/^[A-Za-z0-9_.-]+$/, nameWanted);
const extraWanted = { error: 'an option of sbatch such as --gres=gpu:1' };

/** What a class of fits asks the cluster for; what is left out is the partition's own. */
export const resourcesSchema = z.strictObject({
  /** Minutes; left out: the fit's own time limit. */
  minutes: z.int().min(1).max(100_000).optional(),
  cpus: z.int().min(1).max(1024).optional(),
  memoryMB: z.int().min(50).max(4_000_000).optional(),
  partition: name.optional(),
  account: name.optional(),
  qos: name.optional(),
  constraint: z
    .string()
    .regex(/^[A-Za-z0-9_&|!,*()[\]-]+$/)
    .optional(),
  /** More options of sbatch, as they are typed. */
  extra: z.array(z.string(extraWanted).regex(/^--[a-z][a-z-]*(=[^\s']+)?$/, extraWanted)).optional(),
  /** What a fit that ran out of it is given twice as much of, once. */
  doubleOnce: z.array(z.enum(['time', 'memory'])).optional(),
});
export type Resources = z.infer<typeof resourcesSchema>;

/** The `executor:` section of config.yml for a Slurm cluster. */
export const slurmOptionsSchema = z.strictObject({
  kind: z.literal('slurm'),
  /** How to reach the login node; null: this machine is one. */
  ssh: z
    .strictObject({
      host: z.string().min(1),
      port: z.int().min(1).max(65_535).default(22),
      user: z.string().min(1),
      /** The private key's file; null: the agent. */
      key: z.string().min(1).nullable().default(null),
      knownHosts: z.string().min(1).default('~/.ssh/known_hosts'),
    })
    .nullable()
    .default(null),
  /** A folder that login and compute nodes share. */
  workFolder: remotePath,
  /** The fitter's Python, its folder and that of the models' files there; null: as `./nmma deploy` puts them. */
  python: remotePath.nullable().default(null),
  fitter: remotePath.nullable().default(null),
  assets: remotePath.nullable().default(null),
  /** How many tasks of one array run at once. */
  tasksAtOnce: z.int().min(1).max(10_000).default(50),
  /** Days that what is on the cluster is kept after it was collected. */
  keepDays: z.number().min(0).max(3650).default(7),
  resources: resourcesSchema.prefault({}),
  /** Per model, over `resources`. */
  models: z.record(z.string(), resourcesSchema).prefault({}),
});
export type SlurmOptions = z.infer<typeof slurmOptionsSchema>;

/** What the configuration says of a model. */
export function configuredResources(options: SlurmOptions, model: string): Resources {
  return { ...options.resources, ...options.models[model] };
}

/** What a job asks for: as the configuration says, else as the model's entry does. */
export function resourcesOf(
  options: SlurmOptions,
  job: Pick<JobSpec, 'model' | 'cpus' | 'memoryMB' | 'doubled'>,
): Resources & { cpus: number; memoryMB: number } {
  const { model, doubled } = job;
  const configured = configuredResources(options, model);
  const { cpus = job.cpus, memoryMB = job.memoryMB } = configured;
  const asked = { ...configured, cpus, memoryMB };
  if (doubled === 'memory') return { ...asked, memoryMB: 2 * asked.memoryMB };
  // Without minutes of its own a job asks for its time limit, which was doubled before it came here.
  if (doubled === 'time' && asked.minutes !== undefined) return { ...asked, minutes: 2 * asked.minutes };
  return asked;
}

/** Where the fitter, its Python and the models' files are on the cluster. */
export interface FitterPlace {
  python: string;
  fitter: string;
  assets: string;
}

/** As the configuration says, else as `./nmma deploy` puts them. */
export function fitterPlace(options: SlurmOptions): FitterPlace {
  return {
    python: options.python ?? `${options.workFolder}/environment/bin/python`,
    fitter: options.fitter ?? `${options.workFolder}/fitter`,
    assets: options.assets ?? `${options.workFolder}/assets`,
  };
}
