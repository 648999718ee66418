import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../../app/config/usageError.ts';
import { readDemoOptions } from '../../../app/demo/options.ts';
import { progressLines } from '../../../app/demo/progressLines.ts';
import { openFit } from '../../../app/examples/posts.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-options-'));
  mkdirSync(join(folder, 'below'));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'below', 'a.csv'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('options as they are meant', () => {
  expect(readDemoOptions({}, folder)).toEqual({
    once: false,
    candidates: folder,
    isOwnCandidates: true,
    state: null,
    models: null,
    json: false,
    port: 0,
    cluster: null,
  });
  const flags = { once: true, json: true, models: 'SC, KN', port: '8080', state: join(folder, 'new') };
  expect(readDemoOptions({ ...flags, candidates: join(folder, 'below') }, '/nowhere')).toMatchObject({
    once: true,
    models: ['SC', 'KN'],
    port: 8080,
    cluster: null,
    candidates: join(folder, 'below'),
    isOwnCandidates: false,
    state: join(folder, 'new'),
  });
});

test('each mistake is one sentence', () => {
  const file = () => join(folder, 'below', 'a.csv');
  const mistakes: [Parameters<typeof readDemoOptions>[0], string][] = [
    [{ candidates: join(folder, 'none') }, 'there is no folder'],
    [{ candidates: file() }, 'is a file, expected a folder'],
    [{ candidates: join(folder, 'empty') }, 'there is no .csv file'],
    [{ state: file() }, 'is a file, expected a folder'],
    [{ models: ' , ' }, '--models is empty'],
    [{ executor: 'pbs' }, '--executor is “pbs”: expected local or slurm.'],
    [{ cluster: 'x.yml' }, '--cluster is for --executor slurm only.'],
    [{ port: 'http' }, '--port is “http”'],
    [{ port: '65536' }, '--port is “65536”'],
    [{ port: '-1' }, '--port is “-1”'],
  ];
  for (const [flags, sentence] of mistakes) {
    expect(() => readDemoOptions(flags, folder)).toThrow(UsageError);
    expect(() => readDemoOptions(flags, folder)).toThrow(sentence);
  }
});

test('one line per running fit, no wider than the terminal', () => {
  const open = [openFit(), openFit({ fitId: 5, progress: null }), openFit({ fitId: 6, state: 'queued' })];
  expect(progressLines(open, 200)).toEqual([
    'ZTF22aawacjw  SC Piro2021  █████████░░░░░░░░░░░  iteration 1200, ln Z −30.25, 60 s so far, about 64 s left',
    'ZTF22aawacjw  SC Piro2021  ░░░░░░░░░░░░░░░░░░░░  starting',
    '1 more fit waits for a free core',
  ]);
  for (const line of progressLines(open, 40)) expect(line.length).toBeLessThan(40);
  expect(progressLines([], 80)).toEqual([]);
});
