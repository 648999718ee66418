import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DirectorySource } from '../../../pipeline/sources/directory.ts';
import { contentOf, makeBench } from '../pipelineExamples.ts';

const folder = join(import.meta.dirname, '../../../../shared/candidates/partnership/2459784-2459791');
const isThere = existsSync(folder);
const why = isThere ? '' : ' (skipped: the folder is not beside the project)';

it.skipIf(!isThere)(`real candidate files are read, fitted and posted${why}`, async () => {
  const bench = makeBench({ sources: [new DirectorySource(folder)] });
  const outcome = await bench.pull();
  expect(outcome.lightCurvesNew).toBe(4);
  const objects = ['ZTF22aauqgqd', 'ZTF22aauqyuf', 'ZTF22aavxvmy', 'ZTF22aawacjw'];
  const few = objects.filter((name) => bench.pipeline.objectStatus(name).detections < 2);
  expect(few).toContain('ZTF22aavxvmy');
  expect(bench.pipeline.objectStatus('ZTF22aavxvmy').detections).toBe(1);
  expect(outcome.fitsAsked).toBe((4 - few.length) * 2);
  expect(outcome.problems).toBe(few.length);
  const told = bench.pipeline
    .status()
    .problems.filter(({ reason }) => reason.includes('a fit needs at least 2'));
  expect(told.map(({ file }) => file)).toEqual(few.map((name) => `lc_${name}_forced1_stacked0.csv`));
  await bench.settle();
  const posted = bench.publisher.inChannel().map((post) => contentOf('object-report', post));
  expect(posted.map(({ object }) => object).sort()).toEqual(objects.filter((name) => !few.includes(name)));
  expect(posted.every(({ fits }) => fits.every(({ state }) => state === 'succeeded'))).toBe(true);
  // Its 45 rows are 10 measurements of 8 exposures, told again and again.
  const known = { lightCurves: 1, detections: 8, limits: 0, lastJd: 2459790.8276389 };
  expect(bench.pipeline.objectStatus('ZTF22aawacjw')).toMatchObject(known);
});
