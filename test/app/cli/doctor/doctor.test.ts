import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { diskFinding, growthOf } from '../../../../app/cli/doctor/disk.ts';
import {
  checkCharts,
  checkFitter,
  checkNode,
  checkTools,
  clockFinding,
  neededTools,
} from '../../../../app/cli/doctor/machine.ts';
import { checkModels } from '../../../../app/cli/doctor/models.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('Node must be new enough', () => {
  expect(['22.17.0', '20.20.0', '22.18.0', '24.0.0'].map((version) => checkNode(version).ok)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('the fitter must be there, with the bilby that fits rightly', async () => {
  expect(await checkFitter(join(folder, 'none'))).toMatchObject({ ok: false });
  const python = (name: string, words: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${words}\n`, { mode: 0o755 });
    return checkFitter(path);
  };
  expect(await python('good', 'echo 3.11.7 0.2.3 2.6.0')).toEqual({
    ok: true,
    what: 'Python 3.11.7, NMMA 0.2.3, bilby 2.6.0',
  });
  expect(await python('wrong', 'echo 3.11.7 0.2.3 2.8.0')).toMatchObject({ ok: false });
  expect(await python('broken', 'echo boom >&2; exit 1')).toMatchObject({ ok: false });
});

test('models must be there, and those that lack files are named', async () => {
  // The folder beside the fitter's is looked into.
  vi.stubEnv('NMMA_ASSETS', '');
  const root = join(folder, 'models');
  const fitter = join(root, 'fitter');
  const entry = (more: string) =>
    `{ kind: KN, title: t, prior: x.prior, prior_set: old, default: true, live_points: 50, resources: { cpus: 1, memory_mb: 100, minutes: 5 }${more} }`;
  mkdirSync(fitter, { recursive: true });
  writeFileSync(
    join(fitter, 'models.yml'),
    `schema_version: 2\nmodels:\n  A: ${entry('')}\n  B: ${entry(', assets: [{ path: b/x }]')}\n`,
  );
  const note = {
    ok: true,
    isNote: true,
    what: 'Without their files these models cannot be fitted: B',
    todo: expect.stringContaining('./nmma assets fetch'),
  };
  expect(await checkModels(fitter, null)).toEqual([{ ok: true, what: 'Models in play: A' }, note]);
  expect(await checkModels(fitter, ['B'])).toEqual([
    { ok: false, what: 'Models in play', todo: expect.stringContaining('B cannot be fitted without b/x') },
    note,
  ]);
  mkdirSync(join(root, '.nmma/assets/b'), { recursive: true });
  writeFileSync(join(root, '.nmma/assets/b/x'), '');
  expect(await checkModels(fitter, ['B'])).toEqual([{ ok: true, what: 'Models in play: B' }]);
  expect(await checkModels(join(folder, 'none'), null)).toMatchObject([{ ok: false, what: 'Models' }]);
});

test('tools that the configuration needs must be there; what only an upgrade needs is a note', () => {
  const login = { host: 'h', port: 22, user: 'u', key: null, knownHosts: '/k' };
  const oldLayout = { folder: '/tree', rsyncTo: { login, folder: '/there' } };
  const needed = neededTools({ executor: { kind: 'local', cores: null }, oldLayout });
  expect(needed.map(({ name }) => name)).toEqual(['rsync', 'ssh']);
  expect(neededTools(null)).toEqual([]);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['rsync', 'npm', 'git']) writeFileSync(join(bin, name), '', { mode: 0o755 });
  expect(checkTools(needed, bin)).toMatchObject([{ ok: false, what: 'ssh is missing (rsync goes over it)' }]);
  expect(checkTools([], '')).toMatchObject([
    { ok: true, what: 'Tools: none needed' },
    { ok: true, isNote: true, what: 'npm is missing: an upgrade needs it' },
    { ok: true, isNote: true, what: 'git is missing: an upgrade needs it' },
  ]);
});

test('charts are drawn with their fonts', async () => {
  expect(await checkCharts()).toMatchObject({ ok: true });
});

test('a clock that is off is told, and by how much', () => {
  const ours = Date.parse('2026-11-23T03:04:05Z');
  expect(clockFinding(ours + 20_000, ours)).toMatchObject({ ok: true });
  expect(clockFinding(ours + 31_000, ours)).toMatchObject({
    ok: false,
    what: 'Clock: 2026-11-23T03:04:05Z, 31 s behind Slack’s',
  });
  expect(clockFinding(ours - 3_600_000, ours)).toMatchObject({
    ok: false,
    what: 'Clock: 2026-11-23T03:04:05Z, 3600 s ahead of Slack’s',
  });
  expect(clockFinding(Number.NaN, ours)).toMatchObject({ ok: true, isNote: true });
});

test('a full disk is foreseen from what the last month wrote', async () => {
  const now = Date.parse('2026-11-23T00:00:00Z');
  const day = 86_400;
  const state = join(folder, 'growing');
  mkdirSync(join(state, 'jobs'), { recursive: true });
  for (const [name, days, bytes] of [
    ['old', 60, 5000],
    ['jobs/a', 10, 2000],
    ['jobs/b', 5, 4000],
  ] as const) {
    writeFileSync(join(state, name), Buffer.alloc(bytes));
    const at = now / 1000 - days * day;
    utimesSync(join(state, name), at, at);
  }
  // 6,000 bytes in 30 days.
  expect(await growthOf(state, now)).toEqual({ bytes: 11_000, bytesPerDay: 200 });
  expect(await growthOf(join(folder, 'none'), now)).toEqual({ bytes: 0, bytesPerDay: 0 });
  const of = (free: number, bytesPerDay: number) => {
    const { ok, isNote = false } = diskFinding('/state', free, { bytes: 1e9, bytesPerDay });
    return [ok, isNote];
  };
  expect(of(5e9, 0)).toEqual([true, false]);
  expect(of(5e9, 1e7)).toEqual([true, false]);
  expect(of(5e9, 1e8)).toEqual([true, true]);
  expect(of(5e9, 4e8)).toEqual([false, false]);
  expect(of(5e8, 0)).toEqual([false, false]);
});
