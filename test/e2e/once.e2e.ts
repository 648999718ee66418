import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { reportSchema } from './demo.ts';
import {
  Demo,
  type DemoEnd,
  demoCandidates,
  freshFolder,
  processesOf,
  readReport,
  truthSchema,
} from './demo.ts';
import { describePicture } from './picture.ts';

/** Minutes that a slow machine may take; on two ordinary cores it is under five. */
const limitMs = 15 * 60_000;
const kinds = ['GRB', 'KN', 'SC'];
/** The kinds of the models that the demo fits: none of these has three. */
const kindsOfModels = ['GRB', 'KN', 'NONE', 'NONE', 'NONE', 'SC'];

const logLineSchema = z.object({ level: z.string(), msg: z.string() });

const state = freshFolder('once');
const truth = truthSchema.parse(JSON.parse(readFileSync(join(demoCandidates, 'truth.json'), 'utf8')));
const objects = Object.keys(truth).sort();
let end: DemoEnd;
let report: z.infer<typeof reportSchema>;

beforeAll(async () => {
  const demo = new Demo(['--once', '--json', '--state', state]);
  try {
    end = await demo.ended;
  } finally {
    await demo.dispose();
  }
  console.log(end.stderr);
  report = readReport(end.stdout);
}, limitMs);

afterAll(() => {
  rmSync(state, { recursive: true, force: true });
});

it('ends with status 0, leaves nothing running, and tells each step on the terminal', () => {
  expect(end.status).toBe(0);
  expect(processesOf(state)).toEqual([]);
  for (const object of objects) expect(end.stderr).toContain(`Posted: ${object}`);
  expect(end.stderr).not.toContain('undefined');
  expect(end.stderr).not.toContain('Warning:');
});

it('fits every object with every model, and says how sure each number is', () => {
  expect(report.objects.toSorted()).toEqual(objects);
  expect(report.fitsByState).toEqual({ succeeded: objects.length * kindsOfModels.length });
  for (const object of objects) {
    const fits = report.fits.filter((fit) => fit.object === object);
    expect(fits.map((fit) => fit.kind).sort()).toEqual(kindsOfModels);
    for (const fit of fits) {
      expect(fit.lnZ, `${object} ${fit.kind}`).toEqual(expect.any(Number));
      expect(fit.seconds).toBeGreaterThan(0);
    }
  }
  expect(report.problems).toEqual([]);
});

it.each(objects.filter((object) => kinds.includes(truth[object]?.kind ?? '')))(
  'finds that %s is what it was drawn from',
  (object) => {
    const fits = report.fits.filter((fit) => fit.object === object);
    const best = fits.toSorted((a, b) => (b.lnZ ?? -Infinity) - (a.lnZ ?? -Infinity))[0];
    expect(best?.kind, JSON.stringify(fits)).toBe(truth[object]?.kind);
    expect(best?.lnZError).toBeGreaterThan(0);
    expect(best?.lnZError).toBeLessThan(5);
  },
);

it('has an object of every kind, and one that is noise', () => {
  expect(new Set(objects.map((object) => truth[object]?.kind))).toEqual(new Set([...kinds, 'noise']));
});

it('posts one message per object', () => {
  const reports = report.posts.filter((post) => post.kind === 'object-report');
  expect(reports.map((post) => post.object).sort()).toEqual(objects);
  expect(new Set(reports.map((post) => post.ts)).size).toBe(objects.length);
  expect(new Set(report.posts.map((post) => post.channel))).toEqual(new Set(['C0NMMABOT1']));
});

it('draws real pictures', async () => {
  expect(report.charts.length).toBeGreaterThanOrEqual(2 * objects.length);
  for (const path of report.charts) {
    expect(path.startsWith(state)).toBe(true);
    const picture = await describePicture(readFileSync(path));
    expect(picture, path).toMatchObject({ isPng: true });
    expect(picture.width, path).toBeGreaterThanOrEqual(600);
    expect(picture.height, path).toBeGreaterThanOrEqual(400);
    expect(picture.colours, path).toBeGreaterThan(30);
    expect(picture.background, path).toBeGreaterThan(0.3);
    expect(picture.background, path).toBeLessThan(0.99);
  }
});

it('leaves a sound database, and a log without secrets', () => {
  const db = new Database(join(state, 'nmma.sqlite'), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
  expect(existsSync(join(state, 'nmma.log'))).toBe(true);
  const log = readFileSync(join(state, 'nmma.log'), 'utf8');
  expect(log).not.toMatch(/xox[a-z]-sandbox-\w|xapp-1-sandbox-\w/);
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => logLineSchema.parse(JSON.parse(line)));
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});
