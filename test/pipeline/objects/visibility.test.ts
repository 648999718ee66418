import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../db/events.ts';
import { fitsOfObject } from '../../../db/fits.ts';
import { findObject } from '../../../db/objects.ts';
import { addPost } from '../../../db/posts.ts';
import { type Audience, maySee, programmes } from '../../../pipeline/api/audience.ts';
import { type Bench, channel, contentOf, makeBench, nights } from '../pipelineExamples.ts';
import { candidateFile, candidateText, csvHeader, writeOld } from '../scratch.ts';

const open = 'C0PUBLIC';
const audience: Audience[] = [
  { id: channel, sees: programmes },
  { id: open, sees: ['public'] },
];
const name = 'ZTF22aaaaaaa';

/** Puts a file with a programme id for each night; '' for none. */
function put(bench: Bench, programs: readonly string[], object = name, mag = 18): void {
  const rows = programs.map(
    (program, day) =>
      `0,${nights[day] ?? 0},${mag + day / 10},0.1,${'gri'[day % 3]},20.5,${program},${day % 2}.0`,
  );
  writeOld(join(bench.candidates, candidateFile(object)), `${csvHeader}\n${rows.join('\n')}\n`);
}

/** Everything that reached a channel, as one text. */
function shown(bench: Bench, where: string): string {
  return JSON.stringify(bench.publisher.attempts.filter((post) => post.channel === where));
}

describe('who may see what', () => {
  it.each<[Audience['sees'], (number | null)[], boolean]>([
    [['public'], [1], true],
    [['public'], [2], false],
    [['public'], [1, 2], false],
    [['public'], [1, 3], false],
    [['public'], [null], false],
    [['public'], [], false],
    [['public'], [0], false],
    [['public'], [99], false],
    [['public'], [1.5], false],
    [['partnership'], [1], false],
    [['public', 'partnership'], [1, 2], true],
    [['public', 'partnership'], [3], false],
    [['public', 'partnership'], [null], false],
    [programmes, [null, 7], true],
    [[], [1], false],
  ])('%j, %j: %s', (sees, programs, answer) => {
    expect(maySee(sees, programs)).toBe(answer);
  });
});

describe('the summary of a public channel', () => {
  it('counts nothing of what it may not name', async () => {
    const bench = makeBench({ audience });
    put(bench, ['2.0', '2.0', '2.0']);
    put(bench, ['1.0', '1.0', '1.0'], 'ZTF22bbbbbbb', 19);
    writeOld(join(bench.candidates, candidateFile('ZTF22ccccccc')), 'no,light,curve\n');
    await bench.pull();
    await bench.settle();
    bench.pipeline.postDailySummary(new Date().toISOString().slice(0, 10));
    await bench.settle();
    const summaryIn = (where: string) =>
      contentOf(
        'daily-summary',
        bench.publisher.attempts.findLast((post) => post.channel === where && post.threadTs === null),
      );
    const counts = ({ objects, lightCurvesNew, problems }: ReturnType<typeof summaryIn>) => [
      objects,
      lightCurvesNew,
      problems,
    ];
    expect(counts(summaryIn(channel))).toEqual([2, 2, 1]);
    expect(counts(summaryIn(open))).toEqual([1, 1, 0]);
  });
});

describe('partnership data that somebody steers', () => {
  it('show in no public channel: neither fits that move, nor mutes, nor retries', async () => {
    const bench = makeBench({ audience });
    put(bench, ['2.0', '2.0', '2.0']);
    await bench.pull();
    await bench.settle();
    const ask = { objectName: name, words: ['KN'], settings: { seed: 7 }, force: true, requestedBy: 'U1' };
    bench.behave({ Me2017: { exit: 1 } });
    const { queued } = bench.pipeline.requestFits(ask);
    bench.pipeline.mute({ objectName: name, by: 'U1', reason: name, end: null });
    await bench.settle();
    bench.behave({});
    bench.pipeline.retryFits({ fitIds: queued.map((fit) => fit.fitId), requestedBy: 'U1' });
    bench.pipeline.unmute({ objectName: name, by: 'U1' });
    await bench.settle();
    bench.pipeline.postDailySummary(new Date().toISOString().slice(0, 10));
    await bench.settle();
    expect(shown(bench, channel)).toContain(name);
    expect(shown(bench, open)).not.toContain(name);
    expect(bench.pipeline.maySeeAll(channel)).toBe(true);
    expect(bench.pipeline.maySeeAll(open)).toBe(false);
    expect(bench.pipeline.maySeeAll('C0OTHER')).toBe(false);
  });
});

