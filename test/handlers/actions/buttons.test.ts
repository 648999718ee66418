import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { posterior } from '../../../app/examples/charts.ts';
import { threeFits } from '../../../app/examples/posts.ts';
import { renderCorner } from '../../../charts/index.ts';
import { UserInputError } from '../../../pipeline/shared/userInputError.ts';
import type { Person, PublicView } from '../../../sandbox/index.ts';
import { type Stage, startStage } from '../helpers.ts';

let stage: Stage;
let mansi: Person;
let igor: Person;
let folder: string;

beforeAll(async () => {
  stage = await startStage();
  mansi = stage.sandbox.person('mansi');
  igor = stage.sandbox.person('igor');
  folder = mkdtempSync(join(tmpdir(), 'nmma-buttons-'));
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => stage.reset());

async function opened(person: Person): Promise<PublicView> {
  const { view } = await person.waitFor('view_opened');
  if (!view) throw new Error('no view');
  return view;
}

/** What a window shows once it has its content. */
async function filled(person: Person): Promise<{ view: PublicView; words: string }> {
  const { view } = await person.waitFor('view_updated');
  if (!view) throw new Error('no view');
  return { view, words: JSON.stringify(view) };
}

const filledForm = {
  models: ['Bulla', 'Piro2021'],
  live_points: 200,
  tmin: -1,
  tmax: 5.5,
  limits: [],
  trigger: 'fixed',
  trigger_jd: 2459834.5,
  prior_set: 'old',
  force: ['force'],
};

test('Refit opens the form with the object, says what is wrong at the field, then asks for the fits', async () => {
  const at = await stage.postReport();
  expect(await mansi.click(at, 'nmma_refit')).toEqual({ ok: true });
  const view = await opened(mansi);
  expect(JSON.stringify(view)).toContain('ZTF22aawacjw');
  expect(JSON.stringify(view)).not.toContain('trigger_jd');
  await mansi.click(view, 'nmma_more_settings');
  const whole = await filled(mansi);
  expect(whole.words).toContain('trigger_jd');
  expect(whole.words).toContain('ZTF22aawacjw');
  expect(whole.words).not.toContain('nmma_more_settings');
  expect(await mansi.submitView(view, { live_points: 5, tmax: -1, trigger_jd: 59834 })).toEqual({
    ok: false,
    errors: {
      live_points: '“5” does not serve: expected a whole number from 20 to 20000.',
      tmax: '“-1” does not serve: expected a number of days above 0.',
      trigger_jd: '“59834” does not serve: expected a Julian date such as 2459834.8.',
    },
  });
  expect(await mansi.submitView(view, filledForm)).toEqual({ ok: true, closed: true });
  expect(stage.service.requests).toEqual([
    {
      objectName: 'ZTF22aawacjw',
      words: ['Bulla', 'Piro2021'],
      settings: {
        livePoints: 200,
        tmin: -1,
        tmax: 5.5,
        useLimits: false,
        fixTrigger: true,
        triggerJd: 2459834.5,
        priorSet: 'old',
      },
      force: true,
      requestedBy: mansi.id,
    },
  ]);
});

test('the form shows the real defaults, and leaves what is behind More settings to them', async () => {
  const at = await stage.postReport();
  await mansi.click(at, 'nmma_refit');
  const view = await opened(mansi);
  const placeholders = JSON.stringify(view.blocks);
  for (const words of ['400 (Me2017), 250 (Piro2021)', '−2', '14'])
    expect(placeholders).toContain(`"placeholder":{"type":"plain_text","text":"${words}"`);
  await mansi.submitView(view, { models: ['Piro2021'] });
  expect(stage.service.requests.map((one) => one.settings)).toEqual([{}]);
});

test('two people who ask for the same refit make one, and the second is told', async () => {
  const at = await stage.postReport();
  await mansi.click(at, 'nmma_refit');
  await igor.click(at, 'nmma_refit');
  await mansi.submitView(await opened(mansi), { models: ['Piro2021'] });
  await igor.submitView(await opened(igor), { models: ['Piro2021'] });
  expect((await igor.waitFor('ephemeral')).message?.text).toContain('already queued or running');
});

test('what the pipeline refuses stands at the field; what fails is told to the person', async () => {
  const at = await stage.postReport();
  await mansi.click(at, 'nmma_refit');
  const view = await opened(mansi);
  stage.service.objects.splice(0);
  const refused = await mansi.submitView(view);
  expect(refused.errors?.objects).toContain('No object `ZTF22aawacjw`');
  stage.service.broken = new Error('locked');
  await mansi.submitView(view);
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('did not work');
});

test('Mute asks for how long and why', async () => {
  const at = await stage.postReport();
  await mansi.select(at, 'nmma_more', 'mute:ZTF22aawacjw');
  const view = await opened(mansi);
  expect(await mansi.submitView(view, { duration: 'date' })).toEqual({
    ok: false,
    errors: { date: 'Choose the date at which the mute ends.' },
  });
  const past = await mansi.submitView(view, { duration: 'date', date: '2020-01-01' });
  expect(past.errors?.date).toContain('is in the past');
  // What is wrong with anything else stands at the first field, whatever its words are.
  stage.service.broken = new UserInputError('Only members of #time-domain may mute.');
  const refused = await mansi.submitView(view, { duration: 'date', date: '2120-01-01' });
  expect(Object.keys(refused.errors ?? {})).toEqual(['duration']);
  stage.service.broken = null;
  const done = await mansi.submitView(view, { duration: 'next', reason: 'an AGN' });
  expect(done).toEqual({ ok: true, closed: true });
  expect(stage.service.muted()).toMatchObject([
    { object: 'ZTF22aawacjw', mutedBy: mansi.id, reason: 'an AGN', untilNextDetection: true },
  ]);
  await igor.select(at, 'nmma_more', 'mute:ZTF22aawacjw');
  await igor.submitView(await opened(igor), {});
  expect((await igor.waitFor('ephemeral')).message?.text).toContain(`already muted, by <@${mansi.id}>`);
  const muted = await stage.postReport({ muted: stage.service.muted()[0] ?? null });
  await igor.select(muted, 'nmma_more', 'unmute:ZTF22aawacjw');
  expect((await igor.waitFor('ephemeral')).message?.text).toContain('no longer muted');
  expect(stage.service.mutes.size).toBe(0);
});

test('Details shows a fit, and turns to the others', async () => {
  await mansi.click(await stage.postReport(), 'nmma_details');
  const { view, words } = await filled(mansi);
  expect(words).toContain('log₁₀ M_ej');
  expect(words).toContain('fit #1');
  await mansi.select(view, 'nmma_choose_fit', '2');
  const turned = await filled(mansi);
  expect(turned.words).toContain('fit #2');
  await mansi.closeView(view);
});

test('Corner plot shows the picture, or says that there is none', async () => {
  const at = await stage.postReport();
  await mansi.select(at, 'nmma_more', 'corner:1');
  const without = await filled(mansi);
  expect(without.words).toContain('This fit has no corner plot.');
  await mansi.closeView(without.view);
  const path = join(folder, 'corner.png');
  await renderCorner(posterior(3), path);
  stage.service.corner = { path, altText: 'Corner plot: the ejecta mass is 0.03 M☉.' };
  await mansi.select(at, 'nmma_more', 'corner:1');
  const { view, words } = await filled(mansi);
  expect(words).toContain('the ejecta mass is 0.03 M☉');
  await mansi.closeView(view);
});

test('a window whose content cannot be had says so', async () => {
  const at = await stage.postReport();
  stage.service.broken = new Error('locked');
  await mansi.click(at, 'nmma_details');
  const { view, words } = await filled(mansi);
  expect(words).toContain('did not work');
  await mansi.closeView(view);
});

test('a gesture that Slack has forgotten is answered', async () => {
  const at = await stage.postReport();
  const gestures = [
    () => mansi.click(at, 'nmma_refit'),
    () => mansi.click(at, 'nmma_details'),
    () => mansi.select(at, 'nmma_more', 'mute:ZTF22aawacjw'),
    () => mansi.select(at, 'nmma_more', 'corner:1'),
  ];
  for (const gesture of gestures) {
    stage.sandbox.faults.order({ fault: 'error', method: 'views.open', error: 'expired_trigger_id' });
    await gesture();
    const answer = await mansi.waitFor('ephemeral');
    expect(answer.message?.text).toContain('took too long for Slack to open a window');
  }
});

test('Retry asks for the failed fits again', async () => {
  await mansi.select(await stage.postReport(), 'nmma_more', 'retry:3');
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('1 fit asked for, TrPi2018');
  expect(stage.service.retries).toEqual([{ fitIds: [3], requestedBy: mansi.id }]);
});

test('Cancel stops a run; when it was over the person is told', async () => {
  const at = await stage.postProgress();
  await mansi.click(at, 'nmma_cancel');
  await expect.poll(() => stage.service.cancels).toEqual([{ what: 'run 7', by: mansi.id }]);
  await igor.click(at, 'nmma_cancel');
  expect((await igor.waitFor('ephemeral')).message?.text).toContain('nothing of it is running or waiting');
});

test('the menu has all fits, the history, and all models again', async () => {
  const at = await stage.postReport();
  await mansi.select(at, 'nmma_more', 'status:ZTF22aawacjw');
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('Kilonova, P = 0.98');
  await mansi.select(at, 'nmma_more', 'history:ZTF22aawacjw');
  expect((await mansi.waitFor('ephemeral')).message?.text).toBe('History of ZTF22aawacjw: nothing.');
  const whole = await stage.postReport({ fits: threeFits().slice(0, 2) });
  await mansi.select(whole, 'nmma_more', 'again:ZTF22aawacjw');
  await mansi.waitFor('ephemeral');
  expect(stage.service.requests).toMatchObject([{ words: [], force: true }]);
});

test('a button pressed twice at the same moment acts once', async () => {
  stage.sandbox.faults.order({ fault: 'duplicate' });
  await mansi.select(await stage.postReport(), 'nmma_more', 'retry:3');
  await mansi.waitFor('ephemeral');
  await expect.poll(() => stage.log.lines.map((line) => line.message).join()).toContain('twice');
  expect(stage.service.retries).toHaveLength(1);
});

test('buttons in an answer for one person work too', async () => {
  await mansi.slash('#nmma-slack-bot', '/nmma', 'status ZTF22aawacjw');
  const { message } = await mansi.waitFor('ephemeral');
  const at = { channel: 'C0NMMABOT1', ts: message?.ts ?? '' };
  await mansi.click(at, 'nmma_refit');
  await mansi.submitView(await opened(mansi));
  expect(stage.service.requests[0]?.words).toEqual(['Me2017', 'Piro2021']);
  // Nothing chosen: each model keeps its own priors.
  expect(stage.service.requests[0]?.settings).not.toHaveProperty('priorSet');
});

test('the button to the portal is acknowledged', async () => {
  expect(await mansi.click(await stage.postReport(), 'nmma_fritz')).toEqual({ ok: true });
});

test('a message that could not be sent is named in status with its cause, and is tried again by a button', async () => {
  const dead = { postId: 12, what: 'the report of ZTF22aawacjw', why: 'post 12: msg_too_long' };
  stage.service.notPosted = [{ ...dead, channel: 'C0NMMABOT1' }];
  await mansi.slash('C0NMMABOT1', '/nmma', 'status');
  const { message } = await mansi.waitFor('ephemeral');
  const words = JSON.stringify(message?.blocks);
  expect(words).toContain('1 message could not be sent');
  expect(words).toContain('The report of ZTF22aawacjw (<#C0NMMABOT1>): post 12: msg_too_long');
  await mansi.click({ channel: 'C0NMMABOT1', ts: message?.ts ?? '' }, 'nmma_retry_post_12');
  expect((await mansi.waitFor('ephemeral')).message?.text).toBe(
    'It is sent once more: the report of ZTF22aawacjw.',
  );
  expect(stage.service.retriedPosts).toEqual([12]);
});

test('buttons of an answer work where the app is no member', async () => {
  await mansi.slash('C0GENERAL1', '/nmma', 'status ZTF22aawacjw');
  const { message } = await mansi.waitFor('ephemeral');
  const at = { channel: 'C0GENERAL1', ts: message?.ts ?? '' };
  await mansi.select(at, 'nmma_more', 'retry:3');
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('asked for');
  // Its form has no such address: what it has to say comes in the direct conversation.
  await mansi.select(at, 'nmma_more', 'mute:ZTF22aawacjw');
  stage.service.mute({ objectName: 'ZTF22aawacjw', by: 'U0IGOR0001', reason: null, end: null });
  await mansi.submitView(await opened(mansi), {});
  const direct = await mansi.waitFor(
    (event) => event.type === 'message' && event.channel?.startsWith('D') === true,
  );
  expect(direct.message?.text).toContain('muted');
  expect(stage.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
