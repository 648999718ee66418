import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fitThisId } from '../../handlers/shortcuts/fitThis.ts';
import { newFitId } from '../../handlers/shortcuts/newFit.ts';
import { isMethod, methodScopes } from '../../sandbox/scopes.ts';

const root = join(import.meta.dirname, '../..');
const manifest = z
  .object({
    features: z.object({
      app_home: z.object({
        home_tab_enabled: z.literal(true),
        messages_tab_enabled: z.literal(true),
        messages_tab_read_only_enabled: z.literal(false),
      }),
      shortcuts: z.array(
        // Lengths of https://docs.slack.dev/reference/app-manifest
        z.object({
          name: z.string().max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string(),
          description: z.string().max(150),
        }),
      ),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
  })
  .parse(parse(readFileSync(join(root, 'manifest.yml'), 'utf8')));

/** What stands in comments, to be uncommented by who wants it. */
const optional = [...readFileSync(join(root, 'manifest.yml'), 'utf8').matchAll(/^\s+# - ([\w:.]+) #/gm)].map(
  (match) => match[1] ?? '',
);

const source = readdirSync(join(root, 'handlers'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(root, 'handlers', path), 'utf8'))
  .join('\n');

/** Methods of the Web API that handlers call. */
function calledMethods(): string[] {
  const calls = [...source.matchAll(/client\.((?:[a-z]+\.)+[a-zA-Z]+)\(/gi)].map((match) => match[1] ?? '');
  const uploads = source.includes('filesUploadV2')
    ? ['files.getUploadURLExternal', 'files.completeUploadExternal']
    : [];
  return [...new Set([...calls, ...uploads])];
}

const eventScopes: Record<string, string> = {
  app_mention: 'app_mentions:read',
  'message.im': 'im:history',
};

test('every event that handlers wait for is subscribed to, and no other', () => {
  const waited = [...source.matchAll(/app\.event\('([a-z_]+)'/g)].map((match) => match[1] ?? '');
  const all = [...manifest.settings.event_subscriptions.bot_events, 'link_shared', 'message.channels'];
  const subscribed = all.map((name) => name.split('.')[0] ?? '');
  expect([...new Set(waited)].toSorted()).toEqual([...new Set(subscribed)].toSorted());
  expect(optional).toEqual(expect.arrayContaining(['link_shared', 'message.channels']));
});

test('the app asks for the scopes that it uses, and for no other', () => {
  const methods = calledMethods();
  expect(methods.filter((name) => !isMethod(name))).toEqual([]);
  const used = new Set(['commands']);
  for (const name of methods) {
    const scope = isMethod(name) ? methodScopes[name] : null;
    if (scope !== null) used.add(scope);
  }
  for (const event of manifest.settings.event_subscriptions.bot_events) {
    const scope = eventScopes[event];
    if (scope !== undefined) used.add(scope);
  }
  // Only with unfurl.links: a comment of the manifest has it.
  expect(used.delete('links:write')).toBe(true);
  expect(optional).toEqual(expect.arrayContaining(['links:read', 'links:write', 'groups:read']));
  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...used].toSorted());
});

test('Slack knows the shortcuts by the names that the handlers have', () => {
  const known = manifest.features.shortcuts.map((one) => [one.type, one.callback_id]);
  expect(known).toEqual([
    ['global', newFitId],
    ['message', fitThisId],
  ]);
});
