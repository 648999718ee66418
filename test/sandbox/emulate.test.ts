import { WebClient } from '@slack/web-api';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { homeReport, objectReportContent, opinion, watchNoticeContent } from '../../app/examples/posts.ts';
import { homeView } from '../../handlers/home/view.ts';
import { buildMessage } from '../../handlers/messages/build.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { chartPng } from './chartPng.ts';
import { botScopes, quietLogger, uploadedId } from './helpers.ts';

/**
 * The same calls, made by the real client, against the sandbox and against somebody else's emulator of Slack:
 * what both take and answer alike is less likely to be our own mistake.
 */
interface World {
  name: string;
  client: WebClient;
  channel: string;
  user: string;
}

const token = 'xoxb-emulated';
const worlds: World[] = [];
let sandbox: Sandbox;
let emulator: Emulator;

beforeAll(async () => {
  sandbox = await startSandbox({ scopes: botScopes, fileProcessingMs: 0 });
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'GROWTH', domain: 'growth' },
        users: [
          { name: 'mansi', real_name: 'Mansi', email: 'mansi@example.org' },
          { name: 'igor', real_name: 'Igor', email: 'igor@example.org' },
        ],
        channels: [{ name: 'nmma-slack-bot' }],
        bots: [{ name: 'nmma-bot' }],
        strict_scopes: true,
        tokens: [{ token, user: 'mansi', scopes: botScopes }],
      },
    },
  });
  const apis: [string, string, string][] = [
    ['the sandbox', sandbox.slackApiUrl, sandbox.botToken],
    ['emulate', `${emulator.url}/api/`, token],
  ];
  for (const [name, slackApiUrl, secret] of apis) {
    const options = { slackApiUrl, logger: quietLogger, retryConfig: { retries: 0 } };
    const client = new WebClient(secret, options);
    const { channels } = await client.conversations.list({});
    const { members } = await client.users.list({});
    const channel = channels?.find((one) => one.name === 'nmma-slack-bot')?.id ?? '';
    const user = members?.find((one) => one.name === 'igor')?.id ?? '';
    worlds.push({ name, client, channel, user });
  }
});

afterAll(async () => {
  await Promise.all([sandbox?.close(), emulator?.close()]);
});

/** Does the same in both worlds and returns both results. */
function inBoth<T>(what: (world: World) => Promise<T>): Promise<T[]> {
  return Promise.all(worlds.map(what));
}

function errorOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'it succeeded',
    (error: { data?: { error?: string } }) => error.data?.error ?? String(error),
  );
}

const blocks = [
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text: '*ZTF22abc*' } },
  {
    type: 'actions' as const,
    elements: [
      {
        type: 'button' as const,
        action_id: 'refit',
        text: { type: 'plain_text' as const, text: 'Refit…' },
        value: '1',
      },
    ],
  },
];
const metadata = { event_type: 'nmma_post', event_payload: { post_id: 7 } };

