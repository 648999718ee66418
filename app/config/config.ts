import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import type { OldLayoutOptions } from '../../pipeline/core/options.ts';
import { slurmOptionsSchema } from '../../pipeline/executors/slurm/options.ts';
import { commonSettings, fitSettingsSchema } from '../../pipeline/fitter/settings.ts';
import { policySchema } from '../../pipeline/policy/policy.ts';
import { nearest } from '../../pipeline/shared/suggest.ts';
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

const configSchema = z.strictObject({
  channel: channelId,
  permissions: permissionsSchema(channelId),
  postThreshold: z.number().nullable().default(null),
  state: folder.default('.nmma/state'),
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
      .discriminatedUnion('kind', [localExecutorSchema, slurmOptionsSchema])
      .prefault({ kind: 'local', cores: null }),
  ),
  oldLayout: oldLayoutSchema.optional(),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      file: z.string().min(1).nullable().default(null),
    })
    .prefault({}),
});

/** What `config.yml` says; paths are absolute. */
export type Config = Omit<z.infer<typeof configSchema>, 'source' | 'sources' | 'oldLayout'> & {
  sources: SourceConfig[];
  oldLayout?: OldLayoutOptions;
};

/** Slack's tokens, from the environment alone. */
export interface Tokens {
  botToken: string;
  appToken: string;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The schema of a key below another one. */
function below(schema: unknown, key: PropertyKey, value: unknown): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)];
  if (!(schema instanceof z.ZodArray)) return undefined;
  const { element } = schema;
  if (!(element instanceof z.ZodDiscriminatedUnion)) return element;
  const kind = valueAt(value, ['kind']);
  return element.options.find(
    (option) => option instanceof z.ZodObject && option.shape.kind?.safeParse(kind).success,
  );
}

/** Names of the keys that a part of the configuration may have. */
function knownKeys(path: readonly PropertyKey[], whole: unknown): string[] {
  let schema: unknown = configSchema;
  for (const [index, key] of [null, ...path].entries()) {
    if (key !== null) schema = below(schema, key, valueAt(whole, path.slice(0, index)));
    if (schema instanceof z.ZodPipe) schema = schema.in;
    while (
      schema instanceof z.ZodDefault ||
      schema instanceof z.ZodPrefault ||
      schema instanceof z.ZodExactOptional ||
      schema instanceof z.ZodOptional ||
      schema instanceof z.ZodNullable
    ) {
      schema = schema.unwrap();
      if (schema instanceof z.ZodPipe) schema = schema.in;
    }
  }
  if (schema instanceof z.ZodRecord) {
    return schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const typeNames: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  boolean: 'true or false',
};

/** One sentence for one thing that is wrong. */
function sentence(issue: z.core.$ZodIssue, whole: unknown, file: string): string {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = knownKeys(issue.path, whole);
    const where = [...issue.path, key].join('.');
    const [near] = nearest(key, known, 1);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    return `${file}: there is no key ${where}: expected ${known.join(', ')}.${hint}`;
  }
  const found = shown(valueAt(whole, issue.path));
  const expected =
    issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
      ? (typeNames[issue.expected] ?? issue.expected)
      : issue.code === 'invalid_value'
        ? `one of ${issue.values.join(', ')}`
        : issue.code === 'too_small'
          ? `at least ${issue.minimum}`
          : issue.code === 'too_big'
            ? `at most ${issue.maximum}`
            : issue.message;
  const key = issue.path.join('.') || 'the file';
  return `${file}: ${key} is ${found}: expected ${expected}.`;
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
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UsageError(`${path} is no YAML: ${error.message.split('\n')[0]}`, { cause: error });
  }
  const parsed = configSchema.safeParse(value ?? {});
  if (!parsed.success) {
    throw new UsageError(parsed.error.issues.map((issue) => sentence(issue, value, path)).join('\n'));
  }
  const base = dirname(resolve(path));
  const { source, sources, oldLayout, ...config } = parsed.data;
  if ((source === undefined) === (sources === undefined)) {
    const found = source === undefined ? 'missing' : 'there beside source';
    throw new UsageError(
      `${path}: sources is ${found}: expected a list of sources, or one source with a folder.`,
    );
  }
  const one = source ? sourcesSchema.parse([{ kind: 'directory', folder: source.folder }]) : [];
  return {
    ...config,
    state: resolve(base, config.state),
    ...(oldLayout ? { oldLayout: resolveOldLayout(oldLayout, resolve(base, config.state), base) } : {}),
    sources: resolveSources(sources ?? one, base),
    log: { ...config.log, file: config.log.file === null ? null : resolve(base, config.log.file) },
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
