import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { chartPng } from './chartPng.ts';
import { botScopes, quietLogger, uploadedId } from './helpers.ts';

const channel = 'C0NMMABOT1';
let sandbox: Sandbox;
let client: WebClient;

beforeEach(async () => {
  sandbox = await startSandbox({ scopes: botScopes, fileProcessingMs: 150 });
  client = clientWith(sandbox.botToken);
});

afterEach(() => sandbox.close());

function clientWith(token?: string, retries = 2): WebClient {
  return new WebClient(token, {
    slackApiUrl: sandbox.slackApiUrl,
    logger: quietLogger,
    retryConfig: { retries, minTimeout: 20 },
  });
}

/** The error name of a call that must fail. */
async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as { data?: { error?: string } }).data?.error ?? String(error);
  }
  return 'it succeeded';
}

const section = (text: string) => [{ type: 'section', text: { type: 'mrkdwn', text } }] as never;
const modal = (extra: object = {}) =>
  ({ type: 'modal', title: { type: 'plain_text', text: 'Refit' }, blocks: section('x'), ...extra }) as never;

test('who may call what', async () => {
  expect(await errorOf(client.apiCall('chat.shout'))).toBe('unknown_method');
  expect(await errorOf(clientWith('xoxb-wrong').auth.test())).toBe('invalid_auth');
  expect(await errorOf(clientWith().auth.test())).toBe('not_authed');
  expect(await errorOf(client.apps.connections.open())).toBe('not_allowed_token_type');
  expect((await client.auth.test()).user_id).toBe('U0NMMABOT1');
  const refused = client.reactions.add({ channel, timestamp: '1.0', name: 'eyes' });
  await expect(refused).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'reactions:write', provided: botScopes.join(',') },
  });
  expect(await errorOf(client.conversations.list({ types: 'im' }))).toBe('missing_scope');
});

test('posting: where, what, how long', async () => {
  const post = (args: object) => errorOf(client.chat.postMessage({ channel, ...args } as never));
  expect(await post({ channel: 'C404', text: 'x' })).toBe('channel_not_found');
  expect(await post({ channel: '#general', text: 'x' })).toBe('not_in_channel');
  expect(await post({})).toBe('no_text');
  expect(await post({ blocks: [] })).toBe('no_text');
  expect(await post({ text: 'x'.repeat(40_001) })).toBe('msg_too_long');
  expect(await post({ blocks: '{' })).toBe('invalid_blocks_format');
  expect(await post({ text: 'x', thread_ts: '1.000100' })).toBe('thread_not_found');
  expect(await post({ text: 'x', metadata: { event_type: 'x' } })).toBe('invalid_metadata_format');
  const long = Array.from({ length: 5 }, () => section('x'.repeat(2900))[0]);
  expect(await post({ blocks: long })).toBe('msg_blocks_too_long');
  const bad = client.chat.postMessage({ channel, blocks: section('') } as never);
  await expect(bad).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      errors: ['must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
      response_metadata: {
        messages: ['[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
      },
    },
  });
});

test('threads, history, metadata, permalinks, direct messages', async () => {
  const first = await client.chat.postMessage({ channel: '#nmma-slack-bot', text: 'one' });
  const second = await client.chat.postMessage({
    channel,
    text: 'two',
    metadata: { event_type: 'nmma_post', event_payload: { post_id: 2 } },
  });
  expect(Number(second.ts)).toBeGreaterThan(Number(first.ts));
  expect(first.ts).toMatch(/^\d{10}\.\d{6}$/);
  const thread_ts = first.ts ?? '';
  const reply = await client.chat.postMessage({ channel, text: 'reply', thread_ts });
  await client.chat.postMessage({ channel, text: 'reply to a reply', thread_ts: reply.ts ?? '' });
  const plain = await client.conversations.history({ channel });
  expect(plain.messages?.map((message) => message.text)).toEqual(['two', 'one']);
  expect(plain.messages?.[0]?.metadata).toBeUndefined();
  expect(plain.messages?.[1]?.reply_count).toBe(2);
  const page = await client.conversations.history({ channel, limit: 1, include_all_metadata: true });
  expect(page).toMatchObject({ has_more: true, messages: [{ metadata: { event_payload: { post_id: 2 } } }] });
  const cursor = page.response_metadata?.next_cursor ?? '';
  expect((await client.conversations.history({ channel, limit: 1, cursor })).messages?.[0]?.text).toBe('one');
  const replies = await client.conversations.replies({ channel, ts: thread_ts });
  expect(replies.messages?.map((message) => message.text)).toEqual(['one', 'reply', 'reply to a reply']);
  expect(await errorOf(client.conversations.replies({ channel, ts: '1.0' }))).toBe('thread_not_found');
  expect(await errorOf(client.conversations.history({ channel: 'C0GENERAL1' }))).toBe('not_in_channel');
  const link = await client.chat.getPermalink({ channel, message_ts: thread_ts });
  expect(link.permalink).toBe(`${sandbox.url}archives/${channel}/p${thread_ts.replace('.', '')}`);
  const direct = await client.conversations.open({ users: 'U0IGOR0001' });
  const sent = await client.chat.postMessage({ channel: 'U0IGOR0001', text: 'psst' });
  expect(sent.channel).toBe(direct.channel?.id);
});

