import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { channelFinding, lookAtChannel } from '../../../../app/cli/doctor/channels.ts';
import { type PartFinding, slackFindings } from '../../../../app/cli/doctor/doctor.ts';
import { checkMessages, examples } from '../../../../app/cli/doctor/messages.ts';
import { checkPosting } from '../../../../app/cli/doctor/post.ts';
import { manifestScopes } from '../../../../app/cli/doctor/scopes.ts';
import { checkBotToken } from '../../../../app/cli/doctor/slack.ts';
import type { Config } from '../../../../app/config/config.ts';
import { configSchema } from '../../../../app/config/config.ts';
import { publisherClientOptions } from '../../../../handlers/publisher.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';
import { quietLogger } from '../../../sandbox/helpers.ts';

const channel = 'C0NMMABOT1';
const scopes = manifestScopes().map(({ scope }) => scope);
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scopes, fileProcessingMs: 20 });
});
afterEach(() => sandbox.close());

function configured(more: object = {}): Config {
  const { source: _, ...parsed } = configSchema.parse({ channel, source: { folder: '/c' }, ...more });
  return { ...parsed, state: '/state', sources: [], oldLayout: undefined };
}

/** What is found, by part: `ok`, `note` or the cure. */
async function look(config: Config, of: Sandbox = sandbox): Promise<Record<string, string[]>> {
  const { botToken, appToken, slackApiUrl } = of;
  const found = await Array.fromAsync(slackFindings({ botToken, appToken }, config, slackApiUrl));
  const told = ({ ok, isNote, what, todo }: PartFinding) =>
    ok ? (isNote ? 'note' : 'ok') : `${what} → ${todo}`;
  const byPart = Map.groupBy(found, ({ part }) => part);
  return Object.fromEntries([...byPart].map(([part, list]) => [part, list.map(told)]));
}

test('everything is well in a workspace as it should be', async () => {
  const sees = ['public', 'partnership', 'caltech'];
  expect(await look(configured({ channels: [{ id: channel, sees }] }))).toEqual({
    tokens: ['ok', 'ok'],
    scopes: ['ok'],
    channels: ['ok', 'ok'],
    permissions: ['ok'],
    messages: ['ok'],
  });
});

test('wrong tokens are told with where to copy them, and never shown', async () => {
  const { slackApiUrl } = sandbox;
  const tokens = { botToken: 'xoxb-1-wrong', appToken: 'xapp-1-wrong' };
  const found = await Array.fromAsync(slackFindings(tokens, configured(), slackApiUrl));
  expect(found.map(({ part, ok }) => [part, ok])).toEqual([
    ['tokens', false],
    ['tokens', false],
  ]);
  expect(JSON.stringify(found)).toContain('OAuth & Permissions');
  expect(JSON.stringify(found)).not.toContain('-wrong');
});

test('a scope that is missing is named, with what it is for', async () => {
  const poor = await startSandbox({ scopes: scopes.filter((one) => one !== 'files:write') });
  try {
    const { scopes: told = [] } = await look(configured(), poor);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('files:write is missing: uploads pictures');
  } finally {
    await poor.close();
  }
});

test('the channel: none, the bot not in it, archived, private', async () => {
  const told = async (id: string) => (await look(configured({ channel: id }))).channels?.[0];
  expect(await told('C0NOSUCH01')).toContain('there is none with that id, or it is private');
  expect(await told('C0GENERAL1')).toContain('/invite @nmma-bot');
  const found = sandbox.workspace.findChannel(channel);
  if (!found) throw new Error('no channel');
  found.isArchived = true;
  expect(await told(channel)).toContain('it is archived');
  found.isArchived = false;
  found.isPrivate = true;
  const hidden = await look(configured());
  expect(hidden.channels?.[0]).toContain('groups:read');
  expect(hidden.scopes?.[0]).toContain('groups:history is missing');
  const rich = await startSandbox({ scopes: [...scopes, 'groups:read', 'groups:history'] });
  try {
    const own = rich.workspace.findChannel(channel);
    if (own) own.isPrivate = true;
    expect(await look(configured(), rich)).toMatchObject({ scopes: ['ok'], channels: ['ok', 'note'] });
    const { slack } = await checkBotToken(rich.botToken, rich.slackApiUrl);
    if (!slack) throw new Error('no Slack');
    expect(channelFinding(await lookAtChannel(slack, channel), 'nmma-bot').what).toContain('private');
  } finally {
    await rich.close();
  }
});

