import { appendFileSync, mkdirSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { queuedFits } from '../../../db/fits.ts';
import { getLightCurve } from '../../../db/lightCurves.ts';
import { findObject } from '../../../db/objects.ts';
import { newestPull } from '../../../db/runs.ts';
import { originalPath, readOriginal } from '../../../pipeline/intake/originals.ts';
import { DirectorySource } from '../../../pipeline/sources/directory.ts';
import type { ScanOptions } from '../../../pipeline/sources/source.ts';
import { makeBench, nights } from '../pipelineExamples.ts';
import { candidateFile, candidateText, until, writeOld } from '../scratch.ts';

const [a, b] = ['ZTF22aaaaaaa', 'ZTF22bbbbbbb'];

describe('a second look', () => {
  it('reads nothing that is as it was, and remembers what was wrong', async () => {
    const bench = makeBench();
    bench.candidate(a, nights);
    writeOld(join(bench.candidates, 'ZTF22zzzzzzz.csv'), 'nonsense');
    const read: number[] = [];
    bench.pipeline.onEvent((event) => event.type === 'pulled' && read.push(event.filesRead));
    expect(await bench.pull()).toMatchObject({ fitsAsked: 2, problems: 1 });
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 0, problems: 1 });
    expect(read).toEqual([2, 0]);
    expect(bench.pipeline.status().problems.map(({ file }) => file)).toEqual(['ZTF22zzzzzzz.csv']);
    // Over a restart too.
    bench.restart().onEvent((event) => event.type === 'pulled' && read.push(event.filesRead));
    bench.candidate(b, nights, 19);
    await bench.pull();
    expect(read).toEqual([2, 0, 1]);
    unlinkSync(join(bench.candidates, 'ZTF22zzzzzzz.csv'));
    expect(await bench.pull()).toMatchObject({ problems: 0 });
    expect(bench.pipeline.status().problems).toEqual([]);
  });

  it('takes a file that came back, or that held another’s photometry before that one went', async () => {
    const bench = makeBench();
    bench.candidate(a, nights);
    await bench.pull();
    await bench.settle();
    bench.candidate(b, nights);
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, problems: 1 });
    expect(bench.pipeline.status().problems[0]?.reason).toContain('which is another object: not used');
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, problems: 1 });
    unlinkSync(join(bench.candidates, candidateFile(a)));
    await bench.pull();
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, problems: 0, fitsAsked: 2 });
  });

  it('of one source keeps what was wrong with the others', async () => {
    const bench = makeBench();
    const other = join(bench.candidates, '../other');
    mkdirSync(other);
    writeOld(join(other, 'ZTF22zzzzzzz.csv'), 'nonsense');
    bench.candidate(a, nights.slice(0, 1));
    const sources = [new DirectorySource(bench.candidates, 'one'), new DirectorySource(other, 'two')];
    const pipeline = bench.restart({ sources });
    expect(await bench.pull()).toMatchObject({ problems: 2 });
    const again = await pipeline.pull({ trigger: 'schedule', requestedBy: null, sources: ['two'] });
    expect(again.problems).toBe(2);
    // One that cannot be reached keeps what is known of it.
    rmSync(other, { recursive: true });
    expect(await bench.pull()).toMatchObject({ problems: 2 });
    bench.candidate(a, nights);
    expect(await bench.pull()).toMatchObject({ problems: 1, fitsAsked: 2 });
  });
});

