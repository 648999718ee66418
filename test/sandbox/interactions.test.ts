import { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { botScopes, quietLogger, until } from './helpers.ts';

const channel = 'C0NMMABOT1';
let sandbox: Sandbox;
let app: App;

beforeEach(async () => {
  sandbox = await startSandbox({ scopes: botScopes, ackTimeoutMs: 300, triggerLifetimeMs: 200 });
  app = new App({
    token: sandbox.botToken,
    appToken: sandbox.appToken,
    socketMode: true,
    logger: quietLogger,
    clientOptions: { slackApiUrl: sandbox.slackApiUrl },
  });
  await app.start();
});

afterEach(async () => {
  await app.stop();
  await sandbox.close();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'it succeeded',
    (error: { data?: { error?: string } }) => error.data?.error,
  );

function modal(extra: object = {}) {
  return {
    type: 'modal' as const,
    callback_id: 'form',
    title: plain('Form'),
    submit: plain('Go'),
    notify_on_close: true,
    blocks: [
      {
        type: 'input' as const,
        block_id: 'why',
        label: plain('Why'),
        optional: true,
        element: { type: 'plain_text_input' as const, action_id: 'why' },
      },
      {
        type: 'section' as const,
        block_id: 'kind',
        text: plain('Kind'),
        accessory: {
          type: 'static_select' as const,
          action_id: 'kind',
          options: ['KN', 'SC'].map((value) => ({ text: plain(value), value })),
        },
      },
    ],
    ...extra,
  };
}

async function postButtons() {
  const { ts = '' } = await app.client.chat.postMessage({
    channel,
    text: 'choose',
    blocks: [
      {
        type: 'actions',
        block_id: 'row',
        elements: [
          { type: 'button', action_id: 'open', text: plain('Open'), value: '1' },
          { type: 'button', action_id: 'dead', text: plain('Dead') },
          {
            type: 'overflow',
            action_id: 'more',
            options: [{ text: plain('Mute'), value: 'mute' }],
          },
          { type: 'external_select', action_id: 'find', placeholder: plain('Object') },
        ],
      },
    ],
  });
  return { channel, ts };
}

/** Opens a modal by a click, with the given handler of its submission. */
async function openForm(view = modal()) {
  app.action('open', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view });
  });
  const mansi = sandbox.person('mansi');
  await mansi.click(await postButtons(), 'open');
  const opened = (await mansi.waitFor('view_opened')).view;
  if (!opened) throw new Error('no view');
  return { mansi, opened };
}

test('a trigger id is good once, and not for long', async () => {
  const triggers: string[] = [];
  app.action('open', async ({ ack, body }) => {
    await ack();
    if ('trigger_id' in body) triggers.push(body.trigger_id);
  });
  const message = await postButtons();
  const mansi = sandbox.person('mansi');
  await mansi.click(message, 'open');
  await until(() => triggers.length === 1);
  const open = (trigger_id = '') => errorOf(app.client.views.open({ trigger_id, view: modal() }));
  expect(await open(triggers[0])).toBe('it succeeded');
  expect(await open(triggers[0])).toBe('exchanged_trigger_id');
  await mansi.click(message, 'open');
  await until(() => triggers.length === 2);
  await sleep(250);
  expect(await open(triggers[1])).toBe('expired_trigger_id');
});

test('what a click tells the app; what is not there cannot be clicked', async () => {
  let got: Record<string, unknown> = {};
  app.action('more', async ({ ack, body, respond }) => {
    await ack();
    got = body as unknown as Record<string, unknown>;
    await respond({ text: 'chosen', replace_original: true });
  });
  const message = await postButtons();
  const igor = sandbox.person('igor');
  expect(await igor.select(message, 'more', 'mute')).toEqual({ ok: true });
  await igor.waitFor((event) => event.type === 'message_changed' && event.message?.text === 'chosen');
  expect(got).toMatchObject({
    type: 'block_actions',
    user: { id: 'U0IGOR0001', name: 'igor' },
    container: { type: 'message', message_ts: message.ts, channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: 'nmma-slack-bot' },
    actions: [{ type: 'overflow', action_id: 'more', block_id: 'row', selected_option: { value: 'mute' } }],
  });
  expect(await igor.click(message, 'open')).toEqual({ ok: false, error: 'action_not_found' });
  expect(await igor.click({ channel, ts: '1.0' }, 'open')).toMatchObject({ error: 'message_not_found' });
});

test('a click that nobody acknowledges is told to the person', async () => {
  const mansi = sandbox.person('mansi');
  expect(await mansi.click(await postButtons(), 'dead')).toEqual({ ok: false, error: 'operation_timeout' });
  expect((await mansi.waitFor('trouble')).text).toContain('operation_timeout');
});

test('an external select gets its choices from the app', async () => {
  app.options('find', async ({ ack, payload }) => {
    await ack({ options: [{ text: plain(`ZTF22${payload.value}`), value: 'x' }] });
  });
  const answer = await sandbox.person('mansi').suggest(await postButtons(), 'find', 'abc');
  expect(answer).toEqual({ ok: true, options: { options: [{ text: plain('ZTF22abc'), value: 'x' }] } });
});

