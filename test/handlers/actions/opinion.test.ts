import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { watchNoticeContent } from '../../../app/examples/posts.ts';
import type { Person, PublicView } from '../../../sandbox/index.ts';
import { type MessageAt, type Stage, startStage } from '../helpers.ts';

let stage: Stage;
let mansi: Person;
let igor: Person;

beforeAll(async () => {
  stage = await startStage({ permissions: { mute: { users: ['U0MANSI001'], groups: [], channels: [] } } });
  mansi = stage.sandbox.person('mansi');
  igor = stage.sandbox.person('igor');
});
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const choose = (person: Person, at: MessageAt, word: string) =>
  person.select(at, 'nmma_opinion', `${word}:ZTF22aawacjw`);

async function opened(person: Person): Promise<PublicView> {
  const { view } = await person.waitFor('view_opened');
  if (!view) throw new Error('no view');
  return view;
}

test('Interesting and Junk are kept at once, and can be taken back', async () => {
  const at = await stage.postReport();
  await choose(mansi, at, 'interesting');
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('your verdict is kept, interesting.');
  await choose(mansi, at, 'junk');
  await mansi.waitFor('ephemeral');
  expect(stage.service.opinions).toMatchObject([{ person: mansi.id, word: 'junk', class: null }]);
  await choose(mansi, at, 'withdraw');
  expect((await mansi.waitFor('ephemeral')).message?.text).toBe('ZTF22aawacjw: your verdict is withdrawn.');
  expect(stage.service.opinions).toEqual([]);
});

test('Classified as… asks for the class, from the list or one’s own, and says at the field what is wrong', async () => {
  await choose(mansi, await stage.postReport(), 'classified');
  const view = await opened(mansi);
  expect((await mansi.submitView(view, {})).errors?.class).toContain('Choose a class');
  const both = await mansi.submitView(view, { class: 'SN Ia', other_class: 'Ca-rich' });
  expect(both.errors?.other_class).toBe('Choose SN Ia or type another class, not both.');
  stage.service.objects.splice(0);
  expect((await mansi.submitView(view, { class: 'SN Ia', other_class: '' })).errors?.class).toContain(
    'No object',
  );
  stage.reset();
  expect(await mansi.submitView(view, { class: 'SN Ia', other_class: '', comment: 'see TNS' })).toMatchObject(
    { ok: true },
  );
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('classified as SN Ia');
  expect(stage.service.opinions).toMatchObject([{ word: 'classified', class: 'SN Ia', comment: 'see TNS' }]);
});

test('who may not mute may not judge either, and is told whom to ask', async () => {
  const at = await stage.postReport();
  for (const word of ['interesting', 'classified', 'withdraw']) {
    await choose(igor, at, word);
    expect((await igor.waitFor('ephemeral')).message?.text).toContain('give verdicts on them');
  }
  expect(stage.service.opinions).toEqual([]);
});

test('Follow and Stop following are for everybody who may look; Stop under the news ends it too', async () => {
  const at = await stage.postReport();
  await choose(igor, at, 'follow');
  expect((await igor.waitFor('ephemeral')).message?.text).toContain(
    'you get a direct message when its verdict changes',
  );
  expect(stage.service.watches(igor.id)).toMatchObject([{ watched: { object: 'ZTF22aawacjw' } }]);
  await choose(igor, at, 'unfollow');
  expect((await igor.waitFor('ephemeral')).message?.text).toBe('No more direct messages about ZTF22aawacjw.');
  stage.service.watch({ watched: { kind: 'KN', above: 3 }, by: igor.id });
  const news = await stage.post(watchNoticeContent({ because: [{ kind: 'KN', above: 3 }] }));
  await igor.click(news, 'nmma_unwatch_0');
  expect((await igor.waitFor('ephemeral')).message?.text).toBe('No more direct messages about KN &gt; 3.');
  expect(stage.service.watches(igor.id)).toEqual([]);
});

test('the choice works in the answer to status, where no message is edited', async () => {
  await mansi.slash('#nmma-slack-bot', '/nmma', 'status ZTF22aawacjw');
  const { message } = await mansi.waitFor('ephemeral');
  await choose(mansi, { channel: 'C0NMMABOT1', ts: message?.ts ?? '' }, 'junk');
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('your verdict is kept, junk.');
});
