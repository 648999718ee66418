import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { botScopes, until } from './helpers.ts';

let sandbox: Sandbox;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({
    scopes: botScopes,
    commands: [{ command: '/nmma', description: '', usage_hint: '' }],
    ackTimeoutMs: 100,
    eventRetryDelaysMs: [0, 50],
  });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await sandbox.close();
});

interface Envelope {
  type: string;
  envelope_id?: string;
  retry_attempt?: number;
  retry_reason?: string;
}

async function connect(): Promise<{ socket: WebSocket; got: Envelope[]; url: string }> {
  const answer = await fetch(`${sandbox.slackApiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.appToken}` },
  });
  const { url } = (await answer.json()) as { url: string };
  const socket = new WebSocket(url);
  sockets.push(socket);
  const got: Envelope[] = [];
  socket.on('message', (data) => got.push(JSON.parse(String(data))));
  await once(socket, 'message');
  return { socket, got, url };
}

test('hello; an event nobody acknowledges is sent three times, then given up', async () => {
  const { got } = await connect();
  expect(got[0]).toMatchObject({ type: 'hello', num_connections: 1 });
  sandbox.person('mansi').mention('nmma-slack-bot', 'hi');
  await until(() => got.length === 4);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(got.slice(1).map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
    [0, ''],
    [1, 'timeout'],
    [2, 'timeout'],
  ]);
});

test('several sockets share the envelopes; a ticket opens one socket only', async () => {
  const first = await connect();
  const second = await connect();
  expect(sandbox.connections).toBe(2);
  for (const one of [first, second])
    one.socket.on('message', (data) => {
      const { envelope_id } = JSON.parse(String(data)) as Envelope;
      one.socket.send(JSON.stringify({ envelope_id, payload: { text: 'ok' } }));
    });
  const mansi = sandbox.person('mansi');
  for (let turn = 0; turn < 4; turn += 1)
    expect(await mansi.slash('general', '/nmma')).toMatchObject({ ok: true, ephemeral: { text: 'ok' } });
  expect(first.got.length).toBe(3);
  expect(second.got.length).toBe(3);
  const again = new WebSocket(first.url);
  sockets.push(again);
  const [error] = (await once(again, 'error')) as [Error];
  expect(error.message).toContain('403');
});

test('an acknowledgement that comes too late, or says nothing Slack takes', async () => {
  const { socket } = await connect();
  let answer: unknown;
  socket.on('message', (data) => {
    const { envelope_id } = JSON.parse(String(data)) as Envelope;
    socket.send('not JSON');
    const delay = answer === 'late' ? 200 : 0;
    setTimeout(() => socket.send(JSON.stringify({ envelope_id, payload: answer })), delay);
  });
  const mansi = sandbox.person('mansi');
  answer = 'late';
  expect((await mansi.slash('general', '/nmma')).error).toContain('operation_timeout');
  answer = { blocks: [{ type: 'sectoin' }] };
  expect((await mansi.slash('general', '/nmma')).error).toContain('invalid_blocks');
  answer = { response_type: 'in_channel', text: 'for all' };
  expect(await mansi.slash('general', '/nmma')).toMatchObject({ ok: true });
  expect(sandbox.person('igor').messages('general').at(-1)?.text).toBe('for all');
});

test('without a socket, and with an unknown command', async () => {
  const igor = sandbox.person('igor');
  expect(await igor.slash('general', '/nmma')).toMatchObject({
    error: '/nmma failed with the error "dispatch_failed"',
  });
  expect(await igor.slash('general', '/other')).toMatchObject({
    ok: false,
    error: '/other is not a valid command.',
  });
});
