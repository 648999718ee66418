import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../db/events.ts';
import { getFit } from '../../../db/fits.ts';
import { addPullRequest, findPullRequest } from '../../../db/pullRequests.ts';
import { PublishError } from '../../../pipeline/api/posts.ts';
import type { MuteEnd } from '../../../pipeline/api/service.ts';
import { type Bench, contentOf, makeBench, nights, tickUntil } from '../pipelineExamples.ts';

const object = 'ZTF22aaaaaaa';

function ask(bench: Bench, more: { words?: string[]; seed?: number } = {}) {
  return bench.pipeline.requestFits({
    objectName: object,
    words: more.words ?? ['KN', 'SC'],
    settings: { seed: more.seed ?? 7 },
    force: false,
    requestedBy: 'U0MANSI001',
  });
}

async function fitted(bench: Bench): Promise<Bench> {
  bench.candidate(object, nights);
  await bench.pull();
  await bench.settle();
  return bench;
}

describe('fits that somebody asked for', () => {
  it('have one message in the thread that moves, and becomes their report', async () => {
    const bench = await fitted(makeBench());
    const [first] = bench.publisher.inChannel();
    bench.behave({ Piro2021: { seconds: 600 } });
    ask(bench);
    await tickUntil(bench, () => bench.pipeline.status().open.length === 1);
    const moving = bench.publisher.inThread(first?.ts).at(-1);
    const begin = contentOf('progress', {
      content: moving?.earlier[0] ?? moving?.content ?? { kind: 'notice', text: '' },
    });
    expect(begin).toMatchObject({ object, requestedBy: 'U0MANSI001' });
    expect(begin.open.map((fit) => fit.state)).toEqual(['queued', 'queued']);
    const count = bench.publisher.messages.length;
    bench.pipeline.cancel({ what: object, by: 'U0IGOR0001' });
    await bench.settle();
    // No message more: the one that moved has the result of the fit that was not cancelled.
    expect(bench.publisher.messages).toHaveLength(count);
    const report = contentOf('refit-report', moving);
    expect(report.requestedBy).toBe('U0MANSI001');
    expect(report.fits.map((fit) => [fit.model, fit.state])).toEqual([['Me2017', 'succeeded']]);
  });

  it('of an object without a message have one in the channel, which becomes the object’s', async () => {
    const bench = makeBench({ postThreshold: 1000 });
    await fitted(bench);
    // Less like a kilonova than is wanted: it stands in the summary only.
    expect(bench.publisher.attempts).toEqual([]);
    ask(bench, { words: ['KN'] });
    await bench.pipeline.tick();
    const [message, ...others] = bench.publisher.inChannel();
    expect(contentOf('progress', message).open).toHaveLength(1);
    expect(others).toEqual([]);
    await bench.settle();
    const [now] = bench.publisher.inChannel();
    expect(
      contentOf('object-report', now)
        .fits.map((fit) => fit.model)
        .sort(),
    ).toEqual(['Me2017', 'Piro2021']);
    expect(bench.publisher.inThread(now?.ts).map((one) => one.content.kind)).toEqual(['corner']);
  });

  it('that were all cancelled say so, and by whom', async () => {
    const bench = await fitted(makeBench());
    bench.behave({ '*': { seconds: 600 } });
    const { runId } = ask(bench);
    await bench.pipeline.tick();
    expect(bench.pipeline.cancel({ what: `run ${runId}`, by: 'U0IGOR0001' }).cancelled).toHaveLength(2);
    await bench.settle();
    const moving = bench.publisher.inThread(bench.publisher.inChannel()[0]?.ts).at(-1);
    const { open, ended } = contentOf('progress', moving);
    expect(open).toEqual([]);
    expect(ended.map((fit) => fit.message)).toEqual(Array(2).fill('Cancelled by U0IGOR0001.'));
  });

  it('move no message while Slack asks for a pause, and lose nothing by it', async () => {
    const bench = await fitted(makeBench());
    bench.behave({ Piro2021: { seconds: 600 } });
    ask(bench);
    await bench.pipeline.tick();
    bench.publisher.failures.push(new PublishError('ratelimited', { retryAfterSeconds: 3600 }));
    await tickUntil(bench, () => bench.publisher.failures.length === 0);
    const { length } = bench.publisher.attempts;
    await tickUntil(bench, () => bench.pipeline.status().open.length === 1);
    await bench.pipeline.tick();
    expect(bench.publisher.attempts).toHaveLength(length);
    expect(bench.pipeline.status().incidents).toEqual([]);
    bench.pipeline.cancel({ what: object, by: 'U1' });
    await bench.settle();
    const moved = bench.publisher.inThread(bench.publisher.inChannel()[0]?.ts).at(-1);
    expect(contentOf('refit-report', moved).fits).toHaveLength(1);
  });
});

