import { resolve } from 'node:path';
import { z } from 'zod';
import { programmes } from '../../pipeline/api/audience.ts';
import { kinds as kindWords } from '../../pipeline/api/verdict.ts';
import { sshKey, sshPort } from '../../pipeline/remote/sshFields.ts';
import { expandHome } from '../paths.ts';
import { expectedOfCronLine } from '../schedule/cron.ts';

/** A cron line of five fields. */
export const cron = z.string().refine((line) => expectedOfCronLine(line) === null, {
  error: ({ input }) => expectedOfCronLine(String(input)) ?? undefined,
});

/** A name of a time zone, such as America/Los_Angeles. */
export const timeZone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      return true;
    } catch {
      return false;
    }
  },
  { error: 'a time zone such as UTC or America/Los_Angeles' },
);

const folderWanted = { error: 'the path of a folder' };
/** The path of a folder. */
export const folder = z.string(folderWanted).min(1, folderWanted);

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
  error: 'a short name of small letters, digits and hyphens',
});
const common = {
  name: name
    .optional()
    .meta({ description: 'a short name for `status` and the log. Left out: the kind', examples: ['schoty'] }),
  schedule: cron
    .nullable()
    .default(null)
    .meta({ description: 'cron line of this source; `null`: `schedule.pull`', examples: ['0 * * * *'] }),
};
const sourceKind = <Kind extends string>(kind: Kind) =>
  z.literal(kind).meta({ description: 'what kind of source it is' });

const layout = {
  folder: folder.meta({ description: 'every `.csv` in it or below', examples: ['/data/candidates'] }),
  trees: z
    .array(z.string().regex(/^[\w-]+$/, { error: 'the name of a folder' }))
    .min(1)
    .nullable()
    .default(null)
    .meta({ description: 'read these sub-folders only; `null`: all', examples: [['partnership']] }),
  windows: z
    .enum(['newest', 'all'])
    .default('all')
    .meta({ description: 'all windows of nights such as `2459784-2459791`, or the newest' }),
};
const programme = z.enum(programmes);

const directory = z.strictObject({
  kind: sourceKind('directory'),
  ...common,
  ...layout,
  watch: z.boolean().default(true).meta({ description: 'read new files at once; `false`: by schedule only' }),
});
const ssh = z.strictObject({
  kind: sourceKind('ssh'),
  ...common,
  ...layout,
  host: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, { error: 'the name of a host' })
    .meta({ description: 'host', examples: ['schoty.example.edu'] }),
  port: sshPort,
  user: z
    .string()
    .regex(/^[A-Za-z_][\w.-]*$/, { error: 'the name of a user' })
    .meta({ description: 'user', examples: ['nmma'] }),
  key: sshKey,
  knownHosts: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .meta({
      description: 'file of known hosts; `null`: `~/.ssh/known_hosts`',
      examples: ['~/.ssh/known_hosts'],
    }),
});
const skyportal = z
  .strictObject({
    kind: sourceKind('skyportal'),
    ...common,
    url: z
      .url({ protocol: /^https?$/, error: 'an address such as https://fritz.science' })
      .meta({ description: 'address', examples: ['https://fritz.science'] }),
    /** Never the token itself, which would stand in a file. */
    token: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, {
        error: 'the name of an environment variable that holds the token, such as FRITZ_TOKEN',
      })
      .meta({
        description: '_name_ of the environment variable that holds the token',
        examples: ['FRITZ_TOKEN'],
      }),
    groups: z
      .array(z.int().min(1))
      .default([])
      .meta({ description: 'ids of groups whose saved sources are read', examples: [[48]] }),
    filters: z
      .array(z.int().min(1))
      .default([])
      .meta({ description: 'ids of filters whose candidates are read', examples: [[1043]] }),
    days: z.number().positive().max(366).default(14).meta({ description: 'how many days back' }),
    programme: programme
      .nullable()
      .default(null)
      .meta({ description: 'programme of photometry that does not name one; `null`: unknown' }),
  })
  .refine(({ groups, filters }) => groups.length + filters.length > 0, {
    path: ['groups'],
    error: 'numbers of groups, or filters',
  });

