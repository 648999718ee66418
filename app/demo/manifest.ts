import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { inRoot } from '../paths.ts';

const manifestSchema = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({ command: z.string(), description: z.string(), usage_hint: z.string() }),
    ),
    shortcuts: z.array(
      z.object({
        name: z.string(),
        type: z.enum(['message', 'global']),
        callback_id: z.string(),
        description: z.string(),
      }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).min(1) }) }),
});

/** What the workspace must know of the app: its scopes, commands and shortcuts, from `manifest.yml`. */
export function readManifest() {
  const manifest = manifestSchema.parse(parse(readFileSync(inRoot('manifest.yml'), 'utf8')));
  const { slash_commands: commands, shortcuts } = manifest.features;
  return { scopes: manifest.oauth_config.scopes.bot, commands, shortcuts };
}