describe('trying again', () => {
  it('asks for the failed fits with their settings, once', async () => {
    const bench = makeBench();
    bench.behave({ Me2017: { exit: 1 } });
    await fitted(bench);
    const failed = bench.pipeline.objectStatus(object).fits.find((fit) => fit.state === 'failed');
    const fitIds = [failed?.fitId ?? 0];
    bench.behave({});
    const outcome = bench.pipeline.retryFits({ fitIds, requestedBy: 'U1' });
    expect(outcome.queued.map((fit) => fit.model)).toEqual(['Me2017']);
    expect(bench.pipeline.retryFits({ fitIds, requestedBy: 'U2' }).alreadyOpen).toEqual(outcome.queued);
    const settings = (id: number) => getFit(bench.db, id).settings;
    expect(settings(outcome.queued[0]?.fitId ?? 0)).toBe(settings(fitIds[0] ?? 0));
    await bench.settle();
    const { fits } = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(fits.map((fit) => fit.state)).toEqual(['succeeded', 'succeeded']);
  });

  it('of what did not fail, or is not there, is answered', async () => {
    const bench = await fitted(makeBench());
    const retry = (fitId: number) => () => bench.pipeline.retryFits({ fitIds: [fitId], requestedBy: 'U1' });
    expect(retry(1)).toThrow(/^Fit 1 \(ZTF22aaaaaaa, \w+\) has succeeded: only a failed one/);
    expect(retry(99)).toThrow('There is no fit 99.');
  });
});

describe('mutes', () => {
  it('are changed by a second one that has a time, and left alone by one that has none', async () => {
    const bench = makeBench();
    bench.candidate(object, nights);
    await bench.pull();
    const mute = (by: string, reason: string | null, end: MuteEnd) =>
      bench.pipeline.mute({ objectName: object, by, reason, end });
    expect(mute('U1', 'a star', null)).toMatchObject({ changed: true, mute: { until: null } });
    expect(mute('U2', null, null)).toMatchObject({ changed: false, mute: { mutedBy: 'U1' } });
    const until = '2999-12-01T00:00:00.000Z';
    const second = mute('U2', null, { until });
    expect(second).toMatchObject({ changed: true, mute: { mutedBy: 'U2', reason: 'a star', until } });
    expect(mute('U1', 'fading', 'next-detection').mute).toMatchObject({
      until: null,
      untilNextDetection: true,
      reason: 'fading',
    });
    expect(bench.pipeline.muted()).toHaveLength(1);
    await bench.settle();
  });

  it('are told in the object’s thread, and its message shows them', async () => {
    const bench = await fitted(makeBench());
    bench.pipeline.mute({ objectName: object, by: 'U1', reason: 'a star', end: null });
    await bench.settle();
    const [first] = bench.publisher.inChannel();
    expect(contentOf('object-report', first).muted).toMatchObject({ mutedBy: 'U1', reason: 'a star' });
    const told = contentOf('mute-notice', bench.publisher.inThread(first?.ts).at(-1));
    expect(told).toMatchObject({ object, by: 'U1', mute: { reason: 'a star' } });
    bench.pipeline.unmute({ objectName: object, by: 'U2' });
    await bench.settle();
    expect(contentOf('object-report', first).muted).toBeNull();
    expect(contentOf('mute-notice', bench.publisher.inThread(first?.ts).at(-1))).toMatchObject({
      by: 'U2',
      mute: null,
    });
  });

  it('until the next detection end with it, and the object is fitted', async () => {
    const bench = makeBench();
    bench.candidate(object, nights.slice(0, 2));
    await bench.pull();
    await bench.settle();
    bench.pipeline.mute({ objectName: object, by: 'U1', reason: null, end: 'next-detection' });
    expect(bench.pipeline.muted()).toMatchObject([{ object, untilNextDetection: true, until: null }]);
    expect(await bench.pull()).toMatchObject({ fitsAsked: 0 });
    expect(bench.pipeline.muted()).toHaveLength(1);
    bench.candidate(object, nights.slice(0, 3));
    expect(await bench.pull()).toMatchObject({ fitsAsked: 2 });
    expect(bench.pipeline.muted()).toEqual([]);
    await bench.settle();
    const thread = bench.publisher.inThread(bench.publisher.inChannel()[0]?.ts);
    expect(thread.map((one) => one.content)).toContainEqual({
      kind: 'mute-notice',
      object,
      by: 'app',
      mute: null,
      why: 'it was detected again',
    });
  });
});

describe('settings that people change', () => {
  it('hold after a restart, and are in the log', async () => {
    const bench = makeBench();
    const change = { modelsInPlay: ['SC'], postThreshold: -2.5 };
    expect(bench.pipeline.changeSettings({ by: 'U1', change })).toEqual({
      modelsInPlay: ['Piro2021'],
      postThreshold: -2.5,
    });
    bench.restart();
    expect(bench.pipeline.settings()).toEqual({ modelsInPlay: ['Piro2021'], postThreshold: -2.5 });
    bench.candidate(object, nights);
    expect(await bench.pull()).toMatchObject({ fitsAsked: 1 });
    expect(eventsOf(bench.db, 'setting:postThreshold')).toMatchObject([{ actor: 'U1', to: '-2.5' }]);
    expect(() => bench.pipeline.changeSettings({ by: 'U1', change: { modelsInPlay: ['XX'] } })).toThrow(
      'No model `XX`',
    );
    expect(() => bench.pipeline.changeSettings({ by: 'U1', change: { modelsInPlay: [] } })).toThrow(
      'No model is in play',
    );
    expect(bench.pipeline.settings().modelsInPlay).toEqual(['Piro2021']);
  });
});

describe('a pull that somebody asked for in a shell', () => {
  it('is made by the app', async () => {
    const bench = makeBench();
    bench.candidate(object, nights);
    const id = addPullRequest(bench.db, 'shell:igor', '2026-11-24T00:00:00.000Z');
    await tickUntil(bench, () => findPullRequest(bench.db, id)?.runId !== null);
    const [run] = bench.pipeline.runs(1);
    expect(run).toMatchObject({ requestedBy: 'shell:igor', lightCurvesNew: 1, objects: [object] });
    await bench.settle();
  });
});
