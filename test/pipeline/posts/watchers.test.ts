import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Audience, programmes } from '../../../pipeline/api/audience.ts';
import { PublishError } from '../../../pipeline/api/posts.ts';
import type { PipelineOptions } from '../../../pipeline/core/options.ts';
import { type Bench, channel, contentOf, makeBench, nights, tickUntil } from '../pipelineExamples.ts';
import { candidateFile, csvHeader, writeOld } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';
const mansi = 'U0MANSI001';
const igor = 'U0IGOR0001';

/** A night more of data, fitted with these evidences. */
async function night(bench: Bench, count: number, lnZ: { KN: number; SC: number }): Promise<void> {
  bench.behave({ Me2017: { lnZ: lnZ.KN }, Piro2021: { lnZ: lnZ.SC } });
  bench.candidate(object, nights.slice(0, count));
  await bench.pull();
  await bench.settle();
}

// The rates favour shock cooling by 3.2.
const weak = { KN: -19, SC: -20 };
const strong = { KN: -10, SC: -20 };

/** What reached a person directly. */
const told = (bench: Bench, person: string) =>
  bench.publisher.attempts.filter((post) => post.channel === person);

describe('who watches an object', () => {
  it('is told directly when its verdict changes, and of nothing else', async () => {
    const bench = makeBench();
    await night(bench, 2, weak);
    expect(bench.pipeline.watch({ watched: { object: '22aaaaaaa' }, by: mansi })).toEqual({
      watched: { object },
      changed: true,
    });
    expect(bench.pipeline.watch({ watched: { object }, by: mansi }).changed).toBe(false);
    await night(bench, 3, weak);
    expect(told(bench, mansi)).toEqual([]);
    await night(bench, 4, strong);
    const news = contentOf('watch-notice', told(bench, mansi)[0]);
    expect(news).toMatchObject({
      object,
      because: [{ object }],
      verdict: { kind: 'KN' },
      before: { kind: 'SC' },
    });
    expect(news.lightCurveChart?.path).toMatch(/\.png$/);
    expect(told(bench, mansi)).toHaveLength(1);
    expect(told(bench, igor)).toEqual([]);
  });

  it('hears nothing any more after unwatch', async () => {
    const bench = makeBench();
    await night(bench, 2, weak);
    bench.pipeline.watch({ watched: { object }, by: mansi });
    expect(bench.pipeline.watches(mansi)).toMatchObject([{ watched: { object } }]);
    expect(bench.pipeline.unwatch({ watched: { object }, by: mansi })).toEqual([{ object }]);
    expect(bench.pipeline.unwatch({ watched: { object }, by: mansi })).toEqual([]);
    await night(bench, 3, strong);
    expect(told(bench, mansi)).toEqual([]);
  });

  it('must be somebody in Slack', async () => {
    const bench = makeBench();
    await night(bench, 2, weak);
    expect(() => bench.pipeline.watch({ watched: { object }, by: 'mansi' })).toThrow('Only people in Slack');
  });
});

describe('who watches a score', () => {
  it('is told once when an object passes it, in one message whatever else they watch', async () => {
    const bench = makeBench();
    bench.pipeline.watch({ watched: { kind: 'KN', above: 3 }, by: mansi });
    bench.pipeline.watch({ watched: { kind: 'KN', above: 50 }, by: igor });
    await night(bench, 2, weak);
    bench.pipeline.watch({ watched: { object }, by: mansi });
    await night(bench, 3, strong);
    await night(bench, 4, { KN: -10, SC: -21 });
    const [news, ...more] = told(bench, mansi);
    expect(more).toEqual([]);
    expect(contentOf('watch-notice', news).because).toEqual([{ object }, { kind: 'KN', above: 3 }]);
    expect(told(bench, igor)).toEqual([]);
  });

  it('may give it another number', async () => {
    const bench = makeBench();
    bench.pipeline.watch({ watched: { kind: 'KN', above: 3 }, by: mansi });
    expect(bench.pipeline.watch({ watched: { kind: 'KN', above: 3 }, by: mansi }).changed).toBe(false);
    bench.pipeline.watch({ watched: { kind: 'KN', above: 50 }, by: mansi });
    expect(bench.pipeline.watches(mansi).map(({ watched }) => watched)).toEqual([{ kind: 'KN', above: 50 }]);
    bench.pipeline.watch({ watched: { kind: 'SC', above: 0 }, by: mansi });
    expect(bench.pipeline.unwatch({ watched: 'all', by: mansi })).toHaveLength(2);
  });
});

