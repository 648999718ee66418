import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../db/events.ts';
import { pendingPosts, sentPosts } from '../../../db/posts.ts';
import { newestRun, openRuns } from '../../../db/runs.ts';
import { PublishError } from '../../../pipeline/api/posts.ts';
import { channel, contentOf, makeBench, nights, tickUntil } from '../pipelineExamples.ts';
import { until } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';

/** A bench whose object is fitted and reported; nothing is sent yet. */
async function fittedBench() {
  const bench = makeBench();
  bench.candidate(object, nights);
  return { bench, ...(await bench.pull()) };
}

function isPng(path: string | undefined): boolean {
  return path !== undefined && existsSync(path) && readFileSync(path).subarray(1, 4).toString() === 'PNG';
}

describe('what the channel is told', () => {
  it('is one message per object with its fits, best first, and the corner plot in its thread', async () => {
    const { bench, runId } = await fittedBench();
    await bench.settle();
    const [message, ...others] = bench.publisher.inChannel();
    expect(others).toEqual([]);
    const report = contentOf('object-report', message);
    expect(report).toMatchObject({ object, runId, muted: null });
    expect(report.lightCurve).toEqual({
      detections: 4,
      limits: 1,
      filters: ['ztfg', 'ztfi', 'ztfr'],
      firstJd: 2459785.7,
      lastJd: 2459789.7,
    });
    expect(report.fits.map(({ kind, lnZ, state, reused }) => [kind, lnZ, state, reused])).toEqual([
      ['KN', -20, 'succeeded', false],
      ['SC', -25, 'succeeded', false],
    ]);
    expect(isPng(report.lightCurveChart?.path)).toBe(true);
    expect(report.lightCurveChart?.altText).toContain(object);
    const [corner, ...more] = bench.publisher.inThread(message?.ts);
    expect(more).toEqual([]);
    const { cornerChart, fit } = contentOf('corner', corner);
    expect([isPng(cornerChart.path), fit.kind]).toEqual([true, 'KN']);
    expect(openRuns(bench.db)).toEqual([]);
    expect(newestRun(bench.db)).toMatchObject({ id: runId, state: 'done' });
    expect(sentPosts(bench.db).map((post) => [post.slackChannel, post.slackTs])).toEqual([
      [channel, message?.ts],
      [channel, corner?.ts],
    ]);
    // Nothing more comes of looking again.
    await bench.pipeline.tick();
    expect(bench.publisher.attempts).toHaveLength(2);
  });

  it('waits until all fits of the object have ended', async () => {
    const bench = makeBench();
    bench.behave({ Me2017: { seconds: 600 } });
    bench.candidate(object, nights);
    await bench.pull();
    await tickUntil(bench, () => bench.pipeline.status().open.length === 1);
    await bench.pipeline.tick();
    expect(bench.publisher.attempts).toEqual([]);
    const [open] = bench.pipeline.status().open;
    bench.pipeline.cancel({ what: `fit ${open?.fitId}`, by: 'U1' });
    await bench.settle();
    const { fits } = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(fits.map(({ model, state }) => [model, state])).toEqual([['Piro2021', 'succeeded']]);
  });

  it('is nothing when somebody cancelled everything', async () => {
    const { bench } = await fittedBench();
    for (const { fitId } of bench.pipeline.status().open)
      bench.pipeline.cancel({ what: `#${fitId}`, by: 'U1' });
    await bench.settle();
    expect(bench.publisher.attempts).toEqual([]);
    expect(openRuns(bench.db)).toEqual([]);
  });
});

