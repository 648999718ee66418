import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { OldLayoutOptions } from '../../pipeline/core/options.ts';
import { executorKind, slurmOptionsSchema } from '../../pipeline/executors/slurm/options.ts';
import { verdictSchema } from '../../pipeline/fits/priorOdds.ts';
import { commonSettings, fitSettingsSchema } from '../../pipeline/fitter/fitSettings.ts';
import { keepSchema } from '../../pipeline/keeping/keep.ts';
import { policySchema } from '../../pipeline/policy/policy.ts';
import { expandHome, project } from '../paths.ts';
import { configSentence, parseYaml } from './configErrors.ts';
import { incidentsSchema, monitoringSchema } from './incidentsConfig.ts';
import {
  channelsSchema,
  cron,
  folder,
  lookupSchema,
  resolveSources,
  type SourceConfig,
  sourcesSchema,
  timeZone,
} from './intakeConfig.ts';
import { oldLayoutSchema, resolveOldLayout } from './oldLayoutConfig.ts';
import { alertSchema, permissionsSchema } from './permissionsConfig.ts';
import { uploadSchema } from './uploadConfig.ts';
import { UsageError } from './usageError.ts';

const channelWanted = {
  error: 'the id of a channel, such as C0123ABCDEF (in Slack: the channel’s details, at the bottom)',
};
const channelId = z.string(channelWanted).regex(/^[CG][A-Z0-9]{6,}$/, channelWanted);

const localExecutorSchema = z.strictObject({
  kind: executorKind('local'),
  cores: z
    .int()
    .min(1)
    .max(1024)
    .nullable()
    .default(null)
    .meta({ description: 'how many fits run at once; `null`: one per core', examples: [4] }),
});

/** Everything that `config.yml` may say; docs/configuration.md explains each key. */
export const configSchema = z.strictObject({
  channel: channelId.meta({
    description: 'id of the Slack channel the bot posts to; in Slack at the bottom of the channel’s details',
    examples: ['C0123ABCDEF'],
  }),
  permissions: permissionsSchema(channelId),
  postThreshold: z
    .number()
    .nullable()
    .default(null)
    .meta({
      description:
        'least [kilonova score](results.md#kilonova-score) for an object to get a message of its own; the others appear in the daily summary only. `null`: every object gets one',
      examples: [3],
    }),
  alert: alertSchema,
  unfurl: z
    .strictObject({
      links: z.boolean().default(false).meta({
        description:
          'show the verdict under links to objects’ pages in your SkyPortal. Needs `links:read`, `links:write`, `link_shared` and the domain, which are commented out in `manifest.yml`',
      }),
      names: z.boolean().default(false).meta({
        description:
          'answer in the thread, once, where a message in another channel of the bot names an object. Needs the event `message.channels`, which is commented out in `manifest.yml`',
      }),
    })
    .prefault({}),
  remindAfterHours: z.number().positive().max(168).nullable().default(12).meta({
    description:
      'after so many hours a strong candidate without a verdict from people is brought up once more; `null`: never',
  }),
  verdict: verdictSchema.prefault({}),
  /** Left out: {@link defaultStateFolder}. */
  state: folder.optional().meta({
    description:
      'folder of the database, jobs, charts and originals. It must be on a local disk and outside the installation. Left out: `nmma-bot` below `$XDG_STATE_HOME` or `~/.local/state`; as a systemd service, its `StateDirectory`',
    examples: ['/var/lib/nmma-bot'],
  }),
  channels: channelsSchema(channelId),
  source: z
    .strictObject({
      folder: folder.meta({
        description: 'short for one source of kind `directory`',
        examples: ['/data/candidates'],
      }),
    })
    .optional(),
  sources: sourcesSchema.optional(),
  lookup: lookupSchema,
  policy: policySchema.prefault({}),
  schedule: z
    .strictObject({
      pull: cron
        .default('*/30 * * * *')
        .meta({ description: 'cron line: when to look for new light curves' }),
      dailySummary: cron.default('0 15 * * *').meta({
        description:
          'cron line: when to post the summary. It covers the UTC day of twelve hours before, so 15:00 UTC covers the night that has just ended in California',
      }),
      cleaning: cron.default('0 18 * * *').meta({
        description: 'cron line: when to remove what is [kept no longer](#what-is-kept-and-for-how-long)',
      }),
      timeZone: timeZone
        .default('UTC')
        .meta({ description: 'time zone of all cron lines', examples: ['America/Los_Angeles'] }),
    })
    .prefault({}),
  models: z
    .array(z.string().min(1))
    .min(1)
    .nullable()
    .default(null)
    .meta({
      description:
        'kinds or models fitted to every new light curve; `null`: those that `fitter/models.yml` marks as default and whose files are present. People can ask for the others',
      examples: [['Piro2021', 'Me2017']],
    }),
  fit: fitSettingsSchema
    .omit({ position: true, host: true })
    .exactPartial()
    .refine(({ tmin = commonSettings.tmin, tmax = commonSettings.tmax }) => tmin < tmax, {
      path: ['tmax'],
      error: `a time after the window begins (tmin, ${commonSettings.tmin} where it is left out)`,
    })
    .prefault({}),
  timeLimitSeconds: z
    .int()
    .min(60)
    .nullable()
    .default(null)
    .meta({
      description:
        'most seconds of a fit; `null`: the limit of each model in `fitter/models.yml`. A fit that reaches it reports what it has, marked as not converged',
      examples: [900],
    }),
  executor: z.preprocess(
    (value) =>
      typeof value === 'object' && value !== null && !('kind' in value) ? { kind: 'local', ...value } : value,
    z
      .discriminatedUnion('kind', [localExecutorSchema, slurmOptionsSchema], {
        error: 'local or slurm',
      })
      .prefault({ kind: 'local', cores: null }),
  ),
  oldLayout: oldLayoutSchema.optional().meta({
    description: 'results in the old pipeline’s layout too; left out: nothing is written',
    examples: [{ rsyncTo: { folder: '/data/candidate_fits' } }],
  }),
  upload: uploadSchema.optional().meta({
    description: 'results back into a SkyPortal; left out: they are not uploaded',
    examples: [{ source: 'fritz', service: 12, groups: [{ id: 1544 }] }],
  }),
  keep: keepSchema.prefault({}),
  incidents: incidentsSchema,
  monitoring: monitoringSchema,
  backup: z
    .strictObject({
      everyHours: z
        .number()
        .positive()
        .max(8760)
        .nullable()
        .default(1)
        .meta({ description: 'hours between two copies of the database; `null`: none' }),
      keep: z.int().min(1).max(10_000).default(48).meta({ description: 'how many copies stay' }),
      folder: folder
        .nullable()
        .default(null)
        .meta({
          description: 'where copies go; `null`: `backups` in the state folder. Better: another disk',
          examples: ['/mnt/backup/nmma'],
        }),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error'])
        .default('info')
        .meta({ description: 'least level of what is logged' }),
      file: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .meta({ description: 'log file; `null`: standard error', examples: ['/var/log/nmma-bot.log'] }),
    })
    .prefault({}),
});