describe('the same calls against the sandbox and against emulate', () => {
  test('a post with blocks and metadata, its thread, its edit', async () => {
    const results = await inBoth(async ({ client, channel }) => {
      const sent = await client.chat.postMessage({ channel, text: 'ZTF22abc', blocks, metadata });
      const ts = sent.ts ?? '';
      const reply = await client.chat.postMessage({ channel, text: 'corner', thread_ts: ts });
      const edited = await client.chat.update({ channel, ts, text: 'new', blocks });
      const history = await client.conversations.history({ channel, include_all_metadata: true });
      const found = history.messages?.find((message) => message.ts === ts);
      const replies = await client.conversations.replies({ channel, ts });
      return {
        channelIsTheSame: sent.channel === channel,
        ts: /^\d{10}\.\d{6}$/.test(ts),
        later: Number(reply.ts) > Number(ts),
        edited: [edited.ts === ts, edited.text],
        found: [found?.text, found?.reply_count, found?.metadata, found?.blocks?.map((block) => block.type)],
        // Slack gives the parent of a thread its own timestamp as `thread_ts`; emulate does not.
        replies: replies.messages?.map((message) => message.text),
        inThread: replies.messages?.[1]?.thread_ts === ts,
      };
    });
    expect(results[0]).toEqual(results[1]);
    expect(results[0]?.found).toEqual(['new', 1, metadata, ['section', 'actions']]);
  });

  test('an upload, alone and into a thread', async () => {
    const results = await inBoth(async ({ client, channel }) => {
      const quiet = await client.files.uploadV2({ file: chartPng, filename: 'lc.png', title: 'Light curve' });
      const id = uploadedId(quiet);
      const { file } = await client.files.info({ file: id });
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'parent' });
      const shared = await client.files.uploadV2({
        channel_id: channel,
        thread_ts: ts,
        file: chartPng,
        filename: 'corner.png',
        initial_comment: 'Corner',
      });
      await expect
        .poll(async () => (await client.conversations.replies({ channel, ts })).messages?.length)
        .toBe(2);
      const { messages } = await client.conversations.replies({ channel, ts });
      return {
        id: /^F[A-Z0-9]+$/.test(id),
        file: [file?.id === id, file?.name, file?.title, file?.mimetype],
        hasAddress: file?.url_private?.startsWith('http'),
        shared: [messages?.[1]?.text, messages?.[1]?.files?.[0]?.id === uploadedId(shared)],
      };
    });
    expect(results[0]).toEqual(results[1]);
    expect(results[0]?.file).toEqual([true, 'lc.png', 'Light curve', 'image/png']);
  });

  test('App Home', async () => {
    const results = await inBoth(async ({ client, user }) => {
      const view = { type: 'home' as const, callback_id: 'home', blocks };
      const first = await client.views.publish({ user_id: user, view });
      const second = await client.views.publish({ user_id: user, view });
      return [first.view?.type, first.view?.callback_id, first.view?.id === second.view?.id];
    });
    expect(results[0]).toEqual(['home', 'home', true]);
    expect(results[1]).toEqual(results[0]);
  });

  test('who one is, where one may speak, direct messages', async () => {
    const results = await inBoth(async ({ client, channel, user }) => {
      const me = await client.auth.test();
      const info = await client.conversations.info({ channel });
      const members = await client.conversations.members({ channel });
      const direct = await client.conversations.open({ users: user });
      const told = await client.chat.postEphemeral({ channel, user, text: 'for you' });
      const link = await client.chat.getPermalink({
        channel,
        message_ts: (await client.chat.postMessage({ channel, text: 'x' })).ts ?? '',
      });
      return {
        me: [typeof me.user_id, typeof me.team_id],
        info: [info.channel?.name, info.channel?.is_channel],
        isMember: members.members?.includes(user),
        direct: /^D[A-Z0-9]+$/.test(direct.channel?.id ?? ''),
        told: typeof told.message_ts,
        link: new RegExp(`/archives/${channel}/p\\d{16}$`).test(link.permalink ?? ''),
      };
    });
    expect(results[0]).toEqual(results[1]);
  });

  test('a direct message: opened, sent once, found again by its metadata', async () => {
    const results = await inBoth(async ({ client, user }) => {
      const opened = (await client.conversations.open({ users: user })).channel?.id ?? '';
      const again = (await client.conversations.open({ users: user })).channel?.id;
      const { text, blocks: shown } = buildMessage(watchNoticeContent(), { lightCurve: null, corner: null });
      const sent = await client.chat.postMessage({ channel: opened, text, blocks: shown, metadata });
      const history = await client.conversations.history({ channel: opened, include_all_metadata: true });
      const found = history.messages?.find((message) => message.ts === sent.ts);
      return {
        isTheSame: opened === again && sent.channel === opened,
        found: [found?.metadata, found?.blocks?.map((block) => block.type)],
        nobody: await errorOf(client.conversations.open({ users: 'U404' })),
      };
    });
    expect(results[0]).toEqual(results[1]);
  });

  test('the new messages and views are taken as they are', async () => {
    const results = await inBoth(async ({ client, channel, user }) => {
      const posts = [
        objectReportContent({ opinions: [opinion(), opinion({ person: 'U1', word: 'junk' })] }),
        watchNoticeContent({ because: [{ kind: 'KN', above: 3 }] }),
      ];
      const { ts: parent } = await client.chat.postMessage({ channel, text: 'parent' });
      const taken: boolean[] = [];
      for (const content of posts) {
        const { text, blocks: shown } = buildMessage(content, { lightCurve: null, corner: null });
        const place = { channel, thread_ts: parent ?? '', reply_broadcast: true as const };
        taken.push((await client.chat.postMessage({ ...place, text, blocks: shown })).ok);
      }
      const home = homeReport({
        welcome: { channel },
        watches: [{ watched: { kind: 'KN', above: 3 }, since: '2026-11-23T03:00:00Z' }],
      });
      const view = homeView(home, [], { mayChangeSettings: true, now: new Date('2026-11-23T03:00:00Z') });
      taken.push((await client.views.publish({ user_id: user, view })).ok);
      return taken;
    });
    expect(results).toEqual([
      [true, true, true],
      [true, true, true],
    ]);
  });

  test('what is refused, and by which name', async () => {
    const results = await inBoth(async ({ client, channel, user }) => ({
      channel: await errorOf(client.chat.postMessage({ channel: 'C404', text: 'x' })),
      text: await errorOf(client.chat.postMessage({ channel } as never)),
      update: await errorOf(client.chat.update({ channel, ts: '1.000100', text: 'x' })),
      scope: await errorOf(client.reactions.add({ channel, timestamp: '1.0', name: 'eyes' })),
      user: await errorOf(client.users.info({ user: `${user}X` })),
      file: await errorOf(client.files.info({ file: 'F404' })),
      open: await errorOf(client.conversations.history({ channel: 'C404' })),
      view: await errorOf(client.views.update({ view_id: 'V404', view: { type: 'home', blocks } })),
    }));
    expect(results[0]).toEqual(results[1]);
  });
});
