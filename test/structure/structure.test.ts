import { describe, expect, it } from 'vitest';
import { projectFiles } from './files.ts';
import { codeOnly, wordErrors } from './forbiddenWords.ts';
import { circleErrors, importErrors, importedModules } from './imports.ts';
import { exempt, exemptionErrors, sizeErrors } from './sizes.ts';

const files = projectFiles();

describe('the project', () => {
  it('is all there', () => {
    const paths = files.map(({ path }) => path);
    for (const path of ['nmma', '.ci/run', 'app/main.ts', 'manifest.yml', 'fitter/models.yml'])
      expect(paths).toContain(path);
    expect(paths.some((path) => path.startsWith('node_modules/') || path.startsWith('.nmma/'))).toBe(false);
  });

  it('imports along the arrows: app → handlers → pipeline → db, and charts', () => {
    expect(importErrors(files)).toEqual([]);
  });

  it('has no circle of imports, of types neither', () => {
    expect(circleErrors(files)).toEqual([]);
  });

  it('has migrations of the database with consecutive numbers', () => {
    const numbers = files.flatMap(({ path }) => /^db\/migrations\/(\d{4})_/.exec(path)?.[1] ?? []).sort();
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')));
  });

  it('has no file that is too long', () => {
    expect([...sizeErrors(files), ...exemptionErrors(files)]).toEqual([]);
  });

  it('has no secrets, no paths of one machine, no any', () => {
    expect(wordErrors(files)).toEqual([]);
  });
});

