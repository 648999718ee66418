import { z } from 'zod';
import { programmes } from '../../pipeline/api/audience.ts';
import type { UploadOptions } from '../../pipeline/core/options.ts';
import type { SourceConfig } from './intakeConfig.ts';
import { UsageError } from './usageError.ts';

/** The `upload:` section of config.yml: results back into a SkyPortal. */
export const uploadSchema = z.strictObject({
  source: z
    .string()
    .min(1)
    .default('skyportal')
    .meta({
      description: 'name of the source of kind `skyportal` whose address and token are used',
      examples: ['fritz'],
    }),
  service: z
    .int()
    .min(1)
    .meta({ description: 'number of the analysis service, which must be `upload_only`', examples: [12] }),
  groups: z
    .array(
      z.strictObject({
        id: z
          .int()
          .min(1)
          .meta({ description: 'number of a group', examples: [1544] }),
        sees: z
          .array(z.enum(programmes))
          .default(['public'])
          .meta({ description: 'whose data the group may see', examples: [['public', 'partnership']] }),
      }),
    )
    .min(1)
    .meta({
      description:
        'groups that results are shown to; one that may not see all data of an object does not get them',
      examples: [[{ id: 1544, sees: ['public', 'partnership'] }]],
    }),
  verdict: z
    .enum(['comment', 'annotation'])
    .nullable()
    .default(null)
    .meta({
      description:
        'how the verdict is told beside the analysis: a comment at each change, or one annotation that is replaced; `null`: not at all',
      examples: ['annotation'],
    }),
});

/** The `upload:` section of config.yml. */
export type UploadConfig = z.infer<typeof uploadSchema>;

/**
 * Where results are brought, by the configuration.
 * @throws UsageError when no source of that name is a SkyPortal, or its token is not set.
 */
export function uploadOptionsOf(
  { upload, sources }: { upload?: UploadConfig | undefined; sources: readonly SourceConfig[] },
  environment: NodeJS.ProcessEnv,
): UploadOptions | undefined {
  if (upload === undefined) return undefined;
  const portals = sources.filter((source) => source.kind === 'skyportal');
  const source = portals.find(({ name }) => name === upload.source);
  if (source === undefined) {
    const names = portals.map(({ name }) => name);
    const expected = names.length === 0 ? 'a source of kind skyportal' : names.join(' or ');
    throw new UsageError(`upload.source is “${upload.source}”: expected ${expected}.`);
  }
  const token = environment[source.token]?.trim();
  if (!token)
    throw new UsageError(`${source.token} is not set: expected the token of the source ${source.name}.`);
  const { service, groups, verdict } = upload;
  return { url: source.url, token, service, groups, verdict };
}
