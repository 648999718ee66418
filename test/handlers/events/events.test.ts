import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { plainWords } from '../../../handlers/events/plainWords.ts';
import { objectNamesIn } from '../../../handlers/shortcuts/namesIn.ts';
import type { Person, WorkspaceEvent } from '../../../sandbox/index.ts';
import { type Stage, startStage } from '../helpers.ts';

let stage: Stage;
let mansi: Person;
let igor: Person;
const channel = '#nmma-slack-bot';

beforeAll(async () => {
  stage = await startStage();
  mansi = stage.sandbox.person('mansi');
  igor = stage.sandbox.person('igor');
});
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const fromBot = (event: WorkspaceEvent) => event.type === 'message' && event.message?.bot === true;

/** Writes to the app directly; answers what it says. */
async function direct(person: Person, text: string) {
  person.direct(text);
  const { message } = await person.waitFor(fromBot);
  return { text: message?.text ?? '', words: JSON.stringify(message?.blocks), message };
}

test('a direct message understands the words of /nmma', async () => {
  expect((await direct(mansi, 'status')).text).toContain('1 running');
  expect((await direct(mansi, '/nmma  STATUS ztf22aawacjw')).text).toContain('Kilonova, P = 0.98');
  expect((await direct(mansi, 'nmma: status `ztf22aawacjw`')).text).toContain('Kilonova, P = 0.98');
  expect((await direct(mansi, '@nmma-bot help')).words).toContain('/nmma status');
  expect((await direct(mansi, 'statsu')).text).toContain('Did you mean status?');
  await direct(mansi, 'fit ZTF22aawacjw KN nlive=500');
  expect(stage.service.requests).toMatchObject([
    { objectName: 'ZTF22aawacjw', words: ['KN'], settings: { livePoints: 500 }, requestedBy: mansi.id },
  ]);
});

test('it is answered there, in a thread where it stands in one, and nobody else sees it', async () => {
  const { message } = await direct(mansi, 'status');
  expect(message?.thread_ts).toBeUndefined();
  const conversation = stage.sandbox.workspace.directChannel(mansi.id).id;
  const first = mansi.direct('runs');
  await mansi.waitFor(fromBot);
  mansi.say(conversation, 'status', first.ts);
  expect((await mansi.waitFor(fromBot)).message?.thread_ts).toBe(first.ts);
  await direct(igor, 'models');
  expect(mansi.messages(conversation).some((one) => one.text.includes('Kilonova (Bulla'))).toBe(false);
});

test('fit alone offers the form by a button', async () => {
  const { message, words } = await direct(mansi, 'fit');
  expect(words).toContain('nmma_fit_form');
  const conversation = stage.sandbox.workspace.directChannel(mansi.id).id;
  await mansi.click({ channel: conversation, ts: message?.ts ?? '' }, 'nmma_fit_form');
  expect(JSON.stringify((await mansi.waitFor('view_opened')).view)).toContain('Models');
});

test('sent twice by Slack it is answered once; what the app says itself is not answered', async () => {
  stage.sandbox.faults.order({ fault: 'duplicate' });
  const conversation = stage.sandbox.workspace.directChannel(igor.id).id;
  const before = igor.messages(conversation).length;
  await direct(igor, 'models');
  await direct(igor, 'runs');
  expect(igor.messages(conversation)).toHaveLength(before + 4);
});

test('edits, files and other bots are no commands', async () => {
  const { app, sandbox } = stage;
  const conversation = sandbox.workspace.directChannel(mansi.id).id;
  const before = mansi.messages(conversation).length;
  const common = { type: 'message', channel_type: 'im', channel: conversation, text: 'status', ts: '1.1' };
  const events = [
    { ...common, user: mansi.id, subtype: 'file_share' },
    { ...common, subtype: 'message_changed', message: {} },
    { ...common, user: 'U0OTHERBOT', bot_id: 'B0OTHER001' },
    { ...common, user: mansi.id, channel_type: 'mpim' },
  ];
  for (const [index, event] of events.entries()) {
    const body = { type: 'event_callback', event_id: `Ev${index}`, team_id: 'T0', event };
    await app.processEvent({ body, ack: async () => {} });
  }
  expect(mansi.messages(conversation)).toHaveLength(before);
  const body = {
    type: 'event_callback',
    event_id: 'Ev9',
    team_id: 'T0',
    event: { ...common, user: mansi.id },
  };
  await app.processEvent({ body, ack: async () => {} });
  expect(mansi.messages(conversation)).toHaveLength(before + 1);
});

