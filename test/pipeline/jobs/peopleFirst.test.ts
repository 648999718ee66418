import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitsOfObject, openFits } from '../../../db/fits.ts';
import { findObject } from '../../../db/objects.ts';
import { makeBench, nights, tickUntil } from '../pipelineExamples.ts';
import { candidateFile } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';

describe('fits', () => {
  it('that a person asked for run before those that wait already', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'] });
    bench.behave({ '*': { seconds: 600 } });
    const names = ['ZTF22bbbbbbb', 'ZTF22ccccccc', 'ZTF22ddddddd', 'ZTF22eeeeeee'];
    names.forEach((name, index) => {
      bench.candidate(name, nights, 18 + index / 10);
    });
    await bench.pull();
    await tickUntil(bench, () => openFits(bench.db).filter(({ state }) => state === 'running').length === 2);
    const last = names.at(-1) ?? '';
    const asked = { objectName: last, words: ['SC'], settings: {}, force: false, requestedBy: 'U1' };
    bench.pipeline.requestFits(asked);
    await bench.pipeline.tick();
    const [running] = openFits(bench.db).filter(({ state }) => state === 'running');
    bench.pipeline.cancel({ what: `fit ${running?.id}`, by: 'U2' });
    await tickUntil(bench, () => openFits(bench.db).filter(({ state }) => state === 'running').length === 2);
    const mine = openFits(bench.db).find(({ requestedBy }) => requestedBy === 'U1');
    expect(mine?.state).toBe('running');
  });

  it('of the same photometry under two names are fits of two objects', async () => {
    const bench = makeBench();
    bench.candidate(object, nights);
    await bench.pull();
    // The file is taken away and comes again under another name, while the first fits run.
    rmSync(join(bench.candidates, candidateFile(object)));
    bench.candidate('ZTF22bbbbbbb', nights);
    await bench.pull();
    await bench.settle();
    for (const name of [object, 'ZTF22bbbbbbb']) {
      const fits = fitsOfObject(bench.db, findObject(bench.db, name)?.id ?? 0);
      expect(fits.map(({ model, state }) => [model, state])).toEqual([
        ['Me2017', 'succeeded'],
        ['Piro2021', 'succeeded'],
      ]);
    }
    expect(bench.publisher.inChannel()).toHaveLength(2);
  });

  it('whose job ended without a word are tried again once, by themselves', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'] });
    bench.behave({ '*': { exit: 3 } });
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    const [fit] = fitsOfObject(bench.db, 1);
    expect(fit).toMatchObject({ state: 'failed', reason: 'crash', attempts: 2 });
    // Its own error is an answer: the same fit would end the same way.
    bench.behave({ '*': { error: 'bad-data' } });
    bench.candidate(object, [...nights, 2459790.7]);
    await bench.pull();
    await bench.settle();
    expect(fitsOfObject(bench.db, 1).at(-1)).toMatchObject({ state: 'failed', attempts: 1 });
  });
});
