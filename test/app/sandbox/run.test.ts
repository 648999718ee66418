import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../pipeline/scratch.ts';
import { endProcess, startSandboxProcess } from '../../sandboxProcess.ts';

let root: string;
const running: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nmma-sandbox-'));
});
afterEach(async () => {
  for (const one of running.splice(0)) await endProcess(one);
  rmSync(root, { recursive: true });
});

async function workspace(words: string[]) {
  const { child, place } = await startSandboxProcess(words);
  running.push(child);
  return { child, place };
}

test('a workspace is a process of its own, which keeps tokens, messages and files over a restart', async () => {
  const state = join(root, 'workspace');
  const { child, place } = await workspace(['--state', state]);
  expect(place.pid).toBe(child.pid);
  const { channel, botToken: token } = place;
  const slack = new WebClient(token, { slackApiUrl: place.slackApiUrl });
  const { ts } = await slack.chat.postMessage({
    channel,
    text: 'kept',
    metadata: { event_type: 'test', event_payload: { number: 1 } },
  });
  await slack.filesUploadV2({ channel_id: channel, file: Buffer.from('x,y\n1,2\n'), filename: 'fit.csv' });
  // An upload is processed for a moment before it is shared.
  await until(async () => (await slack.conversations.history({ channel })).messages?.length === 2);
  expect(await endProcess(child)).toBe(0);

  const second = (await workspace(['--state', state])).place;
  expect([second.botToken, second.appToken]).toEqual([token, place.appToken]);
  const again = new WebClient(token, { slackApiUrl: second.slackApiUrl });
  const { messages = [] } = await again.conversations.history({ channel, include_all_metadata: true });
  expect(messages.map(({ text }) => text)).toEqual(['', 'kept']);
  expect(messages[1]).toMatchObject({ ts, metadata: { event_payload: { number: 1 } } });
  const file = messages[0]?.files?.[0];
  const bytes = await fetch(`${second.url}files/${file?.id}/fit.csv`);
  expect(await bytes.text()).toBe('x,y\n1,2\n');
  await again.chat.update({ channel, ts: String(ts), text: 'edited' });
});

test('a channel bears one message a second, as Slack’s does', async () => {
  const { place } = await workspace([]);
  const slack = new WebClient(place.botToken, {
    slackApiUrl: place.slackApiUrl,
    rejectRateLimitedCalls: true,
  });
  const post = () => slack.chat.postMessage({ channel: place.channel, text: 'x' });
  await post();
  await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
});

test('what is typed wrongly is one sentence and status 2', async () => {
  const { place } = await workspace([]);
  const state = join(root, 'state');
  mkdirSync(state);
  writeFileSync(join(root, 'file'), '');
  const { port } = new URL(place.url);
  const mistakes: [string[], string][] = [
    [['--port', port], `--port ${port} is taken: choose another, or none.`],
    [['--port', 'x'], '--port is “x”: expected a number from 0 to 65535.'],
    [['--posts-per-second', '-1'], '--posts-per-second is “-1”: expected a number such as 1'],
    [['--state', join(root, 'file')], `--state: ${join(root, 'file')} is a file, expected a folder.`],
  ];
  const start = (words: string[]) =>
    execa(process.execPath, ['app/main.ts', 'sandbox', ...words], { reject: false });
  for (const [words, sentence] of mistakes) {
    const { exitCode, stderr, stdout } = await start(words);
    expect([exitCode, stderr, stdout]).toEqual([2, expect.stringContaining(sentence), '']);
  }
  writeFileSync(join(state, 'workspace.json'), '{}');
  expect((await start(['--state', state])).stderr).toContain('is no workspace that was kept: remove it');
});
