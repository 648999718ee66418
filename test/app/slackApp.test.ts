import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from '../../app/log.ts';
import { createSlackApp, type SlackApp } from '../../app/slackApp.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { manifest } from '../handlers/helpers.ts';
import { until } from '../sandbox/helpers.ts';

const { log } = openLog({ level: 'silent', file: null });
let sandbox: Sandbox;
let slack: SlackApp | undefined;

beforeEach(async () => {
  const { bot } = manifest.oauth_config.scopes;
  sandbox = await startSandbox({ scopes: bot, commands: manifest.features.slash_commands });
});
afterEach(async () => {
  await slack?.stop().catch(() => {});
  slack = undefined;
  await sandbox.close();
});

function make(tokens: Partial<{ botToken: string; appToken: string }> = {}, onRefused = () => {}): SlackApp {
  const { botToken, appToken, slackApiUrl } = sandbox;
  slack = createSlackApp({ botToken, appToken, slackApiUrl, log, onRefused, ...tokens });
  return slack;
}

test('connects, answers, and comes back after the socket broke', async () => {
  const { app, start } = make();
  app.command('/nmma', async ({ ack }) => ack('here'));
  await start();
  sandbox.faults.order({ fault: 'drop-sockets', refuseForMs: 300 });
  await until(() => sandbox.connections === 0);
  await until(() => sandbox.connections === 1);
  const outcome = await sandbox.person('mansi').slash('general', '/nmma');
  expect(outcome).toMatchObject({ ok: true, ephemeral: { text: 'here' } });
});

test('a pong that takes 6 s keeps the connection; silence ends it within 90 s, and a new one opens', async () => {
  const { start } = make();
  await start();
  const opened = () => sandbox.socketsOpened;
  sandbox.faults.order({ fault: 'pong', afterMs: 6000 });
  await new Promise((resolve) => setTimeout(resolve, 14_000));
  expect([sandbox.connections, opened()]).toEqual([1, 1]);
  sandbox.faults.order({ fault: 'pong', afterMs: null });
  await until(() => opened() === 2, 90_000);
  sandbox.faults.order({ fault: 'clear' });
});

test('a wrong token is an error of start', async () => {
  await expect(make({ botToken: 'xoxb-wrong' }).start()).rejects.toThrow('invalid_auth');
  await expect(make({ appToken: 'xapp-wrong' }).start()).rejects.toThrow('invalid_auth');
});

test('a token that stops being good is handed over instead of ending the process', async () => {
  const onRefused = vi.fn();
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  try {
    await make({}, onRefused).start();
    sandbox.faults.order({
      fault: 'error',
      method: 'apps.connections.open',
      error: 'invalid_auth',
      times: 9,
    });
    sandbox.faults.order({ fault: 'drop-sockets' });
    await until(() => onRefused.mock.calls.length > 0);
    expect(String(onRefused.mock.calls[0]?.[0])).toContain('invalid_auth');
    expect(unhandled).not.toHaveBeenCalled();
  } finally {
    process.off('unhandledRejection', unhandled);
  }
});
