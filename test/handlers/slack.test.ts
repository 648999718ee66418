import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildMessage } from '../../handlers/messages/build.ts';
import type { Person } from '../../sandbox/index.ts';
import { objectReportContent } from './examples.ts';
import { type Stage, startStage } from './helpers.ts';

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
beforeEach(() => {
  stage.service.requests.length = 0;
  stage.service.mutes.clear();
  stage.service.broken = null;
  stage.log.lines.length = 0;
});

/** Types after `/nmma`; answers what came back and whether it is for this person alone. */
async function type(text: string): Promise<{ text: string; words: string; isPrivate: boolean }> {
  expect(await mansi.slash(channel, '/nmma', text)).toEqual({ ok: true, ack: {} });
  const event = await mansi.waitFor((one) => one.type === 'ephemeral' || one.type === 'message');
  const text_ = event.message?.text ?? '';
  return { text: text_, words: JSON.stringify(event.message?.blocks), isPrivate: event.type === 'ephemeral' };
}

/** Posts an object's report as the publisher would. */
async function postReport(): Promise<{ channel: string; ts: string }> {
  const { text, blocks } = buildMessage(objectReportContent(), { lightCurve: null, corner: null });
  const answer = await stage.app.client.chat.postMessage({ channel: 'C0NMMABOT1', text, blocks });
  return { channel: answer.channel ?? '', ts: answer.ts ?? '' };
}

test('status, for all and for one', async () => {
  const all = await type('status');
  expect(all).toMatchObject({ text: '1 running, 0 waiting.', isPrivate: true });
  expect(all.words).toContain('████░░░░░░ 48 %');
  expect(all.words).toContain('ln Z −30.25 so far, about 64 s left');
  expect(all.words).toContain('`bad.csv`, line 3: no column mag');
  const one = await type('  STATUS   ztf22aawacjw ');
  expect(one.text).toContain('Kilonova favoured over shock cooling by ΔlnZ = 4.1: strong.');
  expect((await type('status ZTF1')).text).toBe('No object “ZTF1”: did you mean ZTF22aawacjw?');
  expect((await type('status a b')).text).toContain('takes one object');
});

test('--share shows an answer to everybody, but never a mistake', async () => {
  expect(await type('status --share')).toMatchObject({ isPrivate: false });
  // Phones turn two hyphens into a dash.
  expect(await type('status —share')).toMatchObject({ isPrivate: false });
  expect(await type('statsu --share')).toMatchObject({ isPrivate: true });
});

test('fit asks for what was typed', async () => {
  const answer = await type('fit ZTF22aawacjw KN Piro2021 nlive=500 TMAX=7.5 force');
  expect(answer).toMatchObject({ isPrivate: true });
  expect(answer.text).toContain('ZTF22aawacjw: 2 fits asked for, KN and Piro2021.');
  expect(stage.service.requests).toEqual([
    {
      objectName: 'ZTF22aawacjw',
      words: ['KN', 'Piro2021'],
      settings: { livePoints: 500, tmax: 7.5 },
      force: true,
      requestedBy: mansi.id,
    },
  ]);
});

test('fit says what is wrong', async () => {
  const mistakes: [string, string][] = [
    ['fit', 'Which object?'],
    ['fit nlive=3', 'Which object?'],
    ['fit ZTF22aawacjw KNN', 'No model “KNN”: did you mean KN (Me2017)?'],
    ['fit ZTF22aawacjw KN nlife=3', 'and limits. Did you mean nlive?'],
    ['fit ZTF22aawacjw KN nlive=lots', 'nlive is “lots”: expected a whole number from 20 to 20000.'],
    ['fit ZTF22aawacjw KN nlive=19', 'nlive is “19”: expected a whole number from 20 to 20000.'],
    ['fit ZTF22aawacjw KN nlive=20.5', 'nlive is “20.5”'],
    ['fit ZTF22aawacjw KN tmax=0', 'tmax is “0”: expected a number of days above 0.'],
    ['fit ZTF22aawacjw KN tmax=', 'tmax is “”'],
  ];
  for (const [typed, sentence] of mistakes) expect((await type(typed)).text).toContain(sentence);
  expect(stage.service.requests).toEqual([]);
});

