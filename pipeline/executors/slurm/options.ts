import { z } from 'zod';
import { sshKey, sshPort } from '../../remote/sshFields.ts';
import type { JobSpec } from '../executor.ts';

const pathWanted = { error: 'an absolute path without blanks, such as /scratch/nmma' };
/** Paths there stand in scripts and lists of folders, one a line. */
const remotePath = z.string(pathWanted).regex(/^\/[A-Za-z0-9_@%+=:,./-]+$/, pathWanted);
const nameWanted = { error: 'a name of letters, digits, “_”, “-” and “.”' };
const name = z.string(nameWanted).regex(/^[A-Za-z0-9_.-]+$/, nameWanted);
const extraWanted = { error: 'an option of sbatch such as --gres=gpu:1' };

/** What a class of fits asks the cluster for; what is left out is the partition's own. */
export const resourcesSchema = z.strictObject({
  minutes: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .meta({ description: 'time limit. Left out: the fit’s own', examples: [60] }),
  cpus: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .meta({ description: 'CPUs', examples: [1] }),
  memoryMB: z
    .int()
    .min(50)
    .max(4_000_000)
    .optional()
    .meta({ description: 'memory, MB of 2²⁰ bytes', examples: [1500] }),
  partition: name.optional().meta({ description: 'partition', examples: ['short'] }),
  account: name.optional().meta({ description: 'account', examples: ['growth'] }),
  qos: name.optional().meta({ description: 'quality of service', examples: ['normal'] }),
  constraint: z
    .string()
    .regex(/^[A-Za-z0-9_&|!,*()[\]-]+$/)
    .optional()
    .meta({ description: 'features a node must have', examples: ['avx2'] }),
  extra: z
    .array(z.string(extraWanted).regex(/^--[a-z][a-z-]*(=[^\s']+)?$/, extraWanted))
    .optional()
    .meta({ description: 'further options of `sbatch`, as they are typed', examples: [['--nice=100']] }),
  doubleOnce: z
    .array(z.enum(['time', 'memory']))
    .optional()
    .meta({
      description: 'a fit that ran out of it is tried once more with twice as much',
      examples: [['memory']],
    }),
});
export type Resources = z.infer<typeof resourcesSchema>;

/** The `kind:` of an executor. */
export const executorKind = <Kind extends string>(kind: Kind) =>
  z.literal(kind).meta({ description: 'where fits run. Left out: `local`' });

/** The `executor:` section of config.yml for a Slurm cluster. */
export const slurmOptionsSchema = z.strictObject({
  kind: executorKind('slurm'),
  ssh: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .meta({ description: 'host', examples: ['login.example.org'] }),
      port: sshPort,
      user: z
        .string()
        .min(1)
        .meta({ description: 'user', examples: ['nmma'] }),
      key: sshKey,
      knownHosts: z
        .string()
        .min(1)
        .default('~/.ssh/known_hosts')
        .meta({ description: 'file of known hosts' }),
    })
    .nullable()
    .default(null)
    .meta({
      description: 'how to reach the login node; `null`: this machine is one',
      examples: [{ host: 'login.example.org', user: 'nmma' }],
    }),
  workFolder: remotePath.meta({
    description: 'a folder that login and compute nodes share; an absolute path',
    examples: ['/scratch/nmma'],
  }),
  python: remotePath
    .nullable()
    .default(null)
    .meta({
      description: 'the fitter’s Python there; `null`: where `./nmma deploy` puts it',
      examples: ['/opt/nmma/bin/python'],
    }),
  fitter: remotePath
    .nullable()
    .default(null)
    .meta({ description: 'the fitter’s folder there; likewise', examples: ['/opt/nmma-bot/fitter'] }),
  assets: remotePath
    .nullable()
    .default(null)
    .meta({ description: 'folder of the models’ files there; likewise', examples: ['/opt/nmma/assets'] }),
  tasksAtOnce: z
    .int()
    .min(1)
    .max(10_000)
    .default(50)
    .meta({ description: 'how many tasks of one array run at once' }),
  keepDays: z
    .number()
    .min(0)
    .max(3650)
    .default(7)
    .meta({ description: 'days that collected files stay on the cluster' }),
  resources: resourcesSchema.prefault({}).meta({
    description: 'what every fit asks for; what is left out comes from `fitter/models.yml`',
    examples: [{ partition: 'short', account: 'growth' }],
  }),
  models: z
    .record(z.string(), resourcesSchema)
    .prefault({})
    .meta({
      description: 'the same keys per model; they take precedence over `resources`',
      examples: [{ TrPi2018: { memoryMB: 3000 } }],
    }),
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