describe('a direct message', () => {
  /** A new object with data of a programme, for everybody who watches kilonovae. */
  async function found(more: Partial<PipelineOptions>, program: string): Promise<Bench> {
    const bench = makeBench({ audience: [{ id: channel, sees: programmes }], ...more });
    for (const by of [mansi, igor]) bench.pipeline.watch({ watched: { kind: 'KN', above: 3 }, by });
    bench.behave({ Me2017: { lnZ: -10 }, Piro2021: { lnZ: -20 } });
    const rows = nights.map(
      (jd, day) => `0,${jd},${18 + day / 10},0.1,${'gri'[day % 3]},20.5,${program},0.0`,
    );
    writeOld(join(bench.candidates, candidateFile(object)), `${csvHeader}\n${rows.join('\n')}\n`);
    await bench.pull();
    return bench;
  }

  it('about data that somebody may not see is not sent to them', async () => {
    const bench = await found({ mayLook: async (person) => person === igor }, '2.0');
    await bench.settle();
    expect(told(bench, mansi)).toEqual([]);
    expect(told(bench, igor)).toHaveLength(1);
    expect(bench.pipeline.status().notPosted).toEqual([]);
  });

  it('about public data goes to everybody who asked for it', async () => {
    const bench = await found({ mayLook: async () => false }, '1.0');
    await bench.settle();
    expect(told(bench, mansi)).toHaveLength(1);
  });

  it('waits while nobody knows whether the person may see it', async () => {
    let isKnown = false;
    const mayLook = async () => {
      if (!isKnown) throw new PublishError('Slack does not say who may look.', { mayHaveBeenSent: false });
      return true;
    };
    const bench = await found({ mayLook }, '2.0');
    await tickUntil(bench, () => bench.publisher.inChannel().length > 0);
    for (let turn = 0; turn < 3; turn += 1) await bench.pipeline.tick();
    expect(told(bench, mansi)).toEqual([]);
    isKnown = true;
    bench.later.seconds = 600;
    await bench.settle();
    expect(told(bench, mansi)).toHaveLength(1);
  });

  it('that one person cannot get keeps back no other', async () => {
    const bench = await found({}, '2.0');
    bench.publisher.refuse = (post) =>
      post.channel === mansi
        ? new PublishError('user_disabled', { trouble: 'never', code: 'user_disabled' })
        : null;
    await bench.settle();
    expect(told(bench, igor)).toHaveLength(1);
    expect(bench.pipeline.status().notPosted).toMatchObject([
      { channel: mansi, what: `the direct message about ${object}` },
    ]);
  });
});

describe('a channel’s own filters', () => {
  /** The channels that get a message about a kilonova with a score of 5, by their filters. */
  async function posted(filters: Record<string, Audience['posts']>, postThreshold: number | null) {
    const audience = Object.entries(filters).map(([id, posts]) => ({ id, sees: programmes, posts }));
    const bench = makeBench({ audience: [{ id: channel, sees: programmes }, ...audience], postThreshold });
    bench.behave({ Me2017: { lnZ: -15 }, Piro2021: { lnZ: -20 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const reports = bench.publisher.attempts.filter(({ content }) => content.kind === 'object-report');
    return reports.map((post) => post.channel).toSorted();
  }

  it('decide which objects have a message there', async () => {
    const filters = {
      C0EVERYTHING: undefined,
      C0SCORE4: { score: 4 },
      C0SCORE6: { score: 6 },
      C0KN: { kinds: ['KN'] as const },
      C0OTHERS: { kinds: ['SC', 'SN'] as const },
      C0CALTECH: { programmes: ['caltech'] as const },
    };
    expect(await posted(filters, null)).toEqual(['C0EVERYTHING', 'C0KN', channel, 'C0SCORE4'].toSorted());
  });

  it('take the threshold for all channels where they have none of their own', async () => {
    const filters = { C0KN: { kinds: ['KN'] as const }, C0ALL: { score: null }, C0SCORE2: { score: 2 } };
    expect(await posted(filters, 6)).toEqual(['C0ALL', 'C0SCORE2']);
  });
});

describe('a strong kilonova', () => {
  const alert = { score: 5, users: [mansi], groups: ['S0123ABCDEF'], quietHours: null };
  const calls = (bench: Bench) => bench.publisher.attempts.filter(({ content }) => content.kind === 'alert');

  it('calls whom the configuration names, once, in its thread', async () => {
    const bench = makeBench({ alert });
    await night(bench, 2, strong);
    expect(contentOf('alert', calls(bench)[0])).toMatchObject({
      object,
      users: [mansi],
      groups: ['S0123ABCDEF'],
    });
    expect(calls(bench)[0]?.threadTs).toBe(bench.publisher.inChannel()[0]?.ts);
    await night(bench, 3, weak);
    await night(bench, 4, strong);
    expect(calls(bench)).toHaveLength(1);
  });

  it('calls nobody in quiet hours but at their end, unless somebody has answered meanwhile', async () => {
    for (const isAnswered of [false, true]) {
      const now = new Date();
      const time = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString().slice(11, 16);
      const quietHours = { from: time(-1), to: time(2), timeZone: 'UTC' };
      const bench = makeBench({ alert: { ...alert, quietHours } });
      bench.behave({ Me2017: { lnZ: -10 }, Piro2021: { lnZ: -20 } });
      bench.candidate(object, nights);
      await bench.pull();
      await tickUntil(bench, () => bench.publisher.inChannel().length > 0);
      expect(bench.publisher.inChannel()).toHaveLength(1);
      expect(calls(bench)).toEqual([]);
      if (isAnswered) {
        bench.pipeline.mark({ objectName: object, by: igor, word: 'junk', class: null, comment: null });
      }
      bench.later.seconds = 2.1 * 3600;
      await bench.settle();
      expect(calls(bench)).toHaveLength(isAnswered ? 0 : 1);
      expect(bench.pipeline.status().notPosted).toEqual([]);
    }
  });
});