test('mute and unmute by command', async () => {
  expect((await type('mute ztf22aawacjw an AGN <!channel>')).text).toContain('ZTF22aawacjw is muted');
  expect(stage.service.mutes.get('ZTF22aawacjw')).toEqual({ by: mansi.id, reason: 'an AGN <!channel>' });
  expect((await type('mute ztf22aawacjw')).text).toContain(`already muted, by <@${mansi.id}>`);
  expect((await type('status ztf22aawacjw')).words).toContain('(an AGN &lt;!channel&gt;)');
  expect((await type('unmute ztf22aawacjw')).text).toContain('no longer muted');
  expect((await type('unmute ztf22aawacjw')).text).toBe('ZTF22aawacjw is not muted.');
  expect((await type('mute')).text).toContain('Which object?');
  expect((await type('unmute')).text).toContain('Which object?');
});

test('pull looks at once and says what came of it', async () => {
  expect((await type('pull')).text).toBe('Pull #1: Nothing new.');
  stage.service.pulled = { runId: 7, lightCurvesNew: 1, fitsAsked: 3, problems: 2 };
  expect((await type('pull')).text).toBe(
    'Pull #7: 1 new light curve, 3 fits asked for. 2 files could not be used: see `/nmma status`.',
  );
});

test('help is made from the commands there are', async () => {
  for (const typed of ['', 'help']) {
    const { words } = await type(typed);
    for (const word of ['status', 'fit', 'mute', 'unmute', 'pull', 'help'])
      expect(words).toContain(`/nmma ${word}`);
  }
  expect((await type('help fit')).words).toContain('live points');
  expect((await type('help fitt')).text).toBe('No command “fitt”. Did you mean fit?');
  expect((await type('statsu')).text).toBe('No command “statsu”. Did you mean status?');
  expect((await type('xylophone')).text).toContain('There are status, fit, mute, unmute, pull, help.');
});

test('trouble of ours is an apology with a reference that the log has', async () => {
  stage.service.broken = new Error('disk full at /secret/path');
  const { text, isPrivate } = await type('status --share');
  expect(isPrivate).toBe(true);
  expect(text).not.toContain('secret');
  const reference = /reference ([0-9a-f]{6})/.exec(text)?.[1];
  expect(stage.log.lines).toMatchObject([{ level: 'error', fields: { reference, doing: '/nmma status' } }]);
  const at = await postReport();
  await mansi.click(at, 'nmma_refit');
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('reference');
});

test('Mute mutes at once, everybody sees who did; twice is once; Unmute takes it back', async () => {
  const at = await postReport();
  expect(await mansi.click(at, 'nmma_mute')).toEqual({ ok: true });
  const changed = await mansi.waitFor((event) => event.type === 'message_changed');
  const words = JSON.stringify(changed.message?.blocks);
  expect(words).toContain(`Muted by <@${mansi.id}>`);
  expect(words).toContain('nmma_unmute');
  expect(words).not.toContain('nmma_mute"');
  expect(changed.message?.text).toContain('Kilonova favoured');

  const other = await postReport();
  await igor.click(other, 'nmma_mute');
  expect((await igor.waitFor('ephemeral')).message?.text).toContain(`already muted, by <@${mansi.id}>`);
  expect(stage.service.mutes.size).toBe(1);

  await igor.click(at, 'nmma_unmute');
  const back = await igor.waitFor((event) => event.type === 'message_changed');
  expect(JSON.stringify(back.message?.blocks)).toContain('nmma_mute"');
  expect(stage.service.mutes.size).toBe(0);
});

