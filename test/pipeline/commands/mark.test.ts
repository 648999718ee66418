import { describe, expect, it } from 'vitest';
import { allOpinionsOf } from '../../../db/opinions.ts';
import { type Audience, programmes } from '../../../pipeline/api/audience.ts';
import type { MarkRequest } from '../../../pipeline/api/opinions.ts';
import { opinionsCsv } from '../../../pipeline/queries/opinionsCsv.ts';
import { type Bench, channel, contentOf, makeBench, nights } from '../pipelineExamples.ts';

const object = 'ZTF22aaaaaaa';
const today = () => new Date().toISOString().slice(0, 10);
const hour = 3600;

async function fitted(bench: Bench, name = object): Promise<Bench> {
  bench.candidate(name, nights);
  await bench.pull();
  await bench.settle();
  return bench;
}

function said(by: string, given: Partial<MarkRequest> = {}): MarkRequest {
  return { objectName: object, by, word: 'interesting', class: null, comment: null, ...given };
}

const shown = (bench: Bench) =>
  contentOf('object-report', bench.publisher.inChannel()[0]).opinions?.map(({ person, word }) => [
    person,
    word,
  ]);

describe('what people say of an object', () => {
  it('is kept with who and when, one verdict per person, and shown in the object’s message', async () => {
    const bench = await fitted(makeBench());
    const count = bench.publisher.messages.length;
    expect(bench.pipeline.mark(said('U1', { objectName: '22aaaaaaa' }))).toMatchObject({
      object,
      changed: true,
    });
    bench.pipeline.mark(said('U2', { word: 'junk', comment: ' a star ' }));
    await bench.settle();
    expect(shown(bench)).toEqual([
      ['U1', 'interesting'],
      ['U2', 'junk'],
    ]);
    // The message is edited; nobody is sent another one.
    expect(bench.publisher.messages).toHaveLength(count);
    expect(bench.pipeline.mark(said('U2', { word: 'junk', comment: 'a star' })).changed).toBe(false);
    bench.pipeline.mark(said('U1', { word: 'classified', class: 'SN Ia' }));
    expect(bench.pipeline.withdraw({ objectName: object, by: 'U2' }).changed).toBe(true);
    expect(bench.pipeline.withdraw({ objectName: object, by: 'U2' }).changed).toBe(false);
    await bench.settle();
    expect(shown(bench)).toEqual([['U1', 'classified']]);
    expect(bench.pipeline.objectStatus(object).opinions).toMatchObject([{ person: 'U1', class: 'SN Ia' }]);
  });

  it('stands in the summary and in App Home', async () => {
    const bench = await fitted(makeBench());
    bench.pipeline.mark(said('U1'));
    expect(bench.pipeline.report(today()).opinions).toMatchObject([{ object, person: 'U1' }]);
    const { ranking } = await bench.pipeline.home('U2');
    expect(ranking[0]?.opinions).toMatchObject([{ word: 'interesting' }]);
    expect((await bench.pipeline.home('U2')).welcome).toEqual({ channel });
    bench.pipeline.welcomed('U2');
    bench.pipeline.welcomed('U2');
    expect((await bench.pipeline.home('U2')).welcome).toBeNull();
    expect((await bench.pipeline.home('U1')).welcome).not.toBeNull();
  });

  it('is found in the history by its word', async () => {
    const bench = await fitted(makeBench());
    bench.pipeline.mark(said('U1', { word: 'junk', comment: 'a star' }));
    bench.pipeline.mark(said('U1', { word: 'classified', class: 'CV', comment: 'see TNS' }));
    bench.pipeline.withdraw({ objectName: object, by: 'U1' });
    const found = (word: 'junk' | 'classified' | 'withdrawn' | 'interesting', date: string | null = null) =>
      bench.pipeline
        .history({ objectName: null, date, said: word, most: 40 })
        .map(({ object: name, actor, event, why }) => [name, actor, event, why]);
    expect(found('junk')).toEqual([[object, 'U1', 'junk', 'a star']]);
    expect(found('classified', today())).toEqual([[object, 'U1', 'classified', 'CV: see TNS']]);
    expect(found('classified', '2020-01-01')).toEqual([]);
    expect(found('withdrawn')).toHaveLength(1);
    expect(found('interesting')).toEqual([]);
  });

  it('is exported with the object’s tables', async () => {
    const bench = await fitted(makeBench());
    bench.pipeline.mark(said('U1', { word: 'junk', comment: 'a "star", or so' }));
    bench.pipeline.mark(said('U1'));
    const objectId = 1;
    const lines = opinionsCsv(allOpinionsOf(bench.db, objectId)).trimEnd().split('\n');
    expect(lines[0]).toBe('at,person,opinion,class,comment,ended');
    expect(lines[1]).toMatch(/^20[^,]+,U1,junk,,"a ""star"", or so",20[^,]+$/);
    expect(lines[2]).toMatch(/^20[^,]+,U1,interesting,,,$/);
    expect(lines).toHaveLength(3);
  });

  it('must be whole and short', async () => {
    const bench = await fitted(makeBench());
    const wrong = (given: Partial<MarkRequest>) => () => bench.pipeline.mark(said('U1', given));
    expect(wrong({ word: 'classified', class: ' ' })).toThrow('Classified as what?');
    expect(wrong({ word: 'classified', class: 'x'.repeat(41) })).toThrow('expected at most 40');
    expect(wrong({ comment: 'x'.repeat(301) })).toThrow('expected at most 300');
    expect(wrong({ objectName: 'ZTF22zzzzzzz' })).toThrow('No object');
  });
});

