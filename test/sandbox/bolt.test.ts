import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { chartPng } from './chartPng.ts';
import { botScopes, isPost, quietLogger, until, uploadedId } from './helpers.ts';

let sandbox: Sandbox;
let app: App;

beforeEach(async () => {
  sandbox = await startSandbox({
    scopes: botScopes,
    commands: [{ command: '/nmma', description: 'Fits', usage_hint: 'status' }],
    fileProcessingMs: 50,
  });
  app = new App({
    token: sandbox.botToken,
    appToken: sandbox.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    logger: quietLogger,
    clientOptions: { slackApiUrl: sandbox.slackApiUrl, retryConfig: { retries: 3, minTimeout: 50 } },
  });
  app.error(async (error) => {
    throw error;
  });
});

afterEach(async () => {
  await app.stop();
  await sandbox.close();
});

const modal = {
  type: 'modal' as const,
  callback_id: 'refit',
  title: { type: 'plain_text' as const, text: 'Refit' },
  submit: { type: 'plain_text' as const, text: 'Fit' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'models',
      label: { type: 'plain_text' as const, text: 'Models' },
      element: {
        type: 'checkboxes' as const,
        action_id: 'models',
        options: ['SC', 'KN'].map((kind) => ({
          text: { type: 'plain_text' as const, text: kind },
          value: kind,
        })),
      },
    },
    {
      type: 'input' as const,
      block_id: 'live',
      label: { type: 'plain_text' as const, text: 'Live points' },
      element: {
        type: 'number_input' as const,
        action_id: 'live',
        is_decimal_allowed: false,
        initial_value: '64',
        min_value: '10',
      },
    },
  ],
};

test('the main path: slash, upload, post with picture, click, modal with errors, update', async () => {
  app.command('/nmma', async ({ ack, command, client, respond }) => {
    await ack(`You said ${command.text}`);
    const upload = await client.files.uploadV2({ file: chartPng, filename: 'light-curve.png' });
    const id = uploadedId(upload);
    await until(async () => (await client.files.info({ file: id })).file?.mimetype === 'image/png');
    await client.chat.postMessage({
      channel: command.channel_id,
      text: 'ZTF22abc',
      blocks: [
        { type: 'image', slack_file: { id }, alt_text: 'Light curve of ZTF22abc' },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'refit', text: { type: 'plain_text', text: 'Refit…' }, value: '7' },
          ],
        },
      ],
      metadata: { event_type: 'nmma_post', event_payload: { post_id: 7 } },
    });
    await respond('Done');
  });
  app.action('refit', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.views.open({ trigger_id: body.trigger_id, view: { ...modal, private_metadata: '7' } });
  });
  app.view('refit', async ({ ack, view, client }) => {
    const kinds = view.state.values.models?.models?.selected_options?.map((option) => option.value);
    if (kinds?.includes('KN')) return ack({ response_action: 'errors', errors: { models: 'No KN today' } });
    await ack();
    const history = await client.conversations.history({
      channel: 'C0NMMABOT1',
      include_all_metadata: true,
    });
    const ts = history.messages?.find((message) => isPost(message, 7))?.ts ?? '';
    const live = view.state.values.live?.live?.value;
    await client.chat.update({ channel: 'C0NMMABOT1', ts, text: `${kinds} with ${live}`, blocks: [] });
  });
  await app.start();
  const mansi = sandbox.person('mansi');

  const outcome = await mansi.slash('#nmma-slack-bot', '/nmma', 'status');
  expect(outcome).toMatchObject({
    ok: true,
    ack: { text: 'You said status' },
    ephemeral: { text: 'You said status' },
  });
  await mansi.waitFor((event) => event.type === 'ephemeral' && event.message?.text === 'Done');
  const post = mansi.messages('nmma-slack-bot').find((message) => message.text === 'ZTF22abc');
  expect(post?.metadata?.event_payload).toEqual({ post_id: 7 });
  const picture = post?.blocks?.[0] as { image_url: string };
  const bytes = Buffer.from(await (await fetch(picture.image_url)).arrayBuffer());
  expect(bytes.equals(chartPng)).toBe(true);

  expect(await mansi.click({ channel: 'C0NMMABOT1', ts: post?.ts ?? '' }, 'refit')).toEqual({ ok: true });
  const opened = (await mansi.waitFor('view_opened')).view;
  expect(opened).toMatchObject({ callback_id: 'refit', private_metadata: '7' });
  if (!opened) return;
  expect(await mansi.submitView(opened)).toEqual({
    ok: false,
    errors: { models: 'Please complete this required field.' },
  });
  expect(await mansi.submitView(opened, { models: ['SC'], live: 3 })).toMatchObject({
    errors: { live: 'Please enter a number that is at least 10.' },
  });
  expect(await mansi.submitView(opened, { models: ['SC', 'KN'], live: 64 })).toEqual({
    ok: false,
    errors: { models: 'No KN today' },
  });
  expect(mansi.view?.id).toBe(opened.id);
  expect(await mansi.submitView(opened, { models: 'SC', live: 128 })).toEqual({ ok: true, closed: true });
  const changed = await mansi.waitFor('message_changed');
  expect(changed.message).toMatchObject({ ts: post?.ts, text: 'SC with 128' });
  expect(changed.message?.blocks).toBeUndefined();
  expect(mansi.view).toBeNull();
});