describe('pulls', () => {
  it('never overlap: another source, or something new, waits for the next', async () => {
    const bench = makeBench();
    const other = join(bench.candidates, '../other');
    writeOld(join(other, candidateFile(b)), candidateText(nights, 19));
    bench.candidate(a, nights);
    const order: string[] = [];
    const slow = (source: DirectorySource) => {
      const scan = source.scan.bind(source);
      source.scan = async (options) => {
        order.push(`${source.name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return scan(options).finally(() => order.push(`${source.name} ends`));
      };
      return source;
    };
    const sources = [
      slow(new DirectorySource(bench.candidates, 'one')),
      slow(new DirectorySource(other, 'two')),
    ];
    const pipeline = bench.restart({ sources });
    const pull = (names: string[], isFresh = false) =>
      pipeline.pull({ trigger: 'schedule', requestedBy: null, sources: names, isFresh });
    const answers = await Promise.all([
      pull(['one']),
      pull(['one']),
      pull(['two']),
      pull(['one'], true),
      pull(['two']),
    ]);
    const [first, same, next, fresh, joined] = answers.map(({ runId }) => runId);
    expect(same).toBe(first);
    expect(next).toBe((first ?? 0) + 1);
    expect([fresh, joined]).toEqual([next, next]);
    // The first pull ends before the second begins, which looks at its two sources side by side.
    expect(order.slice(0, 4)).toEqual(['one begins', 'one ends', 'one begins', 'two begins']);
    expect(order).toHaveLength(6);
    expect(newestPull(bench.db)?.id).toBe(next);
    expect(findObject(bench.db, b)).toBeDefined();
  });
});

describe('sources of one pull', () => {
  it('are looked at side by side, and one that fails does not stop the others', async () => {
    const bench = makeBench();
    bench.candidate(a, nights);
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const own = new DirectorySource(bench.candidates, 'one');
    let isLooking = false;
    const far = {
      name: 'far',
      scan: async () => {
        isLooking = true;
        await pause(100);
        isLooking = false;
        throw new Error('far is out of reach.');
      },
    };
    const near = {
      name: 'one',
      scan: (options?: ScanOptions) => {
        expect(isLooking).toBe(true);
        return own.scan(options);
      },
    };
    const pipeline = bench.restart({ sources: [far, near] });
    const outcome = await pipeline.pull({ trigger: 'schedule', requestedBy: null });
    expect(outcome).toMatchObject({ lightCurvesNew: 1, unreached: ['far is out of reach.'] });
    expect(pipeline.status().incidents).toEqual(['far is out of reach.']);
  });
});

describe('a source elsewhere that is slow', () => {
  it('keeps nothing waiting that lands here, and is taken in when it answers', async () => {
    const bench = makeBench();
    const other = join(bench.candidates, '../other');
    writeOld(join(other, candidateFile(b)), candidateText(nights, 19));
    const away = new DirectorySource(other, 'far');
    let [looks, release] = [0, () => {}];
    const waits = new Promise<void>((resolve) => {
      release = resolve;
    });
    const far = {
      name: 'far',
      scan: async (options?: ScanOptions) => {
        looks += 1;
        await waits;
        return away.scan(options);
      },
    };
    bench.candidate(a, nights);
    const near = new DirectorySource(bench.candidates, 'near');
    const pipeline = bench.restart({ sources: [near, far] });
    const pull = (sources?: string[]) =>
      pipeline.pull({
        trigger: 'schedule',
        requestedBy: null,
        isFresh: true,
        ...(sources ? { sources } : {}),
      });
    const all = pull();
    const landed = pull(['near']);
    expect(await all).toMatchObject({ lightCurvesNew: 1, late: ['far'], unreached: [] });
    expect(await landed).toMatchObject({ late: [] });
    // The look that is under way is not begun a second time.
    expect(await pull(['far'])).toMatchObject({ late: ['far'] });
    expect(looks).toBe(1);
    expect(findObject(bench.db, b)).toBeUndefined();
    release();
    await until(() => findObject(bench.db, b) !== undefined);
    await until(() => queuedFits(bench.db).some(({ object }) => object === b));
    expect(looks).toBe(1);
    expect(await pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 0, late: [] });
    expect(looks).toBe(2);
  });
});

describe('the original of a file', () => {
  it('is kept byte for byte, also of one that cannot be used', async () => {
    const bench = makeBench();
    bench.candidate(a, nights);
    const path = join(bench.candidates, candidateFile(a));
    const bytes = readFileSync(path);
    await bench.pull();
    const curve = getLightCurve(bench.db, findObject(bench.db, a)?.currentLightCurveId ?? 0);
    if (curve.fileSha256 === null) throw new Error('no original');
    expect(Buffer.from(readOriginal(bench.stateDir, curve.fileSha256))).toEqual(bytes);
    expect(curve).toMatchObject({ programs: [2], exactDuplicates: 0, nearDuplicates: 0 });
    appendFileSync(path, '\0');
    expect(await bench.pull()).toMatchObject({ problems: 1 });
    expect(() => readOriginal(bench.stateDir, 'f'.repeat(64))).toThrow('ENOENT');
    expect(originalPath('/state', 'ab12')).toBe('/state/originals/ab/ab12');
  });
});
