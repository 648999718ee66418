import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Person } from '../../../sandbox/index.ts';
import { type Stage, startStage, typeCommand } from '../helpers.ts';

let stage: Stage;
let mansi: Person;
const channel = '#nmma-slack-bot';

beforeAll(async () => {
  stage = await startStage();
  mansi = stage.sandbox.person('mansi');
});
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const type = (text: string) => typeCommand(mansi, channel, text);

test('status, for all and for one', async () => {
  const all = await type('status');
  expect(all).toMatchObject({ text: '1 running, 0 waiting.', isPrivate: true });
  expect(all.words).toContain('████░░░░░░ 48 %');
  expect(all.words).toContain('ln Z −30.25 so far, about 64 s left');
  expect(all.words).toContain('`bad.csv`, line 3: no column mag');
  const one = await type('  STATUS   22AAWACJW ');
  expect(one.text).toContain('Kilonova, P = 0.98. ΔlnZ = 4.1');
  expect((await type('status ZTF1')).text).toBe('No object `ZTF1`: did you mean ZTF22aawacjw?');
  expect((await type('status a b')).text).toContain('takes one object');
  expect((await type('status 22aawacjw --why')).text).toBe('It was fitted.');
});

test('--share shows an answer to everybody, but never a mistake', async () => {
  expect(await type('status --share')).toMatchObject({ isPrivate: false });
  // Phones turn two hyphens into a dash.
  expect(await type('status —share')).toMatchObject({ isPrivate: false });
  expect(await type('statsu --share')).toMatchObject({ isPrivate: true });
});

test('where not everything may be seen an answer is for the person alone, and says why', async () => {
  stage.service.isOpen = false;
  const answer = await type('status --share');
  stage.service.isOpen = true;
  expect(answer.isPrivate).toBe(true);
  expect(answer.words).toContain('not everything may be shown in this channel');
});

test('fit asks for what was typed, of several objects at once', async () => {
  const answer = await type('fit ztf22aawacjw, 23ABCDEFG KN Piro2021 nlive=500 TMAX=7.5 force');
  expect(answer).toMatchObject({ isPrivate: true });
  expect(answer.text).toContain('ZTF22aawacjw: 2 fits asked for, KN and Piro2021.');
  const request = {
    objectName: 'ZTF22aawacjw',
    words: ['KN', 'Piro2021'],
    settings: { livePoints: 500, tmax: 7.5 },
    force: true,
    requestedBy: mansi.id,
  };
  expect(stage.service.requests).toEqual([request, { ...request, objectName: 'ZTF23abcdefg' }]);
});

