import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fitSummary, homeReport, muteSummary, openFit, statusReport } from '../../../app/examples/posts.ts';
import type { Person } from '../../../sandbox/index.ts';
import { afterwards, scratchFolder } from '../../pipeline/scratch.ts';
import { chartPng } from '../../sandbox/chartPng.ts';
import { busyNight, rankedObject } from './homeExamples.ts';
import { type HomeStage, startHomeStage } from './homeStage.ts';

/** A stage that is gone after the test, and two people in front of it. */
async function open(options: Parameters<typeof startHomeStage>[0] = {}) {
  const stage = await startHomeStage(options);
  afterwards(() => stage.close());
  return { stage, mansi: stage.sandbox.person('mansi'), igor: stage.sandbox.person('igor') };
}

/** What stands in a person's Home; '' before it was published. */
function words({ sandbox }: HomeStage, person: Person): string {
  return JSON.stringify(sandbox.workspace.homes.get(person.id)?.blocks ?? '');
}

/** How often a person's Home was published. */
function published(person: Person): number {
  return person.seen.filter((event) => event.type === 'home').length;
}

async function opened(stage: HomeStage, person: Person): Promise<{ id: string }> {
  person.openHome();
  await expect.poll(() => words(stage, person)).toContain('Health');
  const view = stage.sandbox.workspace.homes.get(person.id);
  if (!view) throw new Error('no Home');
  return view;
}

function chart(name: string) {
  const path = join(scratchFolder(), `${name}.png`);
  writeFileSync(path, chartPng);
  return { path, altText: `Light curve of ${name}` };
}

const running = (fraction: number) => {
  const progress = { iteration: 9, lnZ: -20, fraction, elapsedSeconds: 9, remainingSeconds: 9 };
  return homeReport({ status: statusReport({ open: [openFit({ progress })] }) });
};
const looks = (times: number) => new Promise((resolve) => setTimeout(resolve, times * 40));

test('who opens it for the first time is told what the app is, until they have read it', async () => {
  const { stage, mansi } = await open();
  stage.service.homes = homeReport({ welcome: { channel: 'C0NMMABOT1' } });
  const view = await opened(stage, mansi);
  expect(words(stage, mansi)).toContain('posts in <#C0NMMABOT1> which kind it most probably is');
  await mansi.click(view, 'nmma_home_got_it');
  await expect.poll(() => words(stage, mansi)).not.toContain('Welcome');
  expect(stage.service.readers).toEqual([mansi.id]);
});

test('it is published when it is opened, for each person their own', async () => {
  const { stage, mansi, igor } = await open();
  const { service } = stage;
  const home = service.home.bind(service);
  service.home = async (user?: string) => {
    const mine = user === mansi.id ? [fitSummary({ object: 'ZTF23abcdefg' })] : [];
    return { ...(await home('U0MANSI001')), mine };
  };
  await opened(stage, mansi);
  expect(words(stage, igor)).toBe('""');
  await opened(stage, igor);
  expect(words(stage, mansi)).toContain('ZTF23abcdefg');
  expect(words(stage, igor)).not.toContain('My requests');
});

test('it moves while somebody looks, and is sent again only when something changed', async () => {
  const { stage, mansi, igor } = await open();
  stage.service.homes = running(0.1);
  await opened(stage, mansi);
  await opened(stage, igor);
  await looks(4);
  expect([published(mansi), published(igor)]).toEqual([1, 1]);
  stage.service.homes = running(0.6);
  for (const person of [mansi, igor])
    await expect.poll(() => words(stage, person)).toContain('██████░░░░ 60 %');
  expect([published(mansi), published(igor)]).toEqual([2, 2]);
});

test('who has not opened it for a while is left alone, until they open it again', async () => {
  const { stage, mansi } = await open({ times: { lookingMs: 1 } });
  await opened(stage, mansi);
  stage.service.homes = running(0.6);
  await looks(3);
  expect(published(mansi)).toBe(1);
  mansi.openHome();
  await expect.poll(() => words(stage, mansi)).toContain('60 %');
});

test('Refresh sends it again even if nothing changed', async () => {
  const { stage, mansi } = await open({ times: { everyMs: 60_000 } });
  const home = await opened(stage, mansi);
  expect(await mansi.click(home, 'nmma_home_refresh')).toEqual({ ok: true });
  await expect.poll(() => published(mansi)).toBe(2);
});

test('what a person does while they look is shown at once', async () => {
  const { stage, mansi } = await open({ times: { everyMs: 60_000 } });
  stage.service.mutes.set('ZTF22aawacjw', muteSummary());
  const { service } = stage;
  const home = service.home.bind(service);
  service.home = async () => ({
    ...(await home('U0MANSI001')),
    status: statusReport({ muted: service.muted() }),
  });
  const view = await opened(stage, mansi);
  expect(words(stage, mansi)).toContain('Muted objects');
  await mansi.click(view, 'nmma_unmute');
  await expect.poll(() => words(stage, mansi)).not.toContain('Muted objects');
  expect(service.mutes.size).toBe(0);
});

