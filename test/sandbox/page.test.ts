import { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { botScopes, quietLogger } from './helpers.ts';

const channel = 'C0NMMABOT1';
const user = 'U0MANSI001';
let sandbox: Sandbox;
let app: App;

beforeEach(async () => {
  sandbox = await startSandbox({
    scopes: botScopes,
    commands: [{ command: '/nmma', description: 'Fits', usage_hint: 'help' }],
  });
  app = new App({
    token: sandbox.botToken,
    appToken: sandbox.appToken,
    socketMode: true,
    logger: quietLogger,
    clientOptions: { slackApiUrl: sandbox.slackApiUrl },
  });
  app.command('/nmma', async ({ ack, command }) => ack(`heard: ${command.text}`));
  app.action('go', async ({ ack, body, client }) => {
    await ack();
    if (!('trigger_id' in body)) return;
    const title = { type: 'plain_text' as const, text: 'Form' };
    const element = { type: 'plain_text_input' as const, action_id: 'a' };
    const blocks = [{ type: 'input' as const, block_id: 'b', label: title, element }];
    await client.views.open({
      trigger_id: body.trigger_id,
      view: { type: 'modal', callback_id: 'form', title, submit: title, blocks },
    });
  });
  app.view('form', async ({ ack, view }) => {
    const said = view.state.values.b?.a?.value;
    if (said === 'bad') await ack({ response_action: 'errors', errors: { b: 'Not that' } });
    else await ack();
  });
  await app.start();
});

afterEach(async () => {
  await app.stop();
  await sandbox.close();
});

async function get(path: string): Promise<Record<string, unknown>> {
  return (await fetch(`${sandbox.url}page/${path}`)).json() as Promise<Record<string, unknown>>;
}

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${sandbox.url}page/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return answer.json() as Promise<Record<string, unknown>>;
}

/** Collects one person's events until told to stop. */
function listen(id: string) {
  const events: { type: string; view?: { id: string } }[] = [];
  const stop = new AbortController();
  const opened = fetch(`${sandbox.url}page/events?user=${id}`, { signal: stop.signal });
  const reading = opened.then(async (response) => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
      for (const line of chunk.split('\n'))
        if (line.startsWith('data: ')) events.push(JSON.parse(line.slice('data: '.length)));
  });
  reading.catch(() => {});
  return { events, opened, stop: () => stop.abort() };
}

test('what the page learns at first', async () => {
  expect(await get('state')).toMatchObject({
    team: { name: 'GROWTH MMA (sandbox)' },
    app: { name: 'nmma-bot', userId: 'U0NMMABOT1' },
    users: [{ id: user, name: 'mansi', realName: 'Mansi', isBot: false }, { name: 'igor' }, { isBot: true }],
    channels: [
      { id: channel, name: 'nmma-slack-bot' },
      { id: 'C0GENERAL1', name: 'general' },
    ],
    me: user,
    commands: [{ command: '/nmma', description: 'Fits', usage_hint: 'help' }],
  });
  expect(await get(`home?user=${user}`)).toEqual({ view: null });
  expect((await fetch(`${sandbox.url}page/nothing`)).status).toBe(404);
});

test('typing: a message, a slash command, a slash command in a thread', async () => {
  const said = (await post('messages', { user, channel, text: 'good morning' })) as {
    message: { ts: string };
  };
  await post('messages', { user, channel, text: 'reply', thread_ts: said.message.ts });
  expect(await post('messages', { user, channel, text: '/nmma fit  KN' })).toMatchObject({
    ok: true,
    ephemeral: { text: 'heard: fit KN', ephemeral: true, bot: true },
  });
  const inThread = { user, channel, text: '/nmma fit', thread_ts: said.message.ts };
  expect(await post('messages', inThread)).toEqual({
    ok: false,
    error: '/nmma is not supported in threads. Sorry!',
  });
  const seenBy = async (id: string) => (await get(`channels/${channel}/messages?user=${id}`)).messages;
  expect(await seenBy(user)).toMatchObject([
    { text: 'good morning', bot: false, username: 'Mansi', reply_count: 1 },
    { text: 'heard: fit KN' },
  ]);
  expect(await seenBy('U0IGOR0001')).toHaveLength(1);
  const thread = await get(`channels/${channel}/threads/${said.message.ts}?user=${user}`);
  expect(thread.messages).toMatchObject([{ text: 'good morning' }, { text: 'reply' }]);
  expect(await post('messages', { user, channel })).toMatchObject({ ok: false });
});

test('pressing, the event stream, a modal with an error', async () => {
  const stream = listen(user);
  const others = listen('U0IGOR0001');
  await Promise.all([stream.opened, others.opened]);
  const button = {
    type: 'button' as const,
    action_id: 'go',
    text: { type: 'plain_text' as const, text: 'Go' },
  };
  const { ts } = await app.client.chat.postMessage({
    channel,
    text: 'x',
    blocks: [{ type: 'actions', block_id: 'row', elements: [button] }],
  });
  const container = { type: 'message', channel, ts };
  const action = { type: 'button', action_id: 'go', block_id: 'row' };
  expect(await post('actions', { user, container, action })).toEqual({ ok: true });
  await expect.poll(() => stream.events.map((event) => event.type)).toEqual(['message', 'view_opened']);
  const id = stream.events[1]?.view?.id ?? '';
  const submit = (value: string) =>
    post(`views/${id}/submit`, {
      user,
      state: { values: { b: { a: { type: 'plain_text_input', value } } } },
    });
  expect(await submit('')).toMatchObject({ errors: { b: 'Please complete this required field.' } });
  expect(await submit('bad')).toEqual({ ok: false, errors: { b: 'Not that' } });
  expect(await submit('good')).toEqual({ ok: true, closed: true });
  expect(await post(`views/${id}/close`, { user })).toEqual({ ok: false, error: 'view_not_found' });
  await expect.poll(() => stream.events.at(-1)?.type).toBe('view_closed');
  expect(others.events.map((event) => event.type)).toEqual(['message']);
  stream.stop();
  others.stop();
});

test('ordering trouble', async () => {
  expect(await post('control', { fault: 'error', method: 'api.test', error: 'fatal_error' })).toEqual({
    ok: true,
  });
  await expect(app.client.api.test()).rejects.toMatchObject({ data: { error: 'fatal_error' } });
  expect((await app.client.api.test()).ok).toBe(true);
  expect(await post('control', { fault: 'earthquake' })).toMatchObject({ ok: false });
});

test('the files of the page, TypeScript as JavaScript, and no others', async () => {
  const page = await fetch(sandbox.url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const script = await fetch(`${sandbox.url}page/main.ts`);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await script.text()).not.toMatch(/^import type /m);
  for (const path of ['socketMode.ts', '..%2fsocketMode.ts', 'nothing.css', '%2e%2e/%2e%2e/package.json'])
    expect((await fetch(`${sandbox.url}page/${path}`)).status, path).toBe(404);
});
