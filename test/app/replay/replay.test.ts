import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../app/config/usageError.ts';
import { nightsOf } from '../../../app/replay/nights.ts';
import { play, replayTable } from '../../../app/replay/play.ts';
import { dateOfJd } from '../../../pipeline/shared/time.ts';
import { DirectorySource } from '../../../pipeline/sources/directory.ts';
import { contentOf, makeBench } from '../../pipeline/pipelineExamples.ts';
import { candidateFile, candidateText, scratchFolder, writeOld } from '../../pipeline/scratch.ts';

/** The app's pipeline on a stage of its own, with a mock of the fitter. */
function stage(speed: number | null = null) {
  const bench = makeBench();
  const folder = join(bench.candidates, '../stage');
  mkdirSync(folder);
  let now = new Date();
  bench.restart({ sources: [new DirectorySource(folder)], clock: () => now });
  return {
    bench,
    pipeline: bench.pipeline,
    db: bench.db,
    folder,
    speed,
    setClock: (at: Date) => {
      now = at;
    },
    settle: () => bench.settle(),
  };
}

const short = (rows: Awaited<ReturnType<typeof play>>) =>
  rows.map(({ night, object, data, decision, fits }) => `${night} ${object} ${data} ${decision} ${fits}`);

describe('windows played night by night', () => {
  it('fit an object when its data change, and not otherwise', async () => {
    const root = scratchFolder();
    const put = (place: string, object: string, jds: number[], mag = 18) =>
      writeOld(join(root, place, candidateFile(object)), candidateText(jds, mag));
    put('partnership/2459780-2459787', 'ZTF22aaaaaaa', [2459784.8, 2459785.8]);
    put('partnership/2459781-2459788', 'ZTF22aaaaaaa', [2459784.8, 2459785.8]);
    put('partnership/2459781-2459788', 'ZTF22bbbbbbb', [2459787.8], 19);
    put('caltech/2459781-2459788', 'ZTF22ccccccc', [2459786.8, 2459787.8], 17);
    put('partnership/2459782-2459789', 'ZTF22aaaaaaa', [2459784.8, 2459785.8, 2459788.8]);
    put('partnership/2459782-2459789', 'ZTF22bbbbbbb', [2459787.8, 2459788.8], 19);
    const nights = nightsOf(root);
    expect(nights.map(({ jd, windows }) => [jd, windows.map(({ place }) => place)])).toEqual([
      [2459787, ['partnership/2459780-2459787']],
      [2459788, ['caltech/2459781-2459788', 'partnership/2459781-2459788']],
      [2459789, ['partnership/2459782-2459789']],
    ]);
    const rows = await play(nights, stage());
    expect(short(rows)).toEqual([
      '2022-07-26 ZTF22aaaaaaa new fit 2',
      '2022-07-27 ZTF22ccccccc new fit 2',
      '2022-07-27 ZTF22aaaaaaa same nothing-new 0',
      '2022-07-27 ZTF22bbbbbbb new too-few-detections 0',
      '2022-07-28 ZTF22aaaaaaa changed fit 2',
      '2022-07-28 ZTF22bbbbbbb changed fit 2',
    ]);
    expect(replayTable(rows).split('\n')[1]).toMatch(
      /^2022-07-26 {2}ZTF22aaaaaaa {2}new {6}fit {17}2 of 2 {2}(KN|SC) \w+, ln Z -\d/,
    );
  });

  it('need windows', () => {
    const root = scratchFolder();
    expect(() => nightsOf(root)).toThrow(UsageError);
    expect(() => nightsOf(root)).toThrow('expected folders such as 2459784-2459791');
    expect(() => nightsOf(join(root, 'gone'))).toThrow('cannot be read');
    expect(dateOfJd(2459784.5).toISOString()).toBe('2022-07-24T00:00:00.000Z');
  });
});

const real = join(import.meta.dirname, '../../../../shared/candidates');
const why = existsSync(real) ? '' : ' (skipped: the folder is not beside the project)';

it.skipIf(!existsSync(real))(`the nights of July 2022, as they were${why}`, async () => {
  const on = stage();
  const rows = await play(nightsOf(real), on);
  expect(short(rows)).toEqual([
    '2022-07-24 ZTF22aatuvld new fit 2',
    '2022-07-24 ZTF22aaujrib new fit 2',
    '2022-07-25 ZTF22aatuvld same nothing-new 0',
    '2022-07-25 ZTF22aaujrib same nothing-new 0',
    '2022-07-26 ZTF22aatuvld same nothing-new 0',
    '2022-07-27 ZTF22aatuvld same nothing-new 0',
    '2022-07-27 ZTF22aauqgqd new fit 2',
    '2022-07-28 ZTF22aatuvld same nothing-new 0',
    '2022-07-28 ZTF22aauqgqd same nothing-new 0',
    '2022-07-28 ZTF22aawacjw new fit 2',
    '2022-07-29 ZTF22aatuvld same nothing-new 0',
    '2022-07-29 ZTF22aauqgqd changed fit 2',
    '2022-07-29 ZTF22aawacjw changed fit 2',
    '2022-07-30 ZTF22aauqgqd same nothing-new 0',
    '2022-07-30 ZTF22aauqyuf new fit 2',
    '2022-07-30 ZTF22aavxvmy new too-few-detections 0',
    '2022-07-30 ZTF22aawacjw same nothing-new 0',
  ]);
  const told = on.bench.publisher.inChannel().map((post) => contentOf('object-report', post).object);
  expect(told.sort()).toEqual([
    'ZTF22aatuvld',
    'ZTF22aaujrib',
    'ZTF22aauqgqd',
    'ZTF22aauqyuf',
    'ZTF22aawacjw',
  ]);
});