describe('partnership data', () => {
  it('never reach a public channel, whatever somebody tries', async () => {
    const bench = makeBench({ audience });
    // One row of the partnership among public ones; a row that does not say; one merged into a public one.
    put(bench, ['1.0', '1.0', '2.0'], 'ZTF22partner', 17);
    put(bench, ['1.0', '1.0', ''], 'ZTF22unknown', 18);
    put(bench, ['1.0', '3.0', '1.0'], 'ZTF22caltech', 19);
    put(bench, ['1.0', '1.0', '1.0'], 'ZTF22ppublic', 16);
    const merged = `${csvHeader}\n0,${nights[0]},18,0.2,g,20,2.0,1.0\n0,${nights[0]},18.01,0.1,g,20,1.0,0.0\n0,${nights[1]},18.5,0.1,g,20,1.0,0.0\n`;
    writeOld(join(bench.candidates, candidateFile('ZTF22mmerged')), merged);
    // A tree's name says whose data they are, where rows do not.
    const tree = candidateText(nights, 15.5).replaceAll(',2.0,1.0', ',,1.0');
    writeOld(join(bench.candidates, 'partnership', candidateFile('ZTF22treeees')), tree);
    await bench.pull();
    await bench.settle();
    bench.pipeline.requestFits({
      objectName: 'ZTF22partner',
      words: ['KN'],
      settings: { livePoints: 99 },
      force: true,
      requestedBy: 'U1',
    });
    await bench.settle();
    bench.pipeline.postDailySummary(new Date().toISOString().slice(0, 10));
    await bench.settle();
    const secret = ['ZTF22partner', 'ZTF22unknown', 'ZTF22caltech', 'ZTF22mmerged', 'ZTF22treeees'];
    for (const object of secret) {
      expect(shown(bench, open)).not.toContain(object);
      expect(shown(bench, channel)).toContain(object);
      expect(bench.pipeline.maySee(open, object)).toBe(false);
      expect(bench.pipeline.maySee('C0ANOTHER', object)).toBe(false);
      expect(bench.pipeline.maySee(null, object)).toBe(false);
      expect(bench.pipeline.maySee(channel, object)).toBe(true);
    }
    expect(shown(bench, open)).toContain('ZTF22ppublic');
    expect(bench.pipeline.maySee('C0ANOTHER', 'ZTF22ppublic')).toBe(true);
    const kinds = bench.publisher.attempts
      .filter((post) => post.channel === open)
      .map(({ content }) => content.kind);
    expect(kinds).toContain('daily-summary');
  });

  it('that come later end what a public channel sees of an object', async () => {
    const bench = makeBench({ audience });
    put(bench, ['1.0', '1.0']);
    await bench.pull();
    await bench.settle();
    const before = shown(bench, open);
    expect(before).toContain(name);
    put(bench, ['1.0', '1.0', '2.0']);
    await bench.pull();
    await bench.settle();
    expect(shown(bench, open)).toBe(before);
    // The verdict is the same, so that only the first message is edited.
    const edits = bench.publisher.attempts.filter((post) => post.channel === channel && post.editTs !== null);
    expect(edits.map(({ content }) => content.kind)).toContain('object-report');
  });

  it('under which public photometry is told again hide it too', async () => {
    const bench = makeBench({ audience });
    put(bench, ['1.0', '1.0']);
    await bench.pull();
    put(bench, ['1.0', '2.0']);
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0 });
    await bench.settle();
    expect(shown(bench, open)).not.toContain(name);
  });

  it('hide photometry also when they are told of it under another name', async () => {
    const bench = makeBench({ audience });
    put(bench, ['1.0', '1.0']);
    put(bench, ['3.0', '3.0'], 'ZTF22stolenn');
    await bench.pull();
    await bench.settle();
    expect(shown(bench, channel)).toContain(name);
    expect(shown(bench, open)).not.toContain(name);
  });

  it('are fitted where no channel may see them, and that is told', async () => {
    const bench = makeBench({ audience: [{ id: open, sees: ['public'] }] });
    put(bench, ['2.0', '2.0']);
    await bench.pull();
    await bench.settle();
    const object = findObject(bench.db, name);
    expect(fitsOfObject(bench.db, object?.id ?? 0).map(({ state }) => state)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    expect(bench.publisher.attempts).toEqual([]);
    const ask = { objectName: name, words: ['KN'], settings: { seed: 7 }, force: true, requestedBy: 'U1' };
    expect(bench.pipeline.requestFits(ask).isWithheld).toBe(true);
    expect(eventsOf(bench.db, `object:${name}`).at(-1)).toMatchObject({ event: 'not posted' });
    expect(bench.pipeline.whyNot(name).text).toContain('No channel may see data of its programme');
    expect(bench.warnings).toContain('not posted: no channel may see data of its programme');
  });
});

describe('a message that is owed', () => {
  it('is not sent when its channel may not see the object, whoever wrote it down', async () => {
    const bench = makeBench({ audience });
    put(bench, ['2.0', '2.0']);
    await bench.pull();
    await bench.settle();
    const object = findObject(bench.db, name);
    const content = JSON.stringify({ kind: 'mute-notice', object: name, by: 'U1', mute: null, why: null });
    const place = { runId: null, objectId: object?.id ?? 0, parentPostId: null, editsPostId: null };
    const change = { at: new Date().toISOString(), actor: 'app', why: null };
    for (const where of [open, 'C0UNKNOWN', channel]) {
      addPost(bench.db, { ...place, kind: 'notice', channel: where, content }, change);
    }
    await bench.settle();
    const notices = bench.publisher.attempts.filter((post) => post.content.kind === 'mute-notice');
    expect(notices.map((post) => post.channel)).toEqual([channel]);
    expect(bench.warnings).toContain('not posted: the channel may not see data of its programme');
  });
});