test('what people type is read as they typed it', () => {
  expect(plainWords('<@U0NMMABOT> fit `ZTF22aawacjw` KN')).toBe('fit  ZTF22aawacjw  KN');
  expect(plainWords('mute *ZTF22aawacjw* &lt;10 mJy &amp; fading')).toBe(
    'mute ZTF22aawacjw <10 mJy & fading',
  );
  expect(plainWords('mute A see <https://fritz.science/source/A|fritz.science/source/A>')).toBe(
    'mute A see fritz.science/source/A',
  );
  expect(plainWords('look <https://fritz.science>')).toBe('look https://fritz.science');
  expect(plainWords('&amp;lt;')).toBe('&lt;');
});

test('Fit this object opens the form with the object that a message names', async () => {
  const cases: [said: string, inForm: string[], notInForm: string[]][] = [
    ['look at ztf23ABCDEFG tonight', ['ZTF23abcdefg', '"Refit"'], []],
    ['ZTF99zzzzzzz and ZTF22aawacjw', ['ZTF22aawacjw'], ['ZTF99zzzzzzz']],
    ['ZTF99zzzzzzz', ['ZTF99zzzzzzz'], []],
    ['clouds, and ZTF22aawacjwx', ['"Fit"'], ['initial_options":[{"text":{"type":"plain_text","text":"ZTF']],
  ];
  for (const [said, inForm, notInForm] of cases) {
    const message = igor.say(channel, said);
    expect(await mansi.shortcut('nmma_fit_message', message)).toEqual({ ok: true });
    const { view } = await mansi.waitFor('view_opened');
    const words = JSON.stringify(view);
    expect(inForm.filter((part) => !words.includes(part))).toEqual([]);
    expect(notInForm.filter((part) => words.includes(part))).toEqual([]);
    if (view) await mansi.closeView(view);
  }
});

test('what it asked for is asked for', async () => {
  const message = igor.say(channel, 'ZTF22aawacjw!');
  await mansi.shortcut('nmma_fit_message', message);
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  expect(await mansi.submitView(view, { models: ['Bulla'] })).toEqual({ ok: true, closed: true });
  expect(stage.service.requests).toMatchObject([{ objectName: 'ZTF22aawacjw', words: ['Bulla'] }]);
});

test('a shortcut that fails is told to the person', async () => {
  stage.service.broken = new Error('locked');
  const message = igor.say(channel, 'ZTF22aawacjw');
  await mansi.shortcut('nmma_fit_message', message);
  expect((await mansi.waitFor('ephemeral')).message?.text).toMatch(/reference [0-9a-f]{6}/);
});

test('names stand in text, blocks and attachments, in any case, each once', () => {
  const block = { type: 'rich_text', elements: [{ elements: [{ type: 'text', text: 'and ztf20ABCDEFG' }] }] };
  const link = { type: 'link', url: 'https://fritz.science/source/ZTF21hijklmn' };
  const message = {
    text: 'ZTF20abcdefg,',
    blocks: [block, link],
    attachments: [{ fallback: '(ZTF22aawacjw)' }],
  };
  expect(objectNamesIn(message)).toEqual(['ZTF20abcdefg', 'ZTF21hijklmn', 'ZTF22aawacjw']);
  expect(objectNamesIn({ text: 'ZTF2abcdefg XZTF20abcdefg ZTF20abcdefgh ZTF20abcdef1' })).toEqual([]);
  expect(objectNamesIn(null)).toEqual([]);
});

test('the global shortcut opens the empty form, and its answers come in the direct conversation', async () => {
  expect(await mansi.shortcut('nmma_new_fit')).toEqual({ ok: true });
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  await mansi.submitView(view, { objects: ['ZTF22aawacjw'], models: ['Piro2021'] });
  await expect
    .poll(() => stage.service.requests)
    .toMatchObject([{ objectName: 'ZTF22aawacjw', words: ['Piro2021'] }]);
  stage.service.broken = new Error('locked');
  await mansi.shortcut('nmma_new_fit');
  expect((await mansi.waitFor(fromBot)).message?.text).toContain('did not work');
});
