import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webApi } from '@slack/bolt';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { publisherClientOptions, SlackPublisher } from '../../handlers/publisher.ts';
import { type OutgoingPost, PublishError } from '../../pipeline/api/posts.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { chartPng, quietLogger } from '../sandbox/helpers.ts';
import { muteSummary, objectReportContent } from './examples.ts';
import { manifest, RememberingLog } from './helpers.ts';

const channel = 'C0NMMABOT1';
let folder: string;
let path: string;
let sandbox: Sandbox;
let log: RememberingLog;
let publisher: SlackPublisher;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-publisher-'));
  path = join(folder, 'light-curve.png');
  writeFileSync(path, chartPng);
});
afterAll(() => rmSync(folder, { recursive: true }));

function makePublisher(scopesOf: Sandbox, pictureWaitMs = 2000): SlackPublisher {
  const client = new webApi.WebClient(scopesOf.botToken, {
    ...publisherClientOptions,
    slackApiUrl: scopesOf.slackApiUrl,
    logger: quietLogger,
  });
  return new SlackPublisher({ client, log, pictureWaitMs, pictureRetriesMs: [10, 20] });
}

beforeEach(async () => {
  sandbox = await startSandbox({ scopes: manifest.oauth_config.scopes.bot, fileProcessingMs: 150 });
  log = new RememberingLog();
  publisher = makePublisher(sandbox);
});
afterEach(() => sandbox.close());

function post(given: Partial<OutgoingPost> = {}): OutgoingPost {
  return {
    postId: 7,
    channel,
    threadTs: null,
    editTs: null,
    mayHaveBeenSent: false,
    content: objectReportContent({ lightCurveChart: { path, altText: 'Light curve of ZTF22aawacjw' } }),
    ...given,
  };
}

const messages = () => sandbox.person('mansi').messages(channel);

/** The PublishError that a post ends in. */
async function refusal(outgoing: OutgoingPost, by = publisher): Promise<PublishError> {
  const error = await by.publish(outgoing).catch((problem: unknown) => problem);
  if (!(error instanceof PublishError)) throw new Error(`expected a PublishError, got ${String(error)}`);
  return error;
}

test('posts with its picture, processed before it is shown, and its id in the metadata', async () => {
  const sent = await publisher.publish(post());
  const [message] = messages();
  expect(message).toMatchObject({
    ts: sent.ts,
    metadata: { event_type: 'nmma_post', event_payload: { post_id: 7 } },
  });
  const image = message?.blocks?.find((block) => (block as { type: string }).type === 'image');
  expect(image).toMatchObject({ alt_text: 'Light curve of ZTF22aawacjw' });
  expect(sent.channel).toBe(channel);
});

test('an answer that was lost leaves one message, found again by its id', async () => {
  sandbox.faults.order({ fault: 'lose-answer', method: 'chat.postMessage' });
  const error = await refusal(post());
  expect(error).toMatchObject({ permanent: false });
  expect(messages()).toHaveLength(1);
  const sent = await publisher.publish(post({ mayHaveBeenSent: true }));
  expect(messages().map((one) => one.ts)).toEqual([sent.ts]);
  expect(sandbox.workspace.files.size).toBe(1);
});

test('a reply that was lost is found in its thread; another post is not taken for it', async () => {
  const parent = await publisher.publish(post());
  const reply = post({ postId: 8, threadTs: parent.ts, mayHaveBeenSent: true });
  const first = await publisher.publish(reply);
  const second = await publisher.publish(reply);
  expect(second).toEqual(first);
  expect(first.ts).not.toBe(parent.ts);
  expect(messages().map((one) => one.thread_ts)).toEqual([undefined, parent.ts]);
});

test('edits in place and keeps the metadata', async () => {
  const sent = await publisher.publish(post());
  const content = objectReportContent({ muted: muteSummary() });
  expect(await publisher.publish(post({ postId: 9, editTs: sent.ts, content }))).toEqual(sent);
  const [message] = messages();
  expect(JSON.stringify(message?.blocks)).toContain('Muted by');
  expect(message?.metadata?.event_payload).toEqual({ post_id: 7 });
});

test('when Slack asks for a pause the post waits as long', async () => {
  for (const method of ['files.getUploadURLExternal', 'files.info', 'chat.postMessage']) {
    sandbox.faults.order({ fault: 'answer', method, status: 429, retryAfter: 17 });
    expect(await refusal(post())).toMatchObject({ permanent: false, retryAfterSeconds: 17 });
  }
  expect(messages()).toHaveLength(0);
  await publisher.publish(post());
  expect(sandbox.workspace.files.size).toBe(1);
});

test('trouble of Slack’s passes, trouble of the message does not', async () => {
  sandbox.faults.order({ fault: 'answer', method: 'chat.postMessage', status: 503 });
  const down = await refusal(post());
  expect(down).toMatchObject({ permanent: false, retryAfterSeconds: null });
  expect(down.message).toContain('HTTP 503');
  expect(await refusal(post({ channel: 'C0NOWHERE1' }))).toMatchObject({ permanent: true });
  const outside = await refusal(post({ channel: 'C0GENERAL1' }));
  expect(outside).toMatchObject({ permanent: false, retryAfterSeconds: 300 });
  expect(outside.message).toContain('invite the bot');
  expect(await refusal(post({ editTs: '1.000000' }))).toMatchObject({ permanent: true });
  expect(await refusal(post({ threadTs: '1.000000' }))).toMatchObject({ permanent: true });
});

test('a right that is missing is named, with what to do', async () => {
  const poor = await startSandbox({ scopes: ['commands'] });
  try {
    const error = await refusal(post({ content: { kind: 'notice', text: 'hello' } }), makePublisher(poor));
    expect(error).toMatchObject({ permanent: true });
    expect(error.message).toContain('missing_scope');
    expect(error.message).toContain('manifest.yml');
  } finally {
    await poor.close();
  }
});

test('without the right to look, a post is sent rather than forgotten', async () => {
  const poor = await startSandbox({ scopes: ['chat:write'] });
  try {
    const content = { kind: 'notice' as const, text: 'hello' };
    await makePublisher(poor).publish(post({ content, mayHaveBeenSent: true }));
    expect(poor.person('mansi').messages(channel)).toHaveLength(1);
  } finally {
    await poor.close();
  }
});

test('a picture that cannot be had does not keep the message back', async () => {
  const missing = objectReportContent({ lightCurveChart: { path: `${path}.not`, altText: 'x' } });
  await publisher.publish(post({ content: missing }));
  sandbox.faults.order({
    fault: 'error',
    method: 'files.completeUploadExternal',
    error: 'storage_limit_reached',
  });
  await publisher.publish(post({ postId: 8 }));
  sandbox.faults.order({
    fault: 'error',
    method: 'chat.postMessage',
    error: 'invalid_blocks',
    times: 3,
  });
  await publisher.publish(post({ postId: 9 }));
  await makePublisher(sandbox, 10).publish(post({ postId: 10 }));
  const texts = messages().map(
    (one) => /The picture is missing: [^"]*\./.exec(JSON.stringify(one.blocks))?.[0],
  );
  expect(texts).toEqual([
    'The picture is missing: its file cannot be read.',
    'The picture is missing: Slack refused it (storage_limit_reached).',
    'The picture is missing: Slack refused it.',
    'The picture is missing: Slack did not process it in time.',
  ]);
});