test("a slash command that nobody acknowledges within 3 s fails before the person's eyes", async () => {
  app.command('/nmma', async () => {});
  await app.start();
  const started = Date.now();
  const outcome = await sandbox.person('igor').slash('#nmma-slack-bot', '/nmma');
  expect(outcome).toEqual({ ok: false, error: '/nmma failed with the error "operation_timeout"' });
  expect(Date.now() - started).toBeGreaterThan(2900);
});

test('events: Home, a mention, a direct message; what nobody took is sent again', async () => {
  const heard: string[] = [];
  app.event('app_home_opened', async ({ event, client }) => {
    heard.push('home');
    const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'All quiet' } }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  app.event('app_mention', async ({ event, say }) => {
    heard.push(event.text);
    await say({ text: 'Here', thread_ts: event.ts });
  });
  app.message('ping', async ({ say }) => {
    heard.push('ping');
    await say('pong');
  });
  const mansi = sandbox.person('mansi');
  expect(mansi.openHome()).toBeNull();
  await app.start();
  const home = await mansi.waitFor('home');
  expect(home.view?.blocks[0]).toMatchObject({ text: { text: 'All quiet' } });
  const said = mansi.mention('#nmma-slack-bot', 'hello');
  const reply = await mansi.waitFor((event) => event.message?.text === 'Here');
  expect(reply.message?.thread_ts).toBe(said.ts);
  mansi.direct('ping');
  await mansi.waitFor((event) => event.message?.text === 'pong');
  expect(heard).toEqual(['home', '<@U0NMMABOT1> hello', 'ping']);
});

test('a told disconnect and a dropped socket are followed by a new connection', async () => {
  const clientOptions = { slackApiUrl: sandbox.slackApiUrl };
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    // Bolt waits this long before it connects again; its own 5 s would make the test slow.
    clientPingTimeout: 300,
    logger: quietLogger,
    installerOptions: { clientOptions },
  });
  const hasty = new App({ token: sandbox.botToken, receiver, clientOptions, logger: quietLogger });
  hasty.command('/nmma', async ({ ack }) => ack('still here'));
  await hasty.start();
  try {
    const mansi = sandbox.person('mansi');
    const answered = { ok: true, ephemeral: { text: 'still here' } };
    for (const reason of ['warning', 'refresh_requested'] as const) {
      sandbox.faults.order({ fault: 'disconnect', reason });
      await until(() => sandbox.connections === 0);
      await until(() => sandbox.connections === 1);
      expect(await mansi.slash('general', '/nmma')).toMatchObject(answered);
    }
    sandbox.faults.order({ fault: 'drop-sockets', refuseForMs: 400 });
    expect(await mansi.slash('general', '/nmma')).toMatchObject({ ok: false });
    await until(() => sandbox.connections === 1);
    expect(await mansi.slash('general', '/nmma')).toMatchObject(answered);
  } finally {
    await hasty.stop();
  }
});

test('an event that was not acknowledged comes again; an envelope can come twice or late', async () => {
  const seen: string[] = [];
  app.command('/nmma', async ({ ack, command }) => {
    seen.push(command.text);
    await ack();
  });
  await app.start();
  const mansi = sandbox.person('mansi');
  sandbox.faults.order({ fault: 'duplicate' });
  await mansi.slash('general', '/nmma', 'doubled');
  await until(() => seen.length === 2);
  sandbox.faults.order({ fault: 'delay-envelopes', ms: 150 });
  const started = Date.now();
  await mansi.slash('general', '/nmma', 'late');
  expect(Date.now() - started).toBeGreaterThan(140);
  expect(seen).toEqual(['doubled', 'doubled', 'late']);
});