describe('the reminder of a strong candidate', () => {
  const strong = { Me2017: { lnZ: -10 }, Piro2021: { lnZ: -20 } };
  const reminders = (bench: Bench) =>
    bench.publisher.messages.filter(({ content }) => content.kind === 'reminder');

  it('comes once, in its thread, when nobody has said anything for so long', async () => {
    const bench = makeBench({ remindAfterHours: 12 });
    bench.behave(strong);
    await fitted(bench);
    bench.later.seconds = 11 * hour;
    await bench.settle();
    expect(reminders(bench)).toEqual([]);
    bench.later.seconds = 13 * hour;
    await bench.settle();
    const [reminder] = reminders(bench);
    expect(reminder?.threadTs).toBe(bench.publisher.inChannel()[0]?.ts);
    expect(contentOf('reminder', reminder)).toMatchObject({ object, verdict: { kind: 'KN' } });
    bench.restart({ remindAfterHours: 12 });
    bench.later.seconds = 40 * hour;
    await bench.settle();
    expect(reminders(bench)).toHaveLength(1);
  });

  it('does not come for an answered, a muted or a weak one, nor below the threshold that surfaces', async () => {
    for (const [act, lnZ, postThreshold] of [
      [(bench: Bench) => bench.pipeline.mark(said('U1', { word: 'junk' })), -10, null],
      [
        (bench: Bench) => bench.pipeline.mute({ objectName: object, by: 'U1', reason: null, end: null }),
        -10,
        null,
      ],
      [() => {}, -18, null],
      [() => {}, -10, 11],
    ] as const) {
      const bench = makeBench({ remindAfterHours: 12, postThreshold });
      bench.behave({ ...strong, Me2017: { lnZ } });
      await fitted(bench);
      act(bench);
      bench.later.seconds = 13 * hour;
      await bench.settle();
      expect(reminders(bench)).toEqual([]);
    }
  });

  it('comes only where the candidate was shown', async () => {
    const audience: Audience[] = [
      { id: channel, sees: programmes },
      { id: 'C0PUBLIC', sees: ['public'] },
    ];
    const bench = makeBench({ remindAfterHours: 12, audience });
    bench.behave(strong);
    await fitted(bench);
    bench.later.seconds = 13 * hour;
    await bench.settle();
    const where = bench.publisher.attempts.filter(({ content }) => content.kind === 'reminder');
    expect(where.map((one) => one.channel)).toEqual([channel]);
  });
});
