import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filled, generatedPages, readPages } from './generated.ts';
import { drawImports, importGraph, reduced } from './importGraph.ts';
import { anchors, linkTargets, namedCommands, namedPaths } from './links.ts';

const root = join(import.meta.dirname, '../..');
const pages = readPages();
const readme = pages.find(({ path }) => path === 'README.md')?.text ?? '';

const told = z.array(z.object({ word: z.string(), options: z.array(z.string()) }));

/** Every word of the program with its options, as `nmma help --json` says. */
async function help(): Promise<z.infer<typeof told>> {
  const { stdout } = await execa(process.execPath, [join(root, 'app/main.ts'), 'help', '--json']);
  return told.parse(JSON.parse(stdout));
}

/** What is wrong with a link of a page; null: nothing, or it leads out of the project. */
function brokenLink(path: string, target: string): string | null {
  if (/^[a-z]+:/.test(target)) return null;
  const [file = '', anchor] = target.split('#');
  const named = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file));
  if (!existsSync(join(root, named))) return `${path}: there is no ${named}`;
  if (anchor === undefined) return null;
  const known = anchors(readFileSync(join(root, named), 'utf8'));
  return known.has(anchor) ? null : `${path}: ${named} has no heading #${anchor}`;
}

describe('the pages', () => {
  it('link to nothing that is not there', () => {
    const broken = pages.flatMap(({ path, text }) =>
      linkTargets(text).flatMap((target) => brokenLink(path, target) ?? []),
    );
    expect(broken).toEqual([]);
  });

  it('name no command and no option that the program does not have', async () => {
    const known = new Map((await help()).map(({ word, options }) => [word, options]));
    const named = pages.flatMap(({ path, text }) => namedCommands(text).map((one) => ({ ...one, path })));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(({ word }) => !known.has(word))).toEqual([]);
    // These are read by the script itself, not by the program.
    const unknown = named
      .filter(({ word }) => !/^(test|chaos|screenshots)$/.test(word))
      .flatMap(({ word, options, path }) =>
        options
          // Slack's own option, which a shell accepts and ignores.
          .filter((option) => option !== '--share' && !known.get(word)?.includes(option))
          .map((option) => `${path}: ./nmma ${word} has no option ${option}`),
      );
    expect(unknown).toEqual([]);
  });

  it('name no file of the project that is not there', () => {
    const missing = pages.flatMap(({ path, text }) =>
      namedPaths(text).flatMap((named) =>
        existsSync(join(root, named)) ? [] : [`${path}: there is no ${named}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('stand in the index, each of them, and the index names no other', () => {
    const there = readdirSync(join(root, 'docs')).filter(
      (name) => name.endsWith('.md') && name !== 'README.md',
    );
    const index = linkTargets(readFileSync(join(root, 'docs/README.md'), 'utf8'));
    const listed = new Set(index.filter((target) => /^[\w-]+\.md$/.test(target)));
    expect([...listed].sort()).toEqual(there.sort());
  });

  it('have pictures that are all used', () => {
    const used = new Set(
      pages.flatMap(({ text }) => linkTargets(text)).map((target) => posix.basename(target)),
    );
    const pictures = readdirSync(join(root, 'docs')).filter((name) => /\.(png|svg)$/.test(name));
    expect(pictures.filter((name) => !used.has(name))).toEqual([]);
  });
});

it('README.md has at most 130 lines, and names the two commands', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(130);
  expect(namedCommands(readme).map(({ word }) => word)).toEqual(expect.arrayContaining(['demo', 'test']));
});

it('what is generated is as it is generated now (else: ./nmma docs)', async () => {
  const old = (await generatedPages()).filter(
    ({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
  );
  expect(old.map(({ path }) => path)).toEqual([]);
});

describe('what is generated', () => {
  it('stands between its markers, and only there', () => {
    const page = 'a\n<!-- generated: x -->\nold\n<!-- end of x -->\nb';
    const once = filled(page, { x: 'new' });
    expect(once).toBe('a\n<!-- generated: x -->\n\nnew\n\n<!-- end of x -->\nb');
    expect(filled(once, { x: 'new' })).toBe(once);
    expect(() => filled(page, { y: '' })).toThrow('No generated part “x”: there are y.');
  });

  it('a picture of the imports between rooms, of both languages, without the arrows that others imply', async () => {
    const graph = importGraph([
      { path: 'app/a.ts', text: "import '../handlers/b.ts';\nimport type { D } from '../db/d.ts';" },
      { path: 'handlers/b.ts', text: "import { c } from '../pipeline/api/c.ts';" },
      { path: 'pipeline/api/c.ts', text: "import { d } from '../../db/d.ts';\nimport { e } from './e.ts';" },
      { path: 'db/d.ts', text: '' },
      { path: 'fitter/nmma_fitter/job/run.py', text: 'from nmma_fitter.models.build import x\n' },
      { path: 'fitter/nmma_fitter/models/build.py', text: '    from nmma_fitter import paths\n' },
      { path: 'test/a.test.ts', text: "import '../app/a.ts';" },
    ]);
    expect(Object.fromEntries(graph)).toEqual({
      app: ['db', 'handlers'],
      db: [],
      'fitter/job': ['fitter/models'],
      'fitter/models': ['fitter/*.py'],
      handlers: ['pipeline/api'],
      'pipeline/api': ['db'],
    });
    expect(reduced(graph).get('app')).toEqual(['handlers']);
    const picture = await drawImports(graph);
    expect(picture).toContain('<title>handlers&#45;&gt;pipeline/api</title>');
    expect(picture).not.toContain('<title>app&#45;&gt;db</title>');
  });
});

describe('what the checks find', () => {
  it('links and anchors', () => {
    const text =
      '# A *b*: “c”, d\n## Who? `x`\n## Who? `x`\n[a](b.md#c) ![p](p.png) `[no](x.md)`\n```\n[no](y.md)\n```\n';
    expect([...anchors(text)]).toEqual(['a-b-c-d', 'who-x', 'who-x-1']);
    expect(linkTargets(text)).toEqual(['b.md#c', 'p.png']);
  });

  it('commands with their options, and paths', () => {
    const text =
      'type `./nmma demo --once --models SC,KN`, or\n\n    ./nmma doctor --cluster  # --not\n`./nmma WORD`';
    expect(namedCommands(text)).toEqual([
      { word: 'demo', options: ['--once', '--models'] },
      { word: 'doctor', options: ['--cluster'] },
    ]);
    const code = 'see `pipeline/api/`, `bench/fit --limit 3`, `db/x.ts` and `STATE/jobs`, not `docs/*.md`';
    expect(namedPaths(code)).toEqual(['pipeline/api/', 'bench/fit', 'db/x.ts']);
  });
});