test('a person’s id stands for the direct conversation in chat.postMessage alone; it is opened with a scope', async () => {
  const user = 'U0IGOR0001';
  const { channel: direct } = await client.chat.postMessage({ channel: user, text: 'hello' });
  expect(direct).toMatch(/^D/);
  expect((await client.conversations.open({ users: user })).channel?.id).toBe(direct);
  expect(await errorOf(client.conversations.history({ channel: user }))).toBe('channel_not_found');
  expect(await errorOf(client.chat.update({ channel: user, ts: '1.0', text: 'x' }))).toBe(
    'channel_not_found',
  );
  expect(await errorOf(client.conversations.open({ users: 'U0NMMABOT1' }))).toBe('cannot_dm_bot');
  expect(await errorOf(client.conversations.open({ users: 'U404' }))).toBe('user_not_found');
  const scopes = botScopes.filter((scope) => scope !== 'im:write');
  const other = await startSandbox({ scopes });
  const blind = new WebClient(other.botToken, { slackApiUrl: other.slackApiUrl, logger: quietLogger });
  expect(await errorOf(blind.conversations.open({ users: user }))).toBe('missing_scope');
  await other.close();
});

test("updating and deleting one's own messages only", async () => {
  const button = { type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'A' } };
  const blocks = [{ type: 'actions', elements: [button] }] as never;
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'before', blocks });
  await client.chat.update({ channel, ts, text: 'after' });
  const [kept] = sandbox.person('mansi').messages(channel);
  expect(kept).toMatchObject({ text: 'after', edited: {}, blocks: [{ type: 'actions' }] });
  await client.chat.update({ channel, ts, text: 'bare', blocks: [] });
  expect(sandbox.person('mansi').messages(channel)[0]?.blocks).toBeUndefined();
  const update = (at: string, text: string) => errorOf(client.chat.update({ channel, ts: at, text }));
  expect(await update('1.000100', 'x')).toBe('message_not_found');
  expect(await update(ts, 'x'.repeat(4001))).toBe('msg_too_long');
  const foreign = sandbox.person('igor').say(channel, 'mine').ts;
  expect(await update(foreign, 'yours')).toBe('cant_update_message');
  expect(await errorOf(client.chat.delete({ channel, ts: foreign }))).toBe('cant_delete_message');
  await client.chat.delete({ channel, ts });
  expect(sandbox.person('mansi').messages(channel)).toHaveLength(1);
});

test("an ephemeral message is one person's, and no message to the Web API", async () => {
  const user = 'U0MANSI001';
  const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel, user, text: 'for you' });
  expect(sandbox.person('mansi').messages(channel)[0]).toMatchObject({ text: 'for you', ephemeral: true });
  expect(sandbox.person('igor').messages(channel)).toEqual([]);
  expect(await errorOf(client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
  const stranger = client.chat.postEphemeral({ channel, user: 'U404', text: 'x' });
  expect(await errorOf(stranger)).toBe('user_not_in_channel');
});