describe('trouble with Slack', () => {
  it('is told, waited out as long as Slack asks, and then over', async () => {
    const { bench } = await fittedBench();
    bench.publisher.failures.push(new PublishError('Slack asks us to slow down.', { retryAfterSeconds: 30 }));
    await tickUntil(bench, () => bench.publisher.attempts.length > 0);
    await bench.pipeline.tick();
    expect(bench.publisher.attempts).toHaveLength(1);
    expect(bench.pipeline.status()).toMatchObject({
      pendingPosts: 2,
      incidents: ['Slack asks us to slow down.'],
    });
    const [post] = pendingPosts(bench.db);
    const waits = Date.parse(post?.nextAttemptAt ?? '') - Date.now();
    expect(Math.abs(waits - 30_000)).toBeLessThan(5000);
    bench.later.seconds = 31;
    await bench.settle();
    expect(bench.publisher.messages).toHaveLength(2);
    expect(bench.pipeline.status()).toMatchObject({ pendingPosts: 0, incidents: [] });
  });

  it('in a channel keeps what it is owed waiting: it would meet the same', async () => {
    const { bench } = await fittedBench();
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    await bench.pull();
    // Both objects are owed by the time of the first attempt.
    const offline = new PublishError('offline', { retryAfterSeconds: 30 });
    bench.publisher.failures.push(...Array.from({ length: 9 }, () => offline));
    await tickUntil(bench, () => pendingPosts(bench.db).length === 4);
    await bench.pipeline.tick();
    expect(bench.publisher.attempts).toHaveLength(1);
    bench.later.seconds = 31;
    await bench.pipeline.tick();
    expect(bench.publisher.attempts.map(({ postId }) => postId)).toEqual([1, 1]);
    bench.publisher.failures.length = 0;
    bench.later.seconds = 90;
    await bench.settle();
    expect(bench.publisher.inChannel()).toHaveLength(2);
  });

  it('that goes on makes the pauses longer, and never more than five minutes', async () => {
    const { bench } = await fittedBench();
    const pauses: number[] = [];
    bench.publisher.failures.push(...Array.from({ length: 10 }, () => new Error('socket hang up')));
    await tickUntil(bench, () => bench.publisher.attempts.length > 0);
    for (let time = 0; time < 10; time += 1) {
      const [post] = pendingPosts(bench.db);
      const pause = Date.parse(post?.nextAttemptAt ?? '') - (Date.now() + bench.later.seconds * 1000);
      pauses.push(Math.ceil(pause / 1000));
      bench.later.seconds += pause / 1000 + 1;
      await bench.pipeline.tick();
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    await bench.settle();
    expect(bench.warnings).toEqual(['socket hang up']);
    expect(bench.publisher.inChannel()).toHaveLength(1);
  });

  it('that a person has to cure loses nothing, says so, and is over after the cure', async () => {
    const { bench } = await fittedBench();
    const words = 'Slack answers channel_not_found for C0NMMA: invite the bot there with /invite @nmma-bot.';
    const outside = new PublishError(words, {
      trouble: 'cure',
      code: 'channel_not_found',
      mayHaveBeenSent: false,
    });
    bench.publisher.failures.push(...Array.from({ length: 99 }, () => outside));
    await tickUntil(bench, () => bench.publisher.attempts.length > 0);
    // A day later it still is owed.
    for (const hour of [1, 6, 24]) {
      bench.later.seconds = hour * 3600;
      await bench.pipeline.tick();
    }
    const status = bench.pipeline.status();
    expect(status.incidents[0]).toContain(words);
    expect(status.health.find(({ part }) => part === 'Slack')?.words).toContain(words);
    expect([status.pendingPosts, status.notPosted]).toEqual([2, []]);
    bench.publisher.failures.length = 0;
    // Within a minute of the cure.
    bench.later.seconds += 61;
    await bench.pipeline.tick();
    expect(bench.publisher.messages.map(({ content }) => content.kind)).toEqual(['object-report', 'corner']);
    expect(bench.publisher.attempts.every((attempt) => !attempt.mayHaveBeenSent)).toBe(true);
    expect(bench.pipeline.status()).toMatchObject({ pendingPosts: 0, incidents: [] });
  });

  it('that no other try can help names the message, keeps what hangs on it, and waits for a person', async () => {
    const { bench } = await fittedBench();
    const words = 'post 1 (object-report): invalid_blocks';
    bench.publisher.failures.push(new PublishError(words, { trouble: 'never', code: 'invalid_blocks' }));
    await bench.settle();
    expect(bench.publisher.attempts).toHaveLength(1);
    expect(bench.publisher.messages).toEqual([]);
    expect(bench.warnings).toContain('a message was given up');
    const [dead, ...others] = bench.pipeline.status().notPosted;
    expect(others).toEqual([]);
    expect(dead).toMatchObject({ what: `the report of ${object}`, why: words, channel });
    expect(bench.pipeline.report(null).notPosted).toEqual([dead]);
    expect(bench.pipeline.retryPost({ postId: dead?.postId ?? 0, by: 'U1' })).toBe(dead?.what);
    expect(() => bench.pipeline.retryPost({ postId: 99, by: 'U1' })).toThrow('There is no message 99.');
    await bench.settle();
    expect(bench.publisher.messages.map(({ content }) => content.kind)).toEqual(['object-report', 'corner']);
    expect(bench.pipeline.status().notPosted).toEqual([]);
  });

  it('of one message, or with an error that nobody knows, does not keep back the others', async () => {
    const { bench } = await fittedBench();
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    await bench.pull();
    bench.publisher.refuse = ({ postId }) =>
      postId === 1
        ? new PublishError('post 1: an_error_of_next_year', {
            trouble: 'unknown',
            code: 'an_error_of_next_year',
            mayHaveBeenSent: false,
          })
        : null;
    await tickUntil(bench, () => bench.publisher.messages.length === 2);
    expect(bench.publisher.inChannel().map(({ content }) => 'object' in content && content.object)).toEqual([
      'ZTF22bbbbbbb',
    ]);
    for (let time = 0; time < 8; time += 1) {
      bench.later.seconds += 301;
      await bench.pipeline.tick();
    }
    expect(bench.publisher.attempts.filter(({ postId }) => postId === 1)).toHaveLength(5);
    expect(bench.pipeline.status().notPosted).toMatchObject([{ postId: 1 }]);
    expect(pendingPosts(bench.db)).toEqual([]);
  });

  it('in one channel does not silence another', async () => {
    const everything = ['public', 'partnership', 'caltech'] as const;
    const bench = makeBench({
      audience: [
        { id: channel, sees: [...everything] },
        { id: 'C0OTHER', sees: [...everything] },
      ],
    });
    bench.candidate(object, nights);
    await bench.pull();
    bench.publisher.refuse = (post) =>
      post.channel === channel
        ? new PublishError('not there', { trouble: 'cure', code: 'not_in_channel' })
        : null;
    await tickUntil(bench, () => bench.publisher.messages.length === 2);
    expect(sentPosts(bench.db).map((post) => post.slackChannel)).toEqual(['C0OTHER', 'C0OTHER']);
    expect(pendingPosts(bench.db)).toHaveLength(2);
  });
});

describe('a crash', () => {
  it('between sending and storing is no second message: it is looked for', async () => {
    const { bench } = await fittedBench();
    bench.publisher.crashAfterNext = true;
    // The look that sends it never comes to its end.
    await until(() => {
      void bench.pipeline.tick();
      return bench.publisher.messages.length > 0;
    });
    expect(pendingPosts(bench.db)[0]).toMatchObject({ state: 'pending', attempts: 1, slackTs: null });
    bench.restart();
    await bench.settle();
    const [first, second, ...others] = bench.publisher.attempts;
    expect([first?.mayHaveBeenSent, second?.mayHaveBeenSent]).toEqual([false, true]);
    expect(second?.postId).toBe(first?.postId);
    expect(others.map(({ mayHaveBeenSent }) => mayHaveBeenSent)).toEqual([false]);
    expect(bench.publisher.inChannel()).toHaveLength(1);
    const [message] = bench.publisher.inChannel();
    expect(sentPosts(bench.db)[0]?.slackTs).toBe(message?.ts);
    expect(bench.publisher.inThread(message?.ts)).toHaveLength(1);
  });

  it('before sending loses nothing', async () => {
    const { bench } = await fittedBench();
    bench.publisher.failures.push(new Error('offline'));
    await tickUntil(bench, () => bench.publisher.attempts.length > 0);
    bench.restart();
    bench.later.seconds = 10;
    await bench.settle();
    expect(bench.publisher.messages).toHaveLength(2);
    expect(eventsOf(bench.db, `post:${bench.publisher.inChannel()[0]?.postId}`).map(({ to }) => to)).toEqual([
      'pending',
      'sent',
    ]);
  });
});

describe('the daily summary', () => {
  it('ranks the objects of a UTC day, once', async () => {
    const bench = makeBench();
    bench.behave({ 'ZTF22bbbbbbb/Me2017': { lnZ: -40 }, 'ZTF22ccccccc/Piro2021': { exit: 1 } });
    bench.candidate('ZTF22aaaaaaa', nights);
    bench.candidate('ZTF22bbbbbbb', nights, 19);
    bench.candidate('ZTF22ccccccc', nights, 17);
    await bench.pull();
    await bench.settle();
    const today = new Date().toISOString().slice(0, 10);
    expect(bench.pipeline.postDailySummary(today)).toBe(true);
    expect(bench.pipeline.postDailySummary(today)).toBe(false);
    await bench.settle();
    const summary = contentOf('daily-summary', bench.publisher.inChannel().at(-1));
    expect(summary).toMatchObject({
      date: today,
      objects: 3,
      fitsByState: { succeeded: 5, failed: 1 },
      problems: 0,
    });
    const ranks = summary.ranking.map((place) => [place.object, place.bestKind, place.deltaLnZ]);
    expect(ranks).toEqual([
      ['ZTF22aaaaaaa', 'KN', 5],
      ['ZTF22ccccccc', 'KN', null],
      ['ZTF22bbbbbbb', 'SC', 15],
    ]);
    expect(bench.pipeline.postDailySummary('2020-01-01')).toBe(true);
    await bench.settle();
    expect(contentOf('daily-summary', bench.publisher.inChannel().at(-1))).toMatchObject({
      objects: 0,
      ranking: [],
    });
  });
});
