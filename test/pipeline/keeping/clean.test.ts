import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fitsOfObject } from '../../../db/fits.ts';
import { endedJobsOf } from '../../../db/jobs.ts';
import { findObject } from '../../../db/objects.ts';
import { addPost } from '../../../db/posts.ts';
import { clean } from '../../../pipeline/keeping/clean.ts';
import { beyond } from '../../../pipeline/keeping/files.ts';
import { type Keep, keepSchema } from '../../../pipeline/keeping/keep.ts';
import { type Bench, channel, makeBench, nights, tickUntil } from '../pipelineExamples.ts';

const object = 'ZTF22aaaaaaa';
const forEver: Keep = keepSchema.parse({
  jobs: { days: null },
  charts: { days: null },
  originals: { days: null },
});
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An app that has fitted one object. */
async function fitted(): Promise<Bench> {
  const bench = makeBench();
  bench.candidate(object, nights);
  await bench.pull();
  await bench.settle();
  return bench;
}

/** Cleans so many days from now. */
const cleanIn = ({ db, stateDir }: Bench, days: number, keep: Partial<Keep>) =>
  clean(
    {
      db,
      log,
      now: () => new Date(Date.now() + days * 86_400_000).toISOString(),
      options: { stateDir },
    },
    { ...forEver, ...keep },
  );

const fitsOf = ({ db }: Bench) => fitsOfObject(db, findObject(db, object)?.id ?? 0);
const foldersOf = (bench: Bench) =>
  fitsOf(bench).flatMap(({ id }) => endedJobsOf(bench.db, id).map(({ folder }) => folder));

test('job folders go by age; what the database says of their fits stays', async () => {
  const bench = await fitted();
  const folders = foldersOf(bench);
  expect(folders).toHaveLength(2);
  const jobs = keepSchema.parse({ jobs: { days: 30 } }).jobs;
  expect((await cleanIn(bench, 29, { jobs })).jobs.count).toBe(0);
  const { removed } = { removed: await cleanIn(bench, 31, { jobs }) };
  expect(removed.jobs.count).toBe(2);
  expect(removed.jobs.bytes).toBeGreaterThan(1000);
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  expect(readdirSync(join(bench.stateDir, 'jobs'))).toEqual([]);
  for (const fit of fitsOf(bench)) {
    expect(fit).toMatchObject({ state: 'succeeded', resultPath: null });
    expect(fit.lnZ).not.toBeNull();
    expect((await bench.pipeline.fitDetails(fit.id)).result).toBeNull();
  }
  expect(bench.pipeline.status().lastCleaning).toMatchObject({ removed });
  // Again there is nothing to do.
  expect((await cleanIn(bench, 400, { jobs })).jobs.count).toBe(0);
  expect(bench.warnings).toEqual([]);
});

test('the same fit runs again when its result is no longer kept', async () => {
  const bench = await fitted();
  const ask = () =>
    bench.pipeline.requestFits({
      objectName: object,
      words: ['SC'],
      requestedBy: 'U0MANSI001',
      settings: {},
      force: false,
    });
  bench.later.seconds = 86_400;
  ask();
  await bench.settle();
  const before = fitsOf(bench);
  expect(before.at(-1)).toMatchObject({
    reusedFitId: before[0]?.kind === 'SC' ? before[0]?.id : before[1]?.id,
  });
  const jobs = keepSchema.parse({ jobs: { days: 1 } }).jobs;
  // One of them was reused half a day before.
  expect((await cleanIn(bench, 1.5, { jobs })).jobs.count).toBe(1);
  expect((await cleanIn(bench, 2.5, { jobs })).jobs.count).toBe(1);
  ask();
  await bench.settle();
  const newest = fitsOf(bench).at(-1);
  expect(newest).toMatchObject({ state: 'succeeded', reusedFitId: null });
  expect(existsSync(newest?.resultPath ?? '')).toBe(true);
});

test('fits that have not ended keep their files, whatever the limits', async () => {
  const bench = makeBench();
  bench.behave({ '*': { seconds: 30 } });
  bench.candidate(object, nights);
  await bench.pull();
  await tickUntil(bench, () => fitsOf(bench).some(({ state }) => state === 'running'));
  const tight = keepSchema.parse({ jobs: { days: 1, gigabytes: 0.01 } }).jobs;
  expect((await cleanIn(bench, 400, { jobs: tight })).jobs.count).toBe(0);
  expect(readdirSync(join(bench.stateDir, 'jobs')).length).toBeGreaterThan(0);
});

/** A file of more than a year ago. */
function old(path: string, bytes = 10): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes));
  const before = Date.now() / 1000 - 400 * 86_400;
  utimesSync(path, before, before);
  return path;
}

test('charts that a message may still be sent with stay; others and old originals go', async () => {
  const bench = await fitted();
  const { db, stateDir } = bench;
  const shown = readdirSync(join(stateDir, 'charts')).map((name) => old(join(stateDir, 'charts', name)));
  const owed = old(join(stateDir, 'charts', 'owed.png'));
  const gone = old(join(stateDir, 'charts', 'old.png'));
  const original = old(join(stateDir, 'originals', 'ab', 'abcd'));
  const content = JSON.stringify({ kind: 'corner', cornerChart: { path: owed, altText: '' } });
  const post = {
    kind: 'thread' as const,
    runId: null,
    objectId: null,
    parentPostId: null,
    editsPostId: null,
  };
  addPost(db, { ...post, channel, content }, { at: new Date().toISOString(), actor: 'app' });
  const { charts, originals } = keepSchema.parse({});
  const removed = await cleanIn(bench, 0, { charts, originals });
  expect(existsSync(owed)).toBe(true);
  expect([gone, original].filter((path) => existsSync(path))).toEqual([]);
  expect(removed.originals).toEqual({ count: 1, bytes: 10 });
  // The picture of all models stands in the channel.
  expect(shown.filter((path) => existsSync(path))).toEqual([expect.stringContaining('_models_')]);
  expect(removed.charts.count).toBe(shown.length);
  // What went is drawn again when somebody asks.
  const [fit] = fitsOf(bench);
  const drawn = await bench.pipeline.fitCharts(fit?.id ?? 0);
  expect(existsSync(drawn.corner?.path ?? '')).toBe(true);
});

test('beyond a size the oldest goes first', () => {
  const file = (path: string, days: number, bytes: number) => ({ path, bytes, atMs: -days * 86_400_000 });
  const all = [file('a', 3, 4e8), file('b', 1, 4e8), file('c', 2, 4e8), file('d', 9, 1)];
  const paths = (limits: Keep['jobs']) => beyond(all, limits, 0).map(({ path }) => path);
  expect(paths({ days: null, gigabytes: 1 })).toEqual(['d', 'a']);
  expect(paths({ days: 2.5, gigabytes: null })).toEqual(['d', 'a']);
  expect(paths({ days: 2.5, gigabytes: 0.5 })).toEqual(['d', 'a', 'c']);
  expect(paths({ days: null, gigabytes: null })).toEqual([]);
});
