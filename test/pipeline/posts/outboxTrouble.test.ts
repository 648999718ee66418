import { describe, expect, it } from 'vitest';
import { pendingPosts } from '../../../db/posts.ts';
import { PublishError } from '../../../pipeline/api/posts.ts';
import { contentOf, makeBench, nights, tickUntil } from '../pipelineExamples.ts';

const object = 'ZTF22aaaaaaa';

/** A bench whose object is fitted and reported; nothing is sent yet. */
async function fittedBench() {
  const bench = makeBench();
  bench.candidate(object, nights);
  return { bench, ...(await bench.pull()) };
}

describe('a message that somebody deleted', () => {
  const gone = new PublishError('message_not_found', {
    trouble: 'gone',
    code: 'message_not_found',
    mayHaveBeenSent: false,
  });

  it('is posted anew when something new is to be told, and its thread begins anew', async () => {
    const { bench } = await fittedBench();
    await bench.settle();
    const [first] = bench.publisher.inChannel();
    bench.publisher.remove(first?.ts);
    bench.publisher.refuse = ({ threadTs, editTs }) =>
      [threadTs, editTs].includes(first?.ts ?? '') ? gone : null;
    bench.candidate(object, [...nights, 2459790.7]);
    await bench.pull();
    await bench.settle();
    const [anew, ...others] = bench.publisher.inChannel();
    expect(others).toEqual([]);
    expect(contentOf('object-report', anew).lightCurve.detections).toBe(5);
    // And what comes later goes there too.
    const asked = {
      objectName: object,
      words: ['KN'],
      settings: { seed: 7 },
      force: false,
      requestedBy: 'U1',
    };
    bench.pipeline.requestFits(asked);
    await bench.settle();
    expect(bench.publisher.inChannel()).toHaveLength(1);
    expect(bench.publisher.inThread(anew?.ts)).toHaveLength(1);
    expect(bench.pipeline.status()).toMatchObject({ notPosted: [], incidents: [] });
  });

  it('is posted anew before a reply that it is owed', async () => {
    const { bench } = await fittedBench();
    await bench.settle();
    const [first] = bench.publisher.inChannel();
    bench.publisher.remove(first?.ts);
    bench.publisher.refuse = ({ threadTs, editTs }) =>
      [threadTs, editTs].includes(first?.ts ?? '') ? gone : null;
    const asked = {
      objectName: object,
      words: ['KN'],
      settings: { seed: 7 },
      force: false,
      requestedBy: 'U1',
    };
    bench.pipeline.requestFits(asked);
    await bench.settle();
    const [anew, ...others] = bench.publisher.inChannel();
    expect(others).toEqual([]);
    expect(anew?.content.kind).toBe('object-report');
    expect(bench.publisher.inThread(anew?.ts)).toHaveLength(1);
  });

  it('while its fits move, moves on as a new one', async () => {
    const bench = makeBench();
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    bench.behave({ Me2017: { seconds: 600 } });
    const words = ['KN'];
    const asked = { objectName: object, words, settings: { seed: 7 }, force: false, requestedBy: 'U1' };
    bench.pipeline.requestFits(asked);
    const moving = () => bench.publisher.messages.filter(({ content }) => content.kind === 'progress');
    await tickUntil(bench, () => moving().length === 1);
    const [shown] = moving();
    bench.publisher.remove(shown?.ts);
    bench.publisher.refuse = ({ editTs }) => (editTs === shown?.ts ? gone : null);
    await tickUntil(bench, () => {
      bench.later.seconds += 5;
      return moving().length === 1;
    });
    expect(moving()[0]?.threadTs).toBe(bench.publisher.inChannel()[0]?.ts);
  });
});

describe('the order of sending', () => {
  it('puts what a person waits for before a burst', async () => {
    const bench = makeBench();
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const names = ['ZTF22bbbbbbb', 'ZTF22ccccccc', 'ZTF22ddddddd'];
    bench.publisher.failures.push(new PublishError('offline', { retryAfterSeconds: 30 }));
    names.forEach((name, index) => {
      bench.candidate(name, nights, 19 + index / 10);
    });
    await bench.pull();
    await tickUntil(bench, () => pendingPosts(bench.db).length === 6);
    bench.pipeline.mute({ objectName: 'ZTF22ddddddd', by: 'U1', reason: null, end: null });
    bench.later.seconds = 31;
    const before = bench.publisher.messages.length;
    await bench.settle();
    const order = bench.publisher.messages
      .slice(before)
      .map(({ content }) => [content.kind, 'object' in content ? content.object : null]);
    // The news is a reply: the message that it belongs to comes with it.
    expect(order.slice(0, 2)).toEqual([
      ['object-report', 'ZTF22ddddddd'],
      ['mute-notice', 'ZTF22ddddddd'],
    ]);
  });

  it('keeps the pace that Slack bears in a channel', async () => {
    const bench = makeBench({ postPauseMs: 300 });
    bench.candidate(object, nights);
    await bench.pull();
    const times: number[] = [];
    bench.publisher.refuse = () => {
      times.push(performance.now());
      return null;
    };
    await bench.settle();
    expect(times).toHaveLength(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(299);
  });
});

describe('the clock', () => {
  it('a year ahead, and back, stops nothing', async () => {
    const { bench } = await fittedBench();
    const year = 365 * 86_400;
    // The time of day jumps; the monotonic clock does not.
    const wrong = (seconds: number) => ({
      clock: () => new Date(Date.now() + seconds * 1000),
      monotonicMs: () => performance.now(),
    });
    bench.restart(wrong(year));
    bench.publisher.failures.push(new PublishError('Slack was not reached (HTTP 500)'));
    const [post] = await untilPending(bench);
    expect(Date.parse(post?.nextAttemptAt ?? '')).toBeGreaterThan(Date.now() + (year - 60) * 1000);
    bench.restart(wrong(0));
    await bench.settle();
    expect(bench.publisher.messages).toHaveLength(2);
  });
});

/** Looks until a message waits after a failure. */
async function untilPending(bench: Awaited<ReturnType<typeof fittedBench>>['bench']) {
  const waiting = () => pendingPosts(bench.db).filter((post) => post.nextAttemptAt !== null);
  await tickUntil(bench, () => waiting().length > 0);
  return waiting();
}