test('fit says what is wrong, and asks for nothing then', async () => {
  const mistakes: [string, string][] = [
    ['fit nlive=3', 'Which object?'],
    ['fit ZTF22aawacjw KNN', 'No model “KNN”: did you mean KN (Me2017)?'],
    ['fit ZTF22aawacjw ZTF22zzzzzzz KN', 'No object `ZTF22zzzzzzz`'],
    ['fit ZTF22aawacjw KN 23abcdefg', 'Objects stand first: expected 23abcdefg before KN.'],
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

test('fit alone opens the form, which finds objects by a part of their name', async () => {
  expect(await mansi.slash(channel, '/nmma', 'fit')).toMatchObject({ ok: true });
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  expect(JSON.stringify(view)).toContain('KN: Kilonova (Metzger 2017)');
  const found = await mansi.suggest(view, 'nmma_objects', 'ABC');
  expect(JSON.stringify(found.options)).toContain('ZTF23abcdefg');
  expect(JSON.stringify(found.options)).not.toContain('ZTF22aawacjw');
  await mansi.closeView(view);
});

test('mute, muted and unmute', async () => {
  expect((await type('muted')).text).toBe('No object is muted.');
  const told = (await type('mute ztf22aawacjw 23abcdefg 2d an AGN <!channel>')).text;
  expect(told).toMatch(/ZTF22aawacjw is muted until <!date\^\d+\^/);
  expect(told).toContain('ZTF23abcdefg is muted until');
  const mute = stage.service.mutes.get('ZTF22aawacjw');
  expect(mute).toMatchObject({ mutedBy: mansi.id, reason: 'an AGN <!channel>' });
  const ends = Date.parse(mute?.until ?? '') - Date.now();
  expect(ends / 3_600_000).toBeCloseTo(48, 1);
  expect((await type('mute 22aawacjw')).text).toContain(`already muted, by <@${mansi.id}>`);
  expect((await type('status ztf22aawacjw')).words).toContain('(an AGN &lt;!channel&gt;)');
  expect((await type('muted')).text).toBe('2 muted objects: ZTF22aawacjw, ZTF23abcdefg');
  expect((await type('unmute ztf22aawacjw')).text).toContain('no longer muted');
  expect((await type('unmute ztf22aawacjw')).text).toBe('ZTF22aawacjw is not muted.');
  expect((await type('mute')).text).toContain('Which object?');
  expect((await type('unmute')).text).toContain('Which object?');
  expect((await type('unmute ztf22aawacjw now')).text).toContain('“now” is too much');
});

test('a mute may end with the next detection, at a date, or never; other words are the reason', async () => {
  expect((await type('mute 22aawacjw next')).text).toContain('until its next detection');
  await type('unmute 22aawacjw');
  expect((await type('mute 22aawacjw 2020-01-01')).text).toContain('is in the past');
  expect((await type('mute 22aawacjw 2nd time bogus')).text).toContain('until somebody unmutes it');
  expect(stage.service.mutes.get('ZTF22aawacjw')?.reason).toBe('2nd time bogus');
});

test('mark keeps one’s own verdict, with a class and a comment, and takes it back', async () => {
  expect((await type('mark 22aawacjw 23abcdefg interesting fades fast')).text).toContain(
    'ZTF22aawacjw: your verdict is kept, interesting.',
  );
  expect(stage.service.opinions).toMatchObject([
    { object: 'ZTF22aawacjw', person: mansi.id, word: 'interesting', comment: 'fades fast' },
    { object: 'ZTF23abcdefg', word: 'interesting' },
  ]);
  expect((await type('status 22aawacjw')).words).toContain(`*Interesting*: <@${mansi.id}> (fades fast)`);
  const classes: [string, string, string | null][] = [
    ['SN Ia: see TNS', 'SN Ia', 'see TNS'],
    ['sn ic-bl', 'SN Ic-BL', null],
    ['classified as cv', 'CV', null],
    ['as “Ca-rich” by its spectrum', 'Ca-rich', 'by its spectrum'],
    ['variable star, 12 d', 'variable star', '12 d'],
  ];
  for (const [typed, name, comment] of classes) {
    await type(`mark 22aawacjw ${typed}`);
    expect(stage.service.opinions.at(-1)).toMatchObject({ word: 'classified', class: name, comment });
  }
  expect((await type('mark 22aawacjw variable star, 12 d')).text).toContain('you said so before');
  expect((await type('mark 22aawacjw withdraw')).text).toBe('ZTF22aawacjw: your verdict is withdrawn.');
  expect((await type('mark 22aawacjw withdraw')).text).toBe('ZTF22aawacjw: you had given no verdict.');
});

test('mark says what is wrong, and keeps nothing then', async () => {
  const mistakes: [string, string][] = [
    ['mark', 'Which object?'],
    ['mark 22aawacjw', 'Which verdict? Expected interesting, junk, a class such as SN Ia, or withdraw.'],
    ['mark 22aawacjw jnuk', 'No verdict `jnuk`. Did you mean junk?'],
    ['mark 22aawacjw SN IIx', 'Did you mean SN II'],
    ['mark 22aawacjw weird', 'No class `weird`: expected one such as SN Ia, CV or AGN'],
    ['mark 22zzzzzzz junk', 'No object'],
  ];
  for (const [typed, sentence] of mistakes) expect((await type(typed)).text).toContain(sentence);
  expect(stage.service.opinions).toEqual([]);
});

test('history finds what people said by the word', async () => {
  stage.service.entries = [
    {
      at: '2026-11-23T05:30:00Z',
      actor: mansi.id,
      object: 'ZTF22aawacjw',
      event: 'junk',
      fit: null,
      why: 'a star',
    },
  ];
  const { text, words } = await type('history JUNK 2026-11-23');
  expect(stage.service.historyAsked).toMatchObject({ objectName: null, date: '2026-11-23', said: 'junk' });
  expect(text).toBe('History of “junk” on 2026-11-23 (UTC): 1 entry.');
  expect(words).toContain(`*ZTF22aawacjw* marked as junk by <@${mansi.id}>: a star`);
  expect((await type('history intresting')).text).toContain('Did you mean interesting?');
});

test('watch takes objects and scores, as people type them; alone it lists them', async () => {
  expect((await type('watch')).text).toContain('You watch nothing.');
  const scores: [string, number][] = [
    ['KN>3', 3],
    ['kn > 3.5', 3.5],
    ['KN&gt;=4', 4],
    ['kilonova ≥ −1', -1],
    ['kilonova above 2', 2],
  ];
  for (const [typed, above] of scores) {
    await type(`watch ${typed}`);
    expect(stage.service.watches(mansi.id).at(-1)?.watched).toEqual({ kind: 'KN', above });
  }
  stage.service.watched.clear();
  expect((await type('watch ZTF 22aawacjw SN>5')).text).toContain(
    'ZTF22aawacjw: you get a direct message when its verdict changes',
  );
  expect((await type('watch 22aawacjw')).text).toBe('ZTF22aawacjw: you watch that already.');
  expect((await type('watch')).text).toBe('You watch 2 things: ZTF22aawacjw and SN &gt; 5');
  expect((await type('unwatch SN')).text).toBe('No more direct messages about SN &gt; 5.');
  expect((await type('unwatch SN>5')).text).toContain('You did not watch that.');
  expect((await type('unwatch all')).text).toBe('No more direct messages about ZTF22aawacjw.');
});

test('watch says what is wrong', async () => {
  const mistakes: [string, string][] = [
    ['watch KN', 'KN above which score? Type for example: /nmma watch KN&gt;3'],
    ['watch KNN>3', 'No kind `KNN`: there are KN, GRB, SC, SN, NONE. Did you mean KN?'],
    ['watch KN>lots', '`lots` is no score: expected an object, or a score such as KN&gt;3.'],
    ['watch KN>', 'is no score'],
    ['watch 22zzzzzzz', 'No object'],
    ['unwatch', 'Unwatch what?'],
  ];
  for (const [typed, sentence] of mistakes) expect((await type(typed)).text).toContain(sentence);
  expect(stage.service.watches(mansi.id)).toEqual([]);
});

test('cancel takes objects, runs and fits', async () => {
  expect((await type('cancel 22aawacjw run 12 fit 7 #8')).text).toBe(
    'ZTF22aawacjw: 1 fit cancelled, Piro2021.\nrun 12: nothing of it is running or waiting.\n' +
      'fit 7: nothing of it is running or waiting.\n#8: nothing of it is running or waiting.',
  );
  expect(stage.service.cancels.map((one) => one.what)).toEqual(['22aawacjw', 'run 12', 'fit 7', '#8']);
  expect((await type('cancel')).text).toContain('Cancel what?');
  expect((await type('cancel ZTF22zzzzzzz')).text).toContain('No object');
});

test('history, runs, models, report', async () => {
  expect((await type('history')).text).toBe('History: nothing.');
  stage.service.entries = [
    {
      at: '2026-11-23T05:30:00Z',
      actor: 'U0IGOR0001',
      object: 'ZTF22aawacjw',
      event: 'muted',
      fit: null,
      why: 'a star',
    },
  ];
  const { text, words } = await type('history 22aawacjw 2026-11-23');
  expect(text).toBe('History of ZTF22aawacjw on 2026-11-23 (UTC): 1 entry.');
  expect(words).toContain('muted by <@U0IGOR0001>: a star');
  expect((await type('history a b')).text).toContain('“b” is too much');
  expect((await type('runs')).words).toContain('*run 7*');
  expect((await type('models')).words).toContain('Kilonova (Metzger 2017)');
  expect((await type('report 2026-11-20')).text).toContain('Summary of 2026-11-20.');
  expect((await type('report yesterday --share')).isPrivate).toBe(false);
  expect((await type('report a b')).text).toContain('“b” is too much');
});

test('pull looks at once and says what came of it', async () => {
  expect((await type('pull')).text).toBe('Pull #1: Nothing new.');
  stage.service.pulled = { runId: 7, lightCurvesNew: 1, fitsAsked: 3, problems: 2, unreached: [], late: [] };
  expect((await type('pull')).text).toBe(
    'Pull #7: 1 new light curve, 3 fits asked for. 2 files could not be used: see `/nmma status`.',
  );
  const unreached = ['fritz.science is in trouble (502).'];
  stage.service.pulled = { runId: 8, lightCurvesNew: 0, fitsAsked: 0, problems: 0, unreached, late: [] };
  expect((await type('pull')).text).toBe(
    'Pull #8: Nothing new in the sources that could be reached.\n⚠ fritz.science is in trouble (502).',
  );
  stage.service.pulled = { ...stage.service.pulled, unreached: [], late: ['schoty'] };
  expect((await type('pull')).text).toContain(
    '\nschoty has not answered yet: its data will be read when it does.',
  );
});

test('who waits for long is told that the answer comes', async () => {
  const { pull } = stage.service;
  stage.service.pull = () => new Promise((resolve) => setTimeout(() => resolve(stage.service.pulled), 3000));
  try {
    expect((await type('pull')).text).toBe('Still working. The result will appear here.');
    const answered = await mansi.waitFor((one) => one.message?.text?.startsWith('Pull #') ?? false);
    expect(answered.type).toBe('ephemeral');
  } finally {
    stage.service.pull = pull;
  }
});

test('help is made from the commands there are', async () => {
  const all = ['status', 'fit', 'cancel', 'mute', 'unmute', 'muted', 'history', 'models', 'runs', 'pull'];
  for (const typed of ['', 'help']) {
    const { words } = await type(typed);
    for (const word of [...all, 'report', 'help']) expect(words).toContain(`/nmma ${word}`);
  }
  expect((await type('help fit')).words).toContain('live points');
  expect((await type('help fitt')).text).toBe('No command “fitt”. Did you mean fit?');
  expect((await type('statsu')).text).toBe('No command “statsu”. Did you mean status?');
  expect((await type('xylophone')).text).toContain('There are status, fit, cancel, mute, unmute,');
});

test('trouble of ours is an apology with a reference that the log has', async () => {
  stage.service.broken = new Error('disk full at /secret/path');
  const { text, isPrivate } = await type('status --share');
  expect(isPrivate).toBe(true);
  expect(text).not.toContain('secret');
  const reference = /reference ([0-9a-f]{6})/.exec(text)?.[1];
  expect(stage.log.lines).toMatchObject([
    { level: 'error', fields: { reference, doing: '/nmma status --share' } },
  ]);
});

test('a command that Slack sends twice is done once', async () => {
  stage.sandbox.faults.order({ fault: 'duplicate' });
  await type('fit ZTF22aawacjw KN force');
  await expect
    .poll(() => stage.log.lines.map((line) => line.message).join())
    .toContain('sent a request twice');
  expect(stage.service.requests).toHaveLength(1);
});

test('a mention in a thread answers there, for the person or for all', async () => {
  const at = await stage.postReport();
  mansi.mention(channel, 'status ZTF22aawacjw', at.ts);
  const own = await mansi.waitFor('ephemeral');
  expect(own.message).toMatchObject({ thread_ts: at.ts });
  expect(own.message?.text).toContain('Kilonova, P = 0.98');
  mansi.mention(channel, 'help --share', at.ts);
  const shared = await mansi.waitFor((event) => event.type === 'message' && event.message?.bot === true);
  expect(shared.message).toMatchObject({ thread_ts: at.ts });
});

test('a mention cannot open the form, but brings a button that does', async () => {
  mansi.mention(channel, 'fit');
  const { message } = await mansi.waitFor('ephemeral');
  await mansi.click({ channel: 'C0NMMABOT1', ts: message?.ts ?? '' }, 'nmma_fit_form');
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  await mansi.closeView(view);
});