test('everybody whom permissions names must exist', async () => {
  const all = {
    ask: 'U0MANSI001',
    look: { channels: [channel] },
    fit: { groups: ['S0FITTERS1'] },
    mute: { users: ['U0IGOR0001'] },
  };
  expect((await look(configured({ permissions: all }))).permissions).toEqual(['ok', 'ok', 'ok']);
  const wrong = {
    look: { channels: ['C0NOSUCH01'] },
    fit: { groups: ['S0NOSUCH01'] },
    mute: { users: ['U0NOSUCH01'] },
  };
  const told = (await look(configured({ permissions: wrong }))).permissions ?? [];
  expect(told.slice(0, 2)).toEqual([
    expect.stringContaining('C0NOSUCH01'),
    expect.stringContaining('there is no user group with that id'),
  ]);
  // The app has no right to ask for a person.
  expect(told[2]).toBe('note');
  const knowing = await startSandbox({ scopes: [...scopes, 'users:read'] });
  try {
    const found = (await look(configured({ permissions: wrong }), knowing)).permissions;
    expect(found?.[2]).toContain('there is nobody with that id');
  } finally {
    await knowing.close();
  }
});

test('a private channel whose members have rights needs a scope of its own', async () => {
  sandbox.workspace.addChannel('C0SECRET01', 'secret', [sandbox.workspace.bot.id]).isPrivate = true;
  const told = await look(configured({ permissions: { fit: { channels: ['C0SECRET01'] } } }));
  expect(told.scopes).toEqual([expect.stringContaining('groups:read is missing: the members of')]);
  expect(told.permissions).toEqual([expect.stringContaining('groups:read')]);
});

test('Slack takes an example of every message and view; a Slack without that check is a note', async () => {
  const { slack } = await checkBotToken(sandbox.botToken, sandbox.slackApiUrl);
  if (!slack) throw new Error('no Slack');
  expect(examples().length).toBeGreaterThan(12);
  expect(await checkMessages(slack.client)).toMatchObject([{ ok: true }]);
  const header = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };
  expect(await checkMessages(slack.client, [{ name: 'long header', message: { blocks: [header] } }])).toEqual(
    [
      {
        ok: false,
        what: expect.stringMatching(/^Slack would refuse the long header: \/blocks\/0\/text/),
        todo: expect.any(String),
      },
    ],
  );
  sandbox.faults.order({ fault: 'error', method: 'blocks.validate', error: 'unknown_method' });
  expect(await checkMessages(slack.client)).toMatchObject([{ ok: true, isNote: true }]);
});

/** Posts the test message; tells what the channel holds while a person looks. */
async function post(of: Sandbox) {
  const client = new webApi.WebClient(of.botToken, {
    ...publisherClientOptions,
    slackApiUrl: of.slackApiUrl,
    logger: quietLogger,
  });
  let seen = '';
  const look = async () => {
    seen = JSON.stringify(
      of.workspace.messagesOf(channel).map((message) => of.workspace.pageMessage(message)),
    );
  };
  const found = await Array.fromAsync(checkPosting({ client, channel, look }));
  return { found, seen };
}

test('a test message with both charts is posted, edited and removed with its files', async () => {
  const { found, seen } = await post(sandbox);
  expect(found.map(({ ok, isNote = false }) => [ok, isNote])).toEqual([
    [true, false],
    [true, false],
    [true, false],
    [true, true],
    [true, false],
  ]);
  expect(seen).toContain('Written once, and edited.');
  expect(seen.match(/\/files\/F/g)).toHaveLength(2);
  expect(seen).not.toContain('file not found');
  expect(sandbox.workspace.messagesOf(channel)).toEqual([]);
  expect(sandbox.workspace.files.size).toBe(0);
});

test('the first step that Slack refuses is told with its cure, and what was made is removed', async () => {
  sandbox.faults.order({ fault: 'error', method: 'chat.postMessage', error: 'not_in_channel' });
  const { found } = await post(sandbox);
  expect(found.map(({ ok }) => ok)).toEqual([true, false, true]);
  expect(found[1]?.todo).toContain('/invite @nmma-bot');
  expect(sandbox.workspace.files.size).toBe(0);
  sandbox.faults.order({ fault: 'error', method: 'chat.update', error: 'edit_window_closed' });
  const second = await post(sandbox);
  expect(second.found.map(({ ok }) => ok)).toEqual([true, true, false, true]);
  expect(sandbox.workspace.messagesOf(channel)).toEqual([]);
});
