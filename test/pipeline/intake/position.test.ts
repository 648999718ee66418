import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventsOf } from '../../../db/events.ts';
import { findObject } from '../../../db/objects.ts';
import { jobFolder } from '../../../pipeline/fitter/jobFolder.ts';
import { type Bench, makeBench, nights } from '../pipelineExamples.ts';
import { candidateFile, candidateText, writeOld } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';

/** Puts the object's file, each row with a position. */
function put(bench: Bench, position: string | null): void {
  const [header = '', ...rows] = candidateText(nights).trim().split('\n');
  const text =
    position === null ? [header, ...rows] : [`${header},ra,dec`, ...rows.map((row) => `${row},${position}`)];
  writeOld(join(bench.candidates, candidateFile(object)), text.join('\n'));
}

function refit(bench: Bench) {
  const request = { objectName: object, words: ['KN'], settings: {}, force: false, requestedBy: 'U1' };
  return bench.pipeline.requestFits(request);
}

function requestOf(bench: Bench, fitId: number) {
  return JSON.parse(readFileSync(join(jobFolder(bench.stateDir, fitId, 1), 'request.json'), 'utf8'));
}

it('a position that a file tells goes to the job, and makes it another fit', async () => {
  const bench = makeBench({ modelsEnabled: ['KN'] });
  put(bench, null);
  await bench.pull();
  await bench.settle();
  expect(findObject(bench.db, object)?.position).toBeNull();
  expect(requestOf(bench, 1)).not.toHaveProperty('position');
  expect(refit(bench).reused).toHaveLength(1);

  put(bench, '210.9,54.3');
  // The photometry is the same: nothing to fit by itself.
  expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 0 });
  expect(findObject(bench.db, object)?.position).toEqual({ raDeg: 210.9, decDeg: 54.3 });
  const { queued } = refit(bench);
  await bench.settle();
  expect(requestOf(bench, queued[0]?.fitId ?? 0)).toMatchObject({ position: { raDeg: 210.9, decDeg: 54.3 } });
  expect(refit(bench).reused).toHaveLength(1);

  // A file without it forgets nothing, and every change is told once.
  put(bench, null);
  await bench.pull();
  await bench.pull();
  expect(findObject(bench.db, object)?.position).toEqual({ raDeg: 210.9, decDeg: 54.3 });
  const told = eventsOf(bench.db, `object:${object}`).filter(({ event }) => event === 'position');
  expect(told.map(({ to }) => to)).toEqual(['210.9 54.3']);
});