test('two presses at the same moment make one mute', async () => {
  const at = await postReport();
  stage.sandbox.faults.order({ fault: 'duplicate' });
  await mansi.click(at, 'nmma_mute');
  const answer = await mansi.waitFor('ephemeral');
  expect(answer.message?.text).toContain('already muted');
  expect(stage.service.mutes.size).toBe(1);
});

test('a mute stands even when its message cannot be edited', async () => {
  const at = await postReport();
  stage.sandbox.faults.order({ fault: 'error', method: 'chat.update', error: 'message_not_found' });
  await mansi.click(at, 'nmma_mute');
  await expect.poll(() => stage.log.lines.map((line) => line.level)).toEqual(['warn']);
  expect(stage.service.mutes.size).toBe(1);
});

test('Open in Fritz is acknowledged', async () => {
  expect(await mansi.click(await postReport(), 'nmma_fritz')).toEqual({ ok: true });
});

test('Refit opens the modal, says what is wrong at the field, then asks for the fits', async () => {
  const at = await postReport();
  expect(await mansi.click(at, 'nmma_refit')).toEqual({ ok: true });
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  expect(JSON.stringify(view)).toContain('KN: Kilonova (Metzger 2017)');
  expect(await mansi.submitView(view, { live_points: 5, tmax: -1 })).toEqual({
    ok: false,
    errors: {
      live_points: '“5” does not serve: expected a whole number from 20 to 20000.',
      tmax: '“-1” does not serve: expected a number of days above 0.',
    },
  });
  expect(
    await mansi.submitView(view, {
      models: ['Bulla', 'Piro2021'],
      live_points: 200,
      tmax: 5.5,
      limits: [],
      trigger: 'fixed',
      prior_set: 'old',
      force: ['force'],
    }),
  ).toEqual({ ok: true, closed: true });
  const reply = await mansi.waitFor((event) => event.type === 'message' && event.message?.bot === true);
  expect(reply.message).toMatchObject({ thread_ts: at.ts });
  expect(reply.message?.text).toContain(`Refit asked for by <@${mansi.id}>. ZTF22aawacjw: 2 fits`);
  expect(stage.service.requests).toEqual([
    {
      objectName: 'ZTF22aawacjw',
      words: ['Bulla', 'Piro2021'],
      settings: { livePoints: 200, tmax: 5.5, useLimits: false, fixTrigger: true, priorSet: 'old' },
      force: true,
      requestedBy: mansi.id,
    },
  ]);
});

test('a refit that fails after the modal is closed is told to the person', async () => {
  await mansi.click(await postReport(), 'nmma_refit');
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  stage.service.broken = new Error('locked');
  await mansi.submitView(view);
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('did not work');
});

test('buttons in an answer for one person work too', async () => {
  await type('status ZTF22aawacjw');
  const answer = mansi.messages(channel).findLast((one) => one.ephemeral);
  const at = { channel: 'C0NMMABOT1', ts: answer?.ts ?? '' };
  await mansi.click(at, 'nmma_mute');
  await expect.poll(() => stage.service.mutes.size).toBe(1);
  await mansi.click(at, 'nmma_refit');
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  await mansi.submitView(view);
  expect((await mansi.waitFor('ephemeral')).message?.text).toContain('2 fits asked for');
  // Nothing chosen: each model keeps its own priors.
  expect(stage.service.requests[0]?.settings).not.toHaveProperty('priorSet');
});

test('a mention in a thread answers there', async () => {
  const at = await postReport();
  mansi.mention(channel, 'status ZTF22aawacjw', at.ts);
  const own = await mansi.waitFor('ephemeral');
  expect(own.message).toMatchObject({ thread_ts: at.ts });
  expect(own.message?.text).toContain('Kilonova favoured');
  mansi.mention(channel, 'help --share', at.ts);
  const shared = await mansi.waitFor((event) => event.type === 'message' && event.message?.bot === true);
  expect(shared.message).toMatchObject({ thread_ts: at.ts });
});
