import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisionsOf } from '../../../db/decisions.ts';
import { findObject } from '../../../db/objects.ts';
import { policySchema } from '../../../pipeline/policy/policy.ts';
import { type Bench, makeBench, nights } from '../pipelineExamples.ts';
import { candidateFile, candidateText, csvHeader, writeOld } from '../scratch.ts';

const name = 'ZTF22aaaaaaa';

function policy(words: Record<string, unknown>) {
  // The nights of these tests are years old.
  return { policy: policySchema.parse({ maxAgeDays: null, ...words }) };
}

function decisions(bench: Bench, object = name): string[] {
  return decisionsOf(bench.db, findObject(bench.db, object)?.id ?? 0).map(({ decision }) => decision);
}

/** Puts rows where the source looks: Julian date, filter, magnitude. */
function put(
  bench: Bench,
  rows: [number, string, number, number?][],
  more = { header: '', cells: '' },
): void {
  const lines = rows.map(
    ([jd, filter, mag, error = 0.1]) => `0,${jd},${mag},${error},${filter},20.5,2.0,1.0${more.cells}`,
  );
  const text = `${csvHeader}${more.header}\n${lines.join('\n')}\n`;
  writeOld(join(bench.candidates, candidateFile(name)), text);
}

describe('a decision', () => {
  it.each<[Record<string, unknown>, string, string]>([
    [{ minDetections: 4 }, 'too-few-detections', 'has 3 detections: kept, but a fit needs at least 4'],
    [{ minFilters: 2 }, 'too-few-filters', 'has detections in 1 filter, a fit needs at least 2'],
    [{ maxAgeDays: 10 }, 'too-old', 'days ago, a fit needs at most 10'],
    [{ minDurationDays: 3 }, 'too-short', 'was detected over 2.0 days, a fit needs at least 3'],
    [{ maxDurationDays: 1 }, 'too-long', 'was detected over 2.0 days, a fit needs at most 1'],
    [{ evolution: {} }, 'too-slow', 'ztfg fades by 0.10 mag a day, expected more than 0.3'],
    [{ minGalacticLatitude: 30 }, 'galactic-plane', 'lies 21.6° from the plane of the Milky Way'],
  ])('of %j is recorded, asks for nothing, and says why', async (words, decision, reason) => {
    const bench = makeBench(policy(words));
    const place = { header: ',ra,dec', cells: ',10.684708,41.26875' };
    put(
      bench,
      [0, 1, 2].map((day) => [2459786.7 + day, 'g', 18 + day / 10]),
      place,
    );
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 0 });
    expect(decisions(bench)).toEqual([decision]);
    const why = bench.pipeline.whyNot(name);
    expect(why).toMatchObject({ object: name, decision });
    expect(why.text).toContain(reason);
    expect(why.text).toMatch(/ Not fitted\.$/);
    // What nobody changed is not judged again; another policy is asked anew.
    await bench.pull();
    expect(decisions(bench)).toEqual([decision]);
    bench.restart(policy({}));
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 2 });
    expect(decisions(bench)).toEqual([decision, 'fit']);
    expect(bench.pipeline.whyNot(name).text).toMatch(/is fitted with Piro2021, Me2017|Me2017, Piro2021/);
  });

  it('does not count a stray detection years ago for how long an object was detected', async () => {
    const bench = makeBench(policy({ maxDurationDays: 14 }));
    put(bench, [
      [2458775.7, 'g', 21.2, 0.34],
      ...[0, 1, 2].map((day): [number, string, number] => [2459786.7 + day, 'g', 18 + day / 10]),
    ]);
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 2 });
  });

  it('waits for more new points than were asked for', async () => {
    const bench = makeBench(policy({ changedPoints: 1 }));
    bench.candidate(name, nights.slice(0, 2));
    expect(await bench.pull()).toMatchObject({ fitsAsked: 2 });
    bench.candidate(name, nights.slice(0, 3));
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 0 });
    expect(bench.pipeline.whyNot(name).text).toContain(
      'has 1 new point since the last fit, a fit needs more than 1',
    );
    bench.candidate(name, nights);
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 2 });
    expect(decisions(bench)).toEqual(['fit', 'too-little-new', 'fit']);
  });

  it('of a muted object says by whom, and is asked again in each pull', async () => {
    const bench = makeBench();
    bench.candidate(name, nights.slice(0, 2));
    await bench.pull();
    bench.pipeline.mute({ objectName: name, by: 'U1', reason: 'a star', end: null });
    bench.candidate(name, nights);
    await bench.pull();
    expect(bench.pipeline.whyNot('22aaaaaaa').text).toContain('is muted by U1: a star');
    bench.pipeline.unmute({ objectName: name, by: 'U1' });
    expect(await bench.pull()).toMatchObject({ fitsAsked: 2 });
  });

  it('about no object is answered with what is near', async () => {
    const bench = makeBench();
    expect(() => bench.pipeline.whyNot('ZTF22aaaaaab')).toThrow('no light curve has been read yet');
    bench.candidate(name, nights);
    await bench.pull();
    expect(() => bench.pipeline.whyNot('ZTF22aaaaaab')).toThrow('did you mean ZTF22aaaaaaa?');
  });

  it('loses nothing by default: what could be fitted before, is', async () => {
    const bench = makeBench();
    for (const [index, letter] of ['a', 'b', 'c'].entries()) {
      const object = `ZTF22${letter.repeat(7)}`;
      writeOld(
        join(bench.candidates, `${object}.csv`),
        candidateText(nights.slice(0, 2 + index), 17 + index),
      );
    }
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 3, fitsAsked: 6, problems: 0 });
  });
});