const kinds = z.discriminatedUnion('kind', [directory, ssh, skyportal], {
  error: 'kind: directory, ssh or skyportal',
});

/** The list of sources; names that are not given are made from the kinds. */
export const sourcesSchema = z
  .array(kinds)
  .min(1)
  .transform((sources) =>
    sources.map((source, index) => {
      const before = sources.slice(0, index).filter((other) => other.kind === source.kind).length;
      return {
        ...source,
        name: source.name ?? (before === 0 ? source.kind : `${source.kind}-${before + 1}`),
      };
    }),
  )
  .refine((sources) => new Set(sources.map((one) => one.name)).size === sources.length, {
    error: 'sources with names of their own',
  })
  .meta({
    description: 'where light curves come from',
    examples: [[{ kind: 'directory', folder: '/data/candidates' }]],
  });

/** One source of the configuration. */
export type SourceConfig = z.infer<typeof sourcesSchema>[number];

/** The address of the SkyPortal among the sources, the first of several; undefined: there is none. */
export function portalUrlOf({ sources }: { sources: readonly SourceConfig[] }): string | undefined {
  return sources.find((source) => source.kind === 'skyportal')?.url;
}

/** Which objects get a message of their own in a channel. */
const postsSchema = z
  .strictObject({
    score: z
      .number()
      .nullable()
      .optional()
      .meta({
        description:
          'least [kilonova score](results.md#kilonova-score) for a message of an object’s own in this channel; `null`: every object. Left out: `postThreshold`',
        examples: [3],
      }),
    kinds: z
      .array(z.enum(kindWords))
      .min(1)
      .nullable()
      .default(null)
      .meta({
        description: 'only objects whose most probable kind is one of these; `null`: all',
        examples: [['KN', 'GRB']],
      }),
    programmes: z
      .array(programme)
      .min(1)
      .nullable()
      .default(null)
      .meta({
        description: 'only objects with data of one of these programmes; `null`: all that the channel sees',
        examples: [['partnership']],
      }),
  })
  .optional()
  .meta({
    description: 'which objects get a message of their own in this channel',
    examples: [{ score: 3, kinds: ['KN', 'GRB'] }],
  });

/** What the channels that are posted to may see. */
export function channelsSchema(channelId: z.ZodString) {
  return z
    .array(
      z.strictObject({
        id: channelId.meta({ description: 'id of the channel', examples: ['C0123ABCDEF'] }),
        sees: z
          .array(programme)
          .default(['public'])
          .meta({
            description: 'whose data the channel may see',
            examples: [['public', 'partnership', 'caltech']],
          }),
        posts: postsSchema,
      }),
    )
    .default([])
    .meta({ description: 'channels and the data each may see' });
}

/** Public services that are asked for objects that no source has brought. */
export const lookupSchema = z
  .array(z.enum(['alerce', 'fink']))
  .default(['alerce', 'fink'])
  .meta({ description: 'services asked for an object that somebody requests and no source has; `[]`: none' });

/** The same sources, with paths from the configuration's folder on; a folder of another host is left as it is. */
export function resolveSources(sources: readonly SourceConfig[], base: string): SourceConfig[] {
  const local = (path: string) => resolve(base, expandHome(path));
  return sources.map((source) => {
    if (source.kind === 'directory') return { ...source, folder: local(source.folder) };
    if (source.kind !== 'ssh') return source;
    const { key, knownHosts, folder } = source;
    return {
      ...source,
      // Relative paths count from the home folder there.
      folder: folder === '~' ? '.' : folder.replace(/^~\//, ''),
      key: key === null ? null : local(key),
      knownHosts: knownHosts === null ? null : local(knownHosts),
    };
  });
}