test('a file: announced, sent, processed, and only then shown by a block', async () => {
  const id = uploadedId(
    await client.files.uploadV2({ file: chartPng, filename: 'lc.png', channel_id: channel, title: 'LC' }),
  );
  const show = (file: object) =>
    client.chat.postMessage({
      channel,
      text: 'x',
      blocks: [{ type: 'image', alt_text: 'LC', slack_file: file }],
    } as never);
  await expect(show({ id })).rejects.toMatchObject({
    data: { error: 'invalid_blocks', errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'] },
  });
  expect((await client.files.info({ file: id })).file?.mimetype).toBe('');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { file } = await client.files.info({ file: id });
  expect(file).toMatchObject({ mimetype: 'image/png', original_w: 1, original_h: 1, title: 'LC' });
  expect((await show({ id })).ok).toBe(true);
  expect((await show({ url: file?.url_private })).ok).toBe(true);
  expect(await errorOf(show({ id: 'F404' }))).toBe('invalid_blocks');
  const shared = sandbox.person('igor').messages(channel)[0];
  expect(shared?.files?.[0]).toMatchObject({ id, mimetype: 'image/png' });
  expect(Object.keys(file?.shares?.public ?? {})).toEqual([channel]);
});

test('a picture that an edit or a view brings is not found, unless a new message has shown it there', async () => {
  const id = uploadedId(await client.files.uploadV2({ file: chartPng, filename: 'lc.png' }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const blocks = [{ type: 'image' as const, alt_text: 'LC', slack_file: { id } }];
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'a message' });
  await client.chat.update({ channel, ts, text: 'a message', blocks });
  const shown = () => JSON.stringify(sandbox.person('mansi').messages(channel)[0]?.blocks);
  const home = () => JSON.stringify(sandbox.person('mansi').home);
  await client.views.publish({ user_id: 'U0MANSI001', view: { type: 'home', blocks } });
  for (const words of [shown(), home()]) expect(words).toMatch(/file not found.*"image_url":"data:/);
  await client.chat.postMessage({ channel, text: 'with the picture', blocks });
  for (const words of [shown(), home()]) expect(words).toMatch(/"image_url":"http/);
});

test('files that are not there, empty, cut, or no picture', async () => {
  expect(await errorOf(client.files.info({ file: 'F404' }))).toBe('file_not_found');
  const complete = (id: string) => errorOf(client.files.completeUploadExternal({ files: [{ id }] as never }));
  expect(await complete('F404')).toBe('file_not_found');
  const announce = (length: number) => client.files.getUploadURLExternal({ filename: 'a.png', length });
  expect(await errorOf(announce(0))).toBe('invalid_arguments');
  const { upload_url = '', file_id = '' } = await announce(9);
  expect(await complete(file_id)).toBe('file_not_found');
  expect((await fetch(upload_url, { method: 'POST', body: 'short' })).status).toBe(400);
  expect((await fetch(upload_url, { method: 'POST', body: 'not a png' })).status).toBe(200);
  expect(await complete(file_id)).toBe('it succeeded');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const blocks = [{ type: 'image', alt_text: 'x', slack_file: { id: file_id } }] as never;
  expect(await errorOf(client.chat.postMessage({ channel, text: 'x', blocks }))).toBe('invalid_blocks');
  const local = [{ type: 'image', alt_text: 'x', image_url: `${sandbox.url}files/x/y.png` }] as never;
  await expect(client.chat.postMessage({ channel, text: 'x', blocks: local })).rejects.toMatchObject({
    data: { errors: ['downloading image failed [json-pointer:/blocks/0/image_url]'] },
  });
});

test('views need a trigger that is known, fresh and unused', async () => {
  const open = (trigger_id: string, view = modal()) => errorOf(client.views.open({ trigger_id, view }));
  expect(await open('1.2.3')).toBe('invalid_trigger_id');
  expect(await open('1.2.3', modal({ title: { type: 'plain_text', text: 'x'.repeat(25) } }))).toBe(
    'invalid_arguments',
  );
  expect(await errorOf(client.views.open({ trigger_id: 'x' } as never))).toBe('invalid_arguments');
  expect(await errorOf(client.views.update({ view_id: 'V404', view: modal() }))).toBe('not_found');
  const publish = client.views.publish({ user_id: 'U0MANSI001', view: modal() });
  expect(await errorOf(publish)).toBe('invalid_arguments');
  const huge = Array.from({ length: 100 }, () => section('x'.repeat(3000))[0]);
  expect(await open('1.2.3', modal({ blocks: huge }))).toBe('view_too_large');
});

test('429 is waited out, 503 tried again, an error told; a lost answer leads to a second post', async () => {
  const post = (text: string) => client.chat.postMessage({ channel, text });
  sandbox.faults.order({ fault: 'answer', method: 'chat.postMessage', status: 429, retryAfter: 1 });
  const started = Date.now();
  await post('late');
  expect(Date.now() - started).toBeGreaterThan(990);
  sandbox.faults.order({ fault: 'answer', method: '*', status: 503 });
  await post('again');
  sandbox.faults.order({ fault: 'error', method: 'chat.postMessage', error: 'fatal_error' });
  expect(await errorOf(post('never'))).toBe('fatal_error');
  sandbox.faults.order({ fault: 'lose-answer', method: 'chat.postMessage' });
  await post('twice');
  const texts = sandbox
    .person('mansi')
    .messages(channel)
    .map((message) => message.text);
  expect(texts).toEqual(['late', 'again', 'twice', 'twice']);
  expect(() => sandbox.faults.order({ fault: 'answer', method: 'x', status: 200 })).toThrow();
});

test('the rate limit of a channel', async () => {
  const slow = await startSandbox({ scopes: botScopes, postRatePerSecond: 1 });
  try {
    const hasty = new WebClient(slow.botToken, {
      slackApiUrl: slow.slackApiUrl,
      rejectRateLimitedCalls: true,
      logger: quietLogger,
    });
    await hasty.chat.postMessage({ channel, text: 'one' });
    await expect(hasty.chat.postMessage({ channel, text: 'two' })).rejects.toMatchObject({ retryAfter: 1 });
  } finally {
    await slow.close();
  }
});

test('requests from other sites are refused', async () => {
  const headers = { origin: 'http://evil.example' };
  expect((await fetch(`${sandbox.url}page/state`, { headers })).status).toBe(403);
});