test('its buttons do what they do elsewhere', async () => {
  const { stage, mansi } = await open();
  const { service } = stage;
  service.homes = { ...busyNight([], new Date()), ranking: [rankedObject()] };
  const home = await opened(stage, mansi);
  const windows: [button: string, words: string][] = [
    ['nmma_fit_form', '"Fit"'],
    ['nmma_refit', 'ZTF22aawacjw'],
    ['nmma_details', 'ZTF22aawacjw'],
    ['nmma_corner', 'no corner plot'],
  ];
  for (const [button, inIt] of windows) {
    expect(await mansi.click(home, button)).toEqual({ ok: true });
    await expect.poll(() => JSON.stringify(mansi.view)).toContain(inIt);
    if (mansi.view) await mansi.closeView(mansi.view);
  }
  await mansi.click(home, 'nmma_retry');
  await expect.poll(() => service.retries).toMatchObject([{ fitIds: [91], requestedBy: mansi.id }]);
  await mansi.click(home, 'nmma_cancel');
  await expect.poll(() => service.cancels).toEqual([{ what: 'fit 41', by: mansi.id }]);
});

test('the form for a fit, opened and sent from Home', async () => {
  const { stage, mansi } = await open();
  const home = await opened(stage, mansi);
  await mansi.click(home, 'nmma_fit_form');
  const { view } = await mansi.waitFor('view_opened');
  if (!view) throw new Error('no view');
  const sent = await mansi.submitView(view, { objects: ['ZTF22aawacjw'], models: ['Piro2021'] });
  expect(sent).toEqual({ ok: true, closed: true });
  expect(stage.service.requests).toMatchObject([{ objectName: 'ZTF22aawacjw', requestedBy: mansi.id }]);
});

test('a window that comes too late is told', async () => {
  const { stage, mansi } = await open({ triggerLifetimeMs: -1 });
  const home = await opened(stage, mansi);
  await mansi.click(home, 'nmma_home_settings');
  expect((await mansi.waitFor('message')).message?.text).toMatch(/too|again|reference/);
});

test('pictures are those that a message has shown, with words for who cannot see them', async () => {
  const { stage, mansi, igor } = await open();
  const one = chart('one');
  const ranking = [rankedObject({ chart: one }), rankedObject({ chart: chart('not posted') })];
  stage.service.homes = homeReport({ date: '2026-11-24', ranking });
  await stage.postPicture(one);
  for (const person of [mansi, igor]) {
    await opened(stage, person);
    await expect.poll(() => words(stage, person)).toContain('"alt_text":"Light curve of one"');
    expect(words(stage, person)).not.toContain('Light curve of not posted');
    expect(JSON.stringify(person.home)).not.toContain('file not found');
  }
  expect(stage.sandbox.workspace.files.size).toBe(1);
});

test('a picture that Slack refuses keeps nothing back', async () => {
  const { stage, mansi } = await open({ times: { everyMs: 60_000 } });
  const bad = chart('bad');
  stage.service.homes = homeReport({ date: '2026-11-24', ranking: [rankedObject({ chart: bad })] });
  await stage.postPicture(bad);
  stage.sandbox.faults.order({ fault: 'error', method: 'views.publish', error: 'invalid_arguments' });
  await opened(stage, mansi);
  expect(words(stage, mansi)).not.toContain('Light curve of bad');
  const logged = () => stage.log.lines.map((line) => line.message);
  await expect.poll(logged).toContain('App Home was published without pictures');
});

test('Slack’s wish for a pause is kept, whether the client waits or we do', async () => {
  for (const rejectRateLimitedCalls of [false, true]) {
    const { stage, mansi } = await open({ rejectRateLimitedCalls });
    stage.sandbox.faults.order({ fault: 'answer', method: 'views.publish', status: 429, retryAfter: 1 });
    const openedMs = performance.now();
    mansi.openHome();
    await expect.poll(() => words(stage, mansi)).toContain('Health');
    expect(performance.now() - openedMs).toBeGreaterThan(990);
    expect(published(mansi)).toBe(1);
    const paused = stage.log.lines.filter((line) => line.message.includes('pause'));
    expect(paused).toHaveLength(rejectRateLimitedCalls ? 1 : 0);
  }
});

test('a server in trouble is tried again; a refusal is logged and nothing else breaks', async () => {
  const { stage, mansi } = await open();
  stage.sandbox.faults.order({ fault: 'answer', method: 'views.publish', status: 503 });
  await opened(stage, mansi);
  stage.sandbox.faults.order({ fault: 'error', method: 'views.publish', error: 'internal_error', times: 2 });
  mansi.openHome();
  await expect.poll(() => stage.log.lines.some((line) => line.level === 'error')).toBe(true);
  stage.service.homes = running(0.3);
  await expect.poll(() => words(stage, mansi)).toContain('30 %');
});

test('trouble of ours is told with a reference, once, and over when it is over', async () => {
  const { stage, mansi } = await open();
  stage.service.broken = new Error('disk full at /secret/path');
  mansi.openHome();
  await expect.poll(() => words(stage, mansi)).toContain('App Home cannot be shown');
  expect(words(stage, mansi)).toMatch(/reference [0-9a-f]{6}/);
  expect(words(stage, mansi)).not.toContain('secret');
  await looks(3);
  expect(published(mansi)).toBe(1);
  stage.service.broken = null;
  await expect.poll(() => words(stage, mansi)).toContain('Health');
});

test('opened twice at once it is shown once or twice, and whole', async () => {
  const { stage, mansi } = await open({ times: { everyMs: 60_000 } });
  stage.sandbox.faults.order({ fault: 'delay', method: 'views.publish', ms: 100 });
  stage.sandbox.faults.order({ fault: 'duplicate' });
  mansi.openHome();
  mansi.openHome();
  await opened(stage, mansi);
  await looks(5);
  expect(published(mansi)).toBeLessThanOrEqual(3);
  expect(stage.log.lines.filter((line) => line.level !== 'info')).toEqual([]);
});