test('a submission: update, push, the limit of three, clear', async () => {
  const answers: object[] = [
    { response_action: 'update', view: modal({ title: plain('Second') }) },
    { response_action: 'push', view: modal({ title: plain('Third') }) },
    { response_action: 'push', view: modal({ title: plain('Fourth') }) },
    { response_action: 'push', view: modal({ title: plain('Fifth') }) },
    { response_action: 'errors', errors: { nothing: 'no such block' } },
    { response_action: 'clear' },
  ];
  app.view('form', async ({ ack }) => {
    await ack(answers.shift() as never);
  });
  const { mansi, opened } = await openForm();
  const submit = () => mansi.submitView({ id: mansi.view?.id ?? '' });
  expect((await mansi.submitView(opened, { why: 'because' })).view).toMatchObject({
    id: opened.id,
    title: plain('Second'),
    state: { values: { why: { why: { value: 'because' } } } },
  });
  expect((await submit()).view).toMatchObject({ previous_view_id: opened.id, title: plain('Third') });
  expect((await submit()).view).toMatchObject({ root_view_id: opened.id, title: plain('Fourth') });
  expect(await submit()).toEqual({ ok: false, error: 'push_limit_reached' });
  expect(await submit()).toEqual({ ok: false, error: 'invalid_error_block_id' });
  expect(await submit()).toEqual({ ok: true, closed: true });
  expect(mansi.view).toBeNull();
  expect(await mansi.submitView(opened)).toEqual({ ok: false, error: 'view_not_found' });
});

test('a submission that nobody acknowledges, or with nonsense, leaves the modal open', async () => {
  let answer: object | null = { response_action: 'dance' };
  app.view('form', async ({ ack }) => {
    if (answer) await ack(answer as never);
  });
  const { mansi, opened } = await openForm();
  expect(await mansi.submitView(opened)).toEqual({ ok: false, error: 'invalid_response_action' });
  answer = { response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) };
  expect(await mansi.submitView(opened)).toEqual({ ok: false, error: 'invalid_arguments' });
  answer = null;
  expect(await mansi.submitView(opened)).toEqual({ ok: false, error: 'operation_timeout' });
  expect((await mansi.waitFor('trouble')).text).toContain('We had some trouble connecting');
  expect(mansi.view?.id).toBe(opened.id);
});

test('closing a modal, and choosing in one', async () => {
  const heard: string[] = [];
  app.action('kind', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.view) return;
    heard.push(String(body.view.state.values.kind?.kind?.selected_option?.value));
    const { id: view_id, hash } = body.view;
    const view = modal({ title: plain('Changed') });
    await client.views.update({ view_id, hash, view });
    expect(await errorOf(client.views.update({ view_id, hash, view }))).toBe('hash_conflict');
  });
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, view }) => {
    await ack();
    heard.push(`closed ${view.callback_id}`);
  });
  const { mansi, opened } = await openForm();
  expect(() => mansi.select(opened, 'kind', 'GRB')).toThrow('"GRB" is not offered; there are: KN, SC');
  await mansi.select(opened, 'kind', 'SC');
  expect((await mansi.waitFor('view_updated')).view?.title).toEqual(plain('Changed'));
  await sleep(50);
  expect(await mansi.closeView(opened)).toEqual({ ok: true });
  expect(heard).toEqual(['SC', 'closed form']);
  expect(mansi.view).toBeNull();
});

test('shortcuts', async () => {
  const heard: string[] = [];
  app.shortcut('fit', async ({ ack, shortcut }) => {
    await ack();
    heard.push(shortcut.type);
  });
  const mansi = sandbox.person('mansi');
  expect(await mansi.shortcut('fit')).toEqual({ ok: true });
  expect(await mansi.shortcut('fit', await postButtons())).toEqual({ ok: true });
  expect(await mansi.shortcut('other')).toEqual({ ok: false, error: 'operation_timeout' });
  expect(heard).toEqual(['shortcut', 'message_action']);
});

test('a response_url: five times, for half an hour, also for the original', async () => {
  const urls: string[] = [];
  app.action('open', async ({ ack, body }) => {
    await ack();
    if (body.type === 'block_actions') urls.push(body.response_url);
  });
  const mansi = sandbox.person('mansi');
  const press = async () => {
    await mansi.click(await postButtons(), 'open');
    await until(() => urls.length > 0);
    return urls.shift() ?? '';
  };
  const send = async (url: string, body: object) => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers });
    return [answer.status, ((await answer.json()) as { error?: string }).error];
  };
  const headers = { 'content-type': 'application/json' };
  const url = await press();
  expect(await send(url, { text: 'private' })).toEqual([200, undefined]);
  expect(await send(url, { text: 'open', response_type: 'in_channel' })).toEqual([200, undefined]);
  expect(await send(url, { blocks: [{ type: 'divider', colour: 'red' }] })).toEqual([400, 'invalid_blocks']);
  expect(await send(url, { delete_original: true })).toEqual([200, undefined]);
  expect(await send(url, { replace_original: true, text: 'x' })).toEqual([400, 'message_not_found']);
  expect(await send(url, { text: 'sixth' })).toEqual([404, 'used_url']);
  const texts = (name: string) =>
    sandbox
      .person(name)
      .messages(channel)
      .map((message) => message.text);
  expect(texts('mansi')).toEqual(['private', 'open']);
  expect(texts('igor')).toEqual(['open']);
  const late = await press();
  sandbox.responseUrls.expireAll();
  expect(await send(late, { text: 'late' })).toEqual([404, 'expired_url']);
});