/** What `config.yml` says; paths are absolute. */
export type Config = Omit<z.infer<typeof configSchema>, 'source' | 'sources' | 'oldLayout' | 'state'> & {
  state: string;
  sources: SourceConfig[];
  oldLayout?: OldLayoutOptions | undefined;
};

/** Slack's tokens, from the environment alone. */
export interface Tokens {
  botToken: string;
  appToken: string;
}

/**
 * Where the record is kept when `state` is left out: systemd's StateDirectory for a service, else the XDG state folder.
 * It is outside the installation, so that removing or cleaning the installation keeps it.
 */
export function defaultStateFolder(environment: NodeJS.ProcessEnv): string {
  const [ofService] = (environment.STATE_DIRECTORY ?? '').split(':');
  if (ofService) return ofService;
  const xdg = environment.XDG_STATE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state'), 'nmma-bot');
}

/**
 * Refuses a state folder inside the installation, which an uninstall or `git clean -fdx` removes.
 * @throws UsageError with the reason and the cure.
 */
export function requireStateOutside(state: string, installation: string = project): void {
  const inside = relative(installation, state);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return;
  throw new UsageError(
    `state is ${state}, inside the installation ${installation}: an uninstall or git clean would delete the record. ` +
      `Expected a folder elsewhere. Stop the app, then: mv ${state} ${defaultStateFolder(process.env)} and set state to it, or leave state out.`,
  );
}

/**
 * Reads the configuration. Relative paths count from the file's folder.
 * @throws UsageError that names the file, the key, what was found and what was expected.
 */
export function readConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `There is no ${path}: ./nmma setup makes it with you, or copy config.example.yml to it and fill in your channel and folder.`,
      { cause: error },
    );
  }
  return parseConfig(text, path);
}

/**
 * The same for a text. @param path of the file that it is of, or will be.
 * @throws UsageError that names the file, the key, what was found and what was expected.
 */
export function parseConfig(text: string, path: string): Config {
  const yaml = parseYaml(text, path);
  const parsed = configSchema.safeParse(yaml.value ?? {});
  if (!parsed.success) {
    throw new UsageError(
      parsed.error.issues.map((issue) => configSentence(issue, yaml, path, configSchema)).join('\n'),
    );
  }
  const base = dirname(resolve(path));
  const { source, sources, oldLayout, ...config } = parsed.data;
  const local = (one: string) => resolve(base, expandHome(one));
  const state = config.state === undefined ? defaultStateFolder(process.env) : local(config.state);
  if ((source === undefined) === (sources === undefined)) {
    const found = source === undefined ? 'missing' : 'there beside source';
    throw new UsageError(
      `${path}: sources is ${found}: expected a list of sources, or one source with a folder.`,
    );
  }
  const one = source ? sourcesSchema.parse([{ kind: 'directory', folder: source.folder }]) : [];
  return {
    ...config,
    state,
    oldLayout: oldLayout && resolveOldLayout(oldLayout, state, base),
    sources: resolveSources(sources ?? one, base),
    backup: { ...config.backup, folder: config.backup.folder === null ? null : local(config.backup.folder) },
    log: { ...config.log, file: config.log.file === null ? null : local(config.log.file) },
  };
}

function readToken(environment: NodeJS.ProcessEnv, name: string, prefix: string, what: string): string {
  const value = environment[name]?.trim();
  if (!value) throw new UsageError(`${name} is not set: expected the ${what}, which starts with ${prefix}.`);
  if (!value.startsWith(prefix)) {
    // Only the part before the first hyphen is no secret.
    const start = /^[a-z]{1,6}-/.exec(value)?.[0];
    const found = start ? `starts with ${start}` : 'does not look like a token';
    throw new UsageError(`${name} ${found}: expected the ${what}, which starts with ${prefix}.`);
  }
  return value;
}

/**
 * Reads the tokens.
 * @throws UsageError that names the variable, never its value.
 */
export function readTokens(environment: NodeJS.ProcessEnv): Tokens {
  return {
    botToken: readToken(environment, 'SLACK_BOT_TOKEN', 'xoxb-', 'bot token'),
    appToken: readToken(environment, 'SLACK_APP_TOKEN', 'xapp-', 'app-level token with connections:write'),
  };
}
