import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { OldLayoutOptions } from '../../pipeline/core/options.ts';
import { slurmOptionsSchema } from '../../pipeline/executors/slurm/options.ts';
import { verdictSchema } from '../../pipeline/fits/priorOdds.ts';
import { commonSettings, fitSettingsSchema } from '../../pipeline/fitter/fitSettings.ts';
import { policySchema } from '../../pipeline/policy/policy.ts';
import { expandHome, project } from '../paths.ts';
import { configSentence, parseYaml } from './configErrors.ts';
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
import { permissionsSchema } from './permissionsConfig.ts';
import { UsageError } from './usageError.ts';

const channelWanted = {
  error: 'the id of a channel, such as C0123ABCDEF (in Slack: the channel’s details, at the bottom)',
};
const channelId = z.string(channelWanted).regex(/^[CG][A-Z0-9]{6,}$/, channelWanted);

const localExecutorSchema = z.strictObject({
  kind: z.literal('local'),
  cores: z.int().min(1).max(1024).nullable().default(null),
});

/** Everything that `config.yml` may say; docs/configuration.md explains each key. */
export const configSchema = z.strictObject({
  channel: channelId,
  permissions: permissionsSchema(channelId),
  postThreshold: z.number().nullable().default(null),
  remindAfterHours: z.number().positive().max(168).nullable().default(12),
  verdict: verdictSchema.prefault({}),
  /** Left out: {@link defaultStateFolder}. */
  state: folder.optional(),
  channels: channelsSchema(channelId),
  source: z.strictObject({ folder }).optional(),
  sources: sourcesSchema.optional(),
  lookup: lookupSchema,
  policy: policySchema.prefault({}),
  schedule: z
    .strictObject({
      pull: cron.default('*/30 * * * *'),
      dailySummary: cron.default('0 15 * * *'),
      timeZone: timeZone.default('UTC'),
    })
    .prefault({}),
  models: z.array(z.string().min(1)).min(1).nullable().default(null),
  fit: fitSettingsSchema
    .omit({ position: true, host: true })
    .exactPartial()
    .refine(({ tmin = commonSettings.tmin, tmax = commonSettings.tmax }) => tmin < tmax, {
      path: ['tmax'],
      error: `a time after the window begins (tmin, ${commonSettings.tmin} where it is left out)`,
    })
    .prefault({}),
  timeLimitSeconds: z.int().min(60).nullable().default(null),
  executor: z.preprocess(
    (value) =>
      typeof value === 'object' && value !== null && !('kind' in value) ? { kind: 'local', ...value } : value,
    z
      .discriminatedUnion('kind', [localExecutorSchema, slurmOptionsSchema], {
        error: 'local or slurm',
      })
      .prefault({ kind: 'local', cores: null }),
  ),
  oldLayout: oldLayoutSchema.optional(),
  backup: z
    .strictObject({
      everyHours: z.number().positive().max(8760).nullable().default(1),
      keep: z.int().min(1).max(10_000).default(48),
      folder: folder.nullable().default(null),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      file: z.string().min(1).nullable().default(null),
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
      `There is no ${path}: copy config.example.yml to it and fill in your channel and folder.`,
      { cause: error },
    );
  }
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
