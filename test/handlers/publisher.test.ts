import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webApi } from '@slack/bolt';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { muteSummary, objectReportContent } from '../../app/examples/posts.ts';
import { publisherClientOptions, SlackPublisher } from '../../handlers/publisher.ts';
import { type OutgoingPost, PublishError } from '../../pipeline/api/posts.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { chartPng } from '../sandbox/chartPng.ts';
import { quietLogger } from '../sandbox/helpers.ts';
import { manifest, RememberingLog } from './helpers.ts';

const channel = 'C0NMMABOT1';
const installation = '0123456789abcdef';
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
    installation,
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
    metadata: { event_type: 'nmma_post', event_payload: { installation, post_id: 7 } },
  });
  const image = message?.blocks?.find((block) => (block as { type: string }).type === 'image');
  expect(image).toMatchObject({ alt_text: 'Light curve of ZTF22aawacjw' });
  expect(sent.channel).toBe(channel);
});

test('an answer that was lost leaves one message, found again by its id', async () => {
  sandbox.faults.order({ fault: 'lose-answer', method: 'chat.postMessage' });
  const error = await refusal(post());
  expect(error).toMatchObject({ trouble: 'pause', mayHaveBeenSent: true });
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

test('a direct message goes to the person’s conversation, once although its answer was lost', async () => {
  const direct = post({ channel: 'U0IGOR0001' });
  sandbox.faults.order({ fault: 'lose-answer', method: 'chat.postMessage' });
  expect(await refusal(direct)).toMatchObject({ trouble: 'pause', mayHaveBeenSent: true });
  const sent = await publisher.publish({ ...direct, mayHaveBeenSent: true });
  expect(sent.channel).toMatch(/^D/);
  const shown = sandbox.person('igor').messages(sent.channel);
  expect(shown.map((one) => one.ts)).toEqual([sent.ts]);
  expect(messages()).toEqual([]);
});

test('a direct message that nobody can get is given up; one without the scope waits for it', async () => {
  expect(await refusal(post({ channel: 'U0GONE0001' }))).toMatchObject({
    trouble: 'never',
    code: 'user_not_found',
  });
  sandbox.faults.order({ fault: 'error', method: 'conversations.open', error: 'missing_scope' });
  const error = await refusal(post({ channel: 'U0IGOR0001', mayHaveBeenSent: true }));
  expect(error).toMatchObject({ trouble: 'cure', mayHaveBeenSent: true });
});

test('edits in place and keeps the metadata', async () => {
  const sent = await publisher.publish(post());
  const content = objectReportContent({ muted: muteSummary() });
  expect(await publisher.publish(post({ postId: 9, editTs: sent.ts, content }))).toEqual(sent);
  const [message] = messages();
  expect(JSON.stringify(message?.blocks)).toContain('Muted by');
  expect(message?.metadata?.event_payload).toEqual({ installation, post_id: 7 });
});

test('when Slack asks for a pause the post waits as long', async () => {
  for (const method of ['files.getUploadURLExternal', 'files.info', 'chat.postMessage']) {
    sandbox.faults.order({ fault: 'answer', method, status: 429, retryAfter: 17 });
    expect(await refusal(post())).toMatchObject({
      trouble: 'pause',
      retryAfterSeconds: 17,
      mayHaveBeenSent: false,
    });
  }
  expect(messages()).toHaveLength(0);
  await publisher.publish(post());
  expect(sandbox.workspace.files.size).toBe(1);
});

test('a post of another installation with the same number is not taken for it', async () => {
  const other = await publisher.publish(post());
  const sent = await publisher.publish(post({ installation: 'another', mayHaveBeenSent: true }));
  expect(sent.ts).not.toBe(other.ts);
  expect(messages()).toHaveLength(2);
});

test('a pause is asked for with a date, or without saying how long', async () => {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
  const asked = async (retryAfter?: string) => {
    const more = retryAfter === undefined ? {} : { retryAfter };
    sandbox.faults.order({ fault: 'answer', method: 'chat.postMessage', status: 429, ...more });
    const { trouble, mayHaveBeenSent, retryAfterSeconds } = await refusal(post());
    expect([trouble, mayHaveBeenSent]).toEqual(['pause', false]);
    return retryAfterSeconds ?? 0;
  };
  expect(await asked()).toBe(30);
  expect(Math.abs((await asked(inSeconds(45))) - 45)).toBeLessThan(3);
  // A clock that is a year off.
  expect(await asked(inSeconds(365 * 86_400))).toBe(30);
});

test('every refusal says what it asks for: a pause, a cure, another message, or nothing', async () => {
  sandbox.faults.order({ fault: 'answer', method: 'chat.postMessage', status: 503 });
  const down = await refusal(post());
  expect(down).toMatchObject({ trouble: 'pause', retryAfterSeconds: null, mayHaveBeenSent: true });
  expect(down.message).toContain('HTTP 503');
  const troubles: Record<string, string> = {
    ratelimited: 'pause',
    internal_error: 'pause',
    is_archived: 'cure',
    missing_scope: 'cure',
    invalid_auth: 'cure',
    token_revoked: 'cure',
    account_inactive: 'cure',
    restricted_action: 'cure',
    restricted_action_read_only_channel: 'cure',
    msg_too_long: 'never',
    invalid_metadata_format: 'never',
    message_not_found: 'gone',
    edit_window_closed: 'gone',
    cant_update_message: 'gone',
    an_error_of_next_year: 'unknown',
  };
  for (const [error, trouble] of Object.entries(troubles)) {
    sandbox.faults.order({ fault: 'error', method: 'chat.postMessage', error });
    const { code, trouble: found, mayHaveBeenSent } = await refusal(post());
    expect([code, found, mayHaveBeenSent]).toEqual([error, trouble, error === 'internal_error']);
  }
  expect((await refusal(post({ channel: 'C0NOWHERE1' }))).message).toBe(
    'Slack answers channel_not_found for C0NOWHERE1: invite the bot there with /invite @nmma-bot.',
  );
  expect(await refusal(post({ channel: 'C0GENERAL1' }))).toMatchObject({
    trouble: 'cure',
    code: 'not_in_channel',
  });
  expect(await refusal(post({ editTs: '1.000000' }))).toMatchObject({ trouble: 'gone' });
  expect(await refusal(post({ threadTs: '1.000000' }))).toMatchObject({ trouble: 'gone' });
  expect(messages()).toEqual([]);
});

test('a private channel and an archived one wait for a person, and then get what they were owed', async () => {
  const hidden = sandbox.workspace.addChannel('C0PRIVATE1', 'partners', ['U0MANSI001']);
  hidden.isPrivate = true;
  const owed = post({ channel: hidden.id, content: { kind: 'notice', text: 'hello' } });
  expect(await refusal(owed)).toMatchObject({ trouble: 'cure', code: 'channel_not_found' });
  hidden.members.add(sandbox.workspace.bot.id);
  hidden.isArchived = true;
  expect(await refusal(owed)).toMatchObject({ trouble: 'cure', code: 'is_archived' });
  hidden.isArchived = false;
  await publisher.publish(owed);
  expect(sandbox.person('mansi').messages(hidden.id)).toHaveLength(1);
});

test('when looking for an earlier post fails, that it may have been sent is not forgotten', async () => {
  await publisher.publish(post());
  sandbox.faults.order({ fault: 'answer', method: 'conversations.history', status: 429, retryAfter: 3 });
  expect(await refusal(post({ mayHaveBeenSent: true }))).toMatchObject({ mayHaveBeenSent: true });
  await publisher.publish(post({ mayHaveBeenSent: true }));
  expect(messages()).toHaveLength(1);
});

test('a right that is missing is named, with what to do', async () => {
  const poor = await startSandbox({ scopes: ['commands'] });
  try {
    const error = await refusal(post({ content: { kind: 'notice', text: 'hello' } }), makePublisher(poor));
    expect(error).toMatchObject({ trouble: 'cure', code: 'missing_scope' });
    expect(error.message).toContain('(chat:write)');
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

/** How many pictures of the channel's messages are shown, and how many are placeholders. */
function pictures(): { shown: number; notFound: number } {
  const words = JSON.stringify(messages().map((one) => one.blocks));
  const count = (pattern: RegExp) => [...words.matchAll(pattern)].length;
  return { shown: count(/"image_url":"http/g), notFound: count(/"image_url":"data:/g) };
}

test('a picture that an edit brings is shown by a new message first, once, and not again', async () => {
  const bare = objectReportContent({ lightCurveChart: null });
  const sent = await publisher.publish(post({ content: bare }));
  const edit = post({ postId: 8, editTs: sent.ts });
  // The reply with the picture is posted, and its answer lost.
  sandbox.faults.order({ fault: 'lose-answer', method: 'chat.postMessage' });
  expect(await refusal(edit)).toMatchObject({ trouble: 'pause', mayHaveBeenSent: true });
  await publisher.publish({ ...edit, mayHaveBeenSent: true });
  expect(messages().map((one) => one.thread_ts)).toEqual([undefined, sent.ts]);
  expect(pictures()).toEqual({ shown: 2, notFound: 0 });
  await publisher.publish(post({ postId: 9, editTs: sent.ts }));
  expect(messages()).toHaveLength(2);
  expect(sandbox.workspace.files.size).toBe(1);
});

test('what Slack has processed is not asked for again', async () => {
  let asked = 0;
  const client = new webApi.WebClient(sandbox.botToken, {
    ...publisherClientOptions,
    slackApiUrl: sandbox.slackApiUrl,
    logger: quietLogger,
  });
  const { info } = client.files;
  client.files.info = (options) => {
    asked += 1;
    return info.call(client.files, options);
  };
  const counting = new SlackPublisher({ client, log, pictureWaitMs: 2000 });
  const sent = await counting.publish(post());
  const first = asked;
  for (let postId = 8; postId < 12; postId += 1) await counting.publish(post({ postId, editTs: sent.ts }));
  expect(first).toBeGreaterThan(0);
  expect(asked).toBe(first);
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
  const slow = await startSandbox({
    scopes: manifest.oauth_config.scopes.bot,
    fileProcessingMs: 3_600_000,
  });
  await makePublisher(slow, 10).publish(post({ postId: 10 }));
  const told = [...messages(), ...slow.person('mansi').messages(channel)];
  await slow.close();
  const texts = told.map((one) => /The picture is missing: [^"]*\./.exec(JSON.stringify(one.blocks))?.[0]);
  expect(texts).toEqual([
    'The picture is missing: its file cannot be read.',
    'The picture is missing: Slack refused it (storage_limit_reached).',
    'The picture is missing: Slack refused it.',
    'The picture is missing: Slack did not process it in time.',
  ]);
});
