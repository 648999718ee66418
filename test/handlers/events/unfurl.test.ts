import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Person } from '../../../sandbox/index.ts';
import { quietLogger } from '../../sandbox/helpers.ts';
import { type Stage, startStage } from '../helpers.ts';

let stage: Stage;
let mansi: Person;
const other = 'C0OTHER0001';
const page = 'https://fritz.science/source/ZTF22aawacjw';

beforeAll(async () => {
  stage = await startStage({ unfurl: { links: true, names: true, except: ['C0NMMABOT1'] } });
  mansi = stage.sandbox.person('mansi');
  const { workspace } = stage.sandbox;
  workspace.addChannel(other, 'other', [...workspace.people.map(({ id }) => id), workspace.bot.id]);
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.reset();
  stage.service.isOpen = true;
});

const attachments = (channel: string, ts: string) =>
  JSON.stringify(mansi.messages(channel).find((one) => one.ts === ts)?.attachments ?? []);
/** What the app replied to a message. */
const replies = (ts: string) =>
  mansi
    .messages(other)
    .filter((one) => one.thread_ts === ts && one.bot)
    .map((one) => one.text);

/** Waits until the app has answered something that was written after everything else. */
async function handled(): Promise<void> {
  mansi.mention('C0NMMABOT1', 'models');
  await mansi.waitFor('ephemeral');
}

test('a link to an object’s page shows its verdict, also where the app is no member', async () => {
  for (const channel of ['C0GENERAL1', 'C0NMMABOT1']) {
    const { ts } = mansi.say(channel, `Look: <${page}|Fritz>`);
    await expect.poll(() => attachments(channel, ts)).toContain('Kilonova, P = 0.98');
    expect(attachments(channel, ts)).toContain('RA 123.45678°');
  }
});

test('nothing is shown of an object that the channel may not see, that is unknown, or that has no verdict', async () => {
  stage.service.isOpen = false;
  const hidden = mansi.say(other, `${page} and ZTF22aawacjw`);
  await handled();
  stage.service.isOpen = true;
  const unknown = mansi.say(other, 'https://fritz.science/source/ZTF22zzzzzzz and ZTF22zzzzzzz');
  const { ts } = mansi.say(other, page);
  await expect.poll(() => attachments(other, ts)).toContain('Kilonova');
  await handled();
  for (const one of [hidden, unknown]) {
    expect(attachments(other, one.ts)).toBe('[]');
    expect(replies(one.ts)).toEqual([]);
  }
});

test('a name is answered once, in the thread, but not where the object has its message, nor to the app itself', async () => {
  const first = mansi.say(other, 'is ZTF22AAWACJW real?');
  await expect.poll(() => replies(first.ts)).toHaveLength(1);
  expect(replies(first.ts)[0]).toContain('ZTF22aawacjw: Kilonova');
  const again = mansi.say(other, 'I think ZTF22aawacjw is');
  const elsewhere = mansi.say('C0NMMABOT1', 'ZTF22aawacjw');
  mansi.mention(other, 'status ZTF22aawacjw');
  await mansi.waitFor('ephemeral');
  expect(replies(again.ts)).toEqual([]);
  expect(mansi.messages('C0NMMABOT1').filter((one) => one.thread_ts === elsewhere.ts)).toEqual([]);
});

test('Slack’s refusals: no scope, another’s domain, a link that is not there', async () => {
  const { sandbox } = stage;
  const client = new WebClient(sandbox.botToken, { slackApiUrl: sandbox.slackApiUrl, logger: quietLogger });
  const { ts } = mansi.say(other, `${page} https://example.org/ZTF22aawacjw`);
  const unfurl = async (given: object) => {
    const whole = { channel: other, ts, unfurls: { [page]: { blocks: [] } }, ...given };
    try {
      await client.apiCall('chat.unfurl', whole);
      return 'it succeeded';
    } catch (error) {
      return (error as { data?: { error?: string } }).data?.error;
    }
  };
  const section = { type: 'section', text: { type: 'mrkdwn', text: 'x' } };
  const links = (url: string) => ({ unfurls: { [url]: { blocks: [section] } } });
  expect(await unfurl({ unfurls: {} })).toBe('missing_unfurls');
  expect(await unfurl(links('https://example.org/ZTF22aawacjw'))).toBe('cannot_unfurl_url');
  expect(await unfurl(links('https://fritz.science/source/ZTF22other'))).toBe('cannot_unfurl_url');
  expect(await unfurl({ channel: 'C404', ...links(page) })).toBe('cannot_find_channel');
  expect(await unfurl({ ts: '1.000100', ...links(page) })).toBe('cannot_find_message');
  expect(await unfurl({ unfurls: { [page]: { blocks: [{ type: 'nonsense' }] } } })).toBe('invalid_blocks');
});