describe('what the checks find', () => {
  const one = (path: string, text: string) => [{ path, text }];

  it.each([
    ['db/open.ts', "import { x } from '../pipeline/x.ts';", 'db may import nothing of ours'],
    ['charts/a.ts', "import type { x } from '../db/types.ts';", 'charts may import nothing of ours'],
    ['pipeline/sources/a.ts', "await import('../../handlers/deps.ts')", 'pipeline may import db, charts'],
    ['handlers/a.ts', "import '../db/fits.ts';", 'handlers may import pipeline, charts'],
    ['handlers/a.ts', "export * from '../app/config.ts';", 'handlers may import'],
    ['app/wiring.ts', "import {\n  a,\n  b,\n} from '../sandbox/index.ts';", 'app may import'],
    ['sandbox/a.ts', "import { x } from '../test/x.ts';", 'sandbox may import nothing of ours'],
    ['pipeline/a.ts', "import { App } from '@slack/bolt';", 'it knows nothing of Slack'],
    ['pipeline/a.ts', "import Database from 'better-sqlite3';", 'only db opens the database'],
    ['handlers/a.ts', "import { createCanvas } from 'canvas';", 'only charts draws'],
    ['app/a.ts', "import { it } from 'vitest';", 'only tests may'],
    [
      'handlers/a.ts',
      "import type { A } from '../pipeline/core/context.ts';",
      'handlers may see pipeline/api',
    ],
    ['handlers/a.ts', "import { A } from '../pipeline/pipeline.ts';", 'handlers may see pipeline/api'],
    ['pipeline/fits/a.ts', "import type { A } from '../posts/report.ts';", 'pipeline/fits may import'],
    [
      'pipeline/shared/a.ts',
      "import { A } from '../fitter/models.ts';",
      'pipeline/shared may import no other',
    ],
    ['pipeline/jobs/a.ts', "import { A } from '../pipeline.ts';", 'pipeline/jobs may import'],
    ['handlers/a.ts', "import { A } from '../charts/picture/engine.ts';", 'handlers may see charts/index.ts'],
    [
      'pipeline/fits/a.ts',
      "import { A } from '../../charts/registry.ts';",
      'pipeline may see charts/index.ts',
    ],
    ['charts/look/a.ts', "import { A } from '../data/types.ts';", 'charts/look may import no other'],
    [
      'charts/evidence/a.ts',
      "import { A } from '../lightCurve/panel.ts';",
      'charts/evidence may import data',
    ],
    ['charts/figure/a.ts', "import { A } from '../registry.ts';", 'charts/figure may import look'],
    ['charts/attic/a.ts', "import { A } from '../look/theme.ts';", 'in a room that no arrow is drawn for'],
    ['pipeline/attic/a.ts', "import { A } from '../shared/log.ts';", 'in a room that no arrow is drawn for'],
  ])('an import in %s: %s', (path, text, words) => {
    const [error, ...others] = importErrors(one(path, text));
    expect(error).toContain(words);
    expect(others).toEqual([]);
  });

  it.each([
    ['app/demo/run.ts', "import { startSandbox } from '../../sandbox/index.ts';"],
    ['app/wiring.ts', "import { openDatabase } from '../db/open.ts';"],
    ['bench/a.ts', "import { draw } from '../charts/picture/drawing.ts';"],
    ['charts/picture/a.ts', "import { chartSpec } from '../registry.ts';"],
    ['pipeline/executors/a.ts', "import { b } from './b.ts';\nimport { z } from 'zod';"],
    ['test/e2e/a.ts', "import { startSandbox } from '../../sandbox/index.ts';\nimport { it } from 'vitest';"],
  ])('nothing in %s', (path, text) => {
    expect(importedModules(text).length).toBeGreaterThan(0);
    expect(importErrors(one(path, text))).toEqual([]);
  });

  it('a circle that only types close', () => {
    const two = [
      ...one('db/a.ts', "import { b } from './b.ts';"),
      ...one('db/b.ts', "import type { A } from './a.ts';"),
    ];
    expect(circleErrors(two)).toEqual(['a circle: db/a.ts → db/b.ts → db/a.ts']);
    expect(circleErrors([...two.slice(0, 1), ...one('db/b.ts', "import { c } from './c.ts';")])).toEqual([]);
  });

  it('files that are too long, and exemptions without need', () => {
    const lines = (count: number) => 'a\n'.repeat(count);
    expect(sizeErrors(one('db/open.ts', lines(400)))).toEqual([]);
    expect(sizeErrors(one('db/open.ts', lines(401)))).toEqual(['db/open.ts has 401 lines: 400 are the most']);
    expect(sizeErrors(one('fitter/nmma_fitter/a.py', lines(401)))).toHaveLength(1);
    expect(sizeErrors(one('test/a.test.ts', lines(401)))).toHaveLength(1);
    expect(sizeErrors(one('package.json', lines(900)))).toEqual([]);
    expect(exemptionErrors([])).toHaveLength(Object.keys(exempt).length);
    expect(exemptionErrors(one('db/fits.ts', lines(10)))).toContain('db/fits.ts is exempt without need');
  });

  // In pieces: this file is looked at too.
  it.each([
    ['a.md', `see /${'work'}/notes`, 'names a folder of the machine'],
    ['app/a.ts', `const x = '../${'shared'}/candidates';`, 'needs a folder beside the project'],
    ['a.yml', `token: xoxb-${'1234567890'}-1234567890-abcdefghijklmnop12`, 'holds a Slack token'],
    ['a.yml', `xapp-1-${'A012345678'}-1234567890-${'0a'.repeat(20)}`, 'holds a Slack app token'],
    ['a.md', `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----`, 'holds a private key'],
    ['a.md', `AKIA${'ABCDEFGH01234567'}`, 'holds a key of a service'],
    ['app/a.ts', `const x: ${'any'} = 1;`, 'uses any'],
    ['app/a.ts', `const x = y as ${'any'};`, 'uses any'],
    ['app/a.ts', `const x = new Map<string, ${'any'}>();`, 'uses any'],
    ['app/a.ts', `function f(x: ${'any'}[]) {}`, 'uses any'],
    ['app/a.ts', `// @${'ts-ignore'}`, 'silences the type checker'],
  ])('in %s: %s', (path, text, words) => {
    expect(wordErrors(one(path, `\n${text}\n`))).toEqual([expect.stringContaining(`${path}:2 ${words}`)]);
  });

  it('not what is harmless', () => {
    const text = [
      '// any: of those',
      "say('any');",
      'Promise.any(x);',
      "token = 'xoxb-sandbox-1'",
      'net/work',
      'the /works',
    ];
    expect(wordErrors(one('app/a.ts', text.join('\n')))).toEqual([]);
    expect(wordErrors(one('test/a.ts', `'../${'shared'}'`))).toEqual([]);
    expect(codeOnly('a /* b\n c */ d // e\n"f"')).toBe("a ''\n d ''\n''");
  });
});
