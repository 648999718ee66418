import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './chromium.ts';
import { runCommand } from './command.ts';
import { type Counts, countJunit, countVitest, judged, single } from './counts.ts';
import type { Check } from './sideBySide.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reports = join(root, '.nmma', 'test');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const python = process.env.NMMA_PYTHON ?? join(root, '.nmma', 'fitter', 'bin', 'python');
const fitter = join(root, 'fitter');

/** A command that is one test: it passes with exit status 0. */
function command(heading: string, program: string, words: string[], cwd = root): Check {
  return {
    heading,
    run: async (print) => single((await runCommand(program, words, { cwd, limitSeconds: 300, print })) === 0),
  };
}

/** Runs something that writes a report, and counts what the report says. */
async function counted(
  report: string,
  count: (text: string) => Counts,
  run: () => Promise<number>,
): Promise<Counts> {
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const status = await run();
  const counts = existsSync(report) ? count(readFileSync(report, 'utf8')) : single(false);
  return judged(counts, status);
}

function vitest(
  heading: string,
  name: string,
  config: string,
  limitSeconds: number,
  files: readonly string[] = [],
): Check {
  const report = join(reports, `${name}.json`);
  const words = ['run', '--config', config, '--root', root, '--reporter=default', '--reporter=json'];
  return {
    heading,
    run: (print) =>
      counted(report, countVitest, () =>
        runCommand(bin('vitest'), [...words, `--outputFile.json=${report}`, ...files], {
          cwd: root,
          limitSeconds,
          print,
        }),
      ),
  };
}

function pytest(files: readonly string[] = []): Check {
  const report = join(reports, 'fitter.xml');
  const words = ['-m', 'pytest', '--quiet', '--durations=5', `--junitxml=${report}`];
  return {
    heading: files.length > 0 ? `${files.join(' ')} (pytest)` : 'Tests of the fitter (pytest)',
    run: (print) =>
      counted(report, countJunit, () =>
        runCommand(python, [...words, ...files], { cwd: fitter, limitSeconds: 1500, print }),
      ),
  };
}

/**
 * The path from the root of a file or folder of tests that somebody typed, from the root or from where they are.
 * @returns undefined when there is none, or when it is no place of tests.
 */
export function testFile(typed: string): string | undefined {
  const path = [resolve(typed), join(root, typed)].find((one) => existsSync(one));
  const file = path === undefined ? '' : relative(root, path);
  return /^(test|fitter\/tests)(\/|$)/.test(file) ? file : undefined;
}

/** Which configuration of vitest a test file belongs to. */
function vitestConfigOf(file: string): string {
  if (file.startsWith('test/slurm/')) return 'test/slurm/vitest.config.ts';
  return file.startsWith('test/e2e/') ? 'test/e2e/vitest.config.ts' : 'vitest.config.ts';
}

/**
 * The checks that run single files or folders of tests, of either language.
 * @param files paths from the root, all there.
 */
export function fileChecks(files: readonly string[]): Check[] {
  const isPython = (file: string) => file.startsWith('fitter/');
  const ofFitter = files.filter(isPython).map((file) => relative(fitter, join(root, file)));
  const groups = Map.groupBy(
    files.filter((file) => !isPython(file)),
    vitestConfigOf,
  );
  const typescript = [...groups].map(([config, group]) =>
    vitest(`${group.join(' ')} (vitest)`, 'files', config, 2400, group),
  );
  return ofFitter.length > 0 ? [...typescript, pytest(ofFitter)] : typescript;
}

/** The browser of the tests: not a test where it is there; else installed, or told about. */
const browser: Check = {
  heading: 'Chromium, for the tests of the page',
  run: async (print) => {
    const why = await ensureBrowser(root, print);
    if (why === null) return { passed: 0, failed: 0, skipped: 0 };
    print(`${why}\n`);
    // On a continuous-integration machine skipping the page's tests would hide that they never run.
    return process.env.CI ? single(false) : { passed: 0, failed: 0, skipped: 1 };
  },
};

const typescript = [
  command('Types (tsc)', bin('tsc'), ['--noEmit']),
  command('Types of the page (tsc)', bin('tsc'), ['--noEmit', '-p', 'sandbox/page']),
  command('Lint and format (biome)', bin('biome'), ['check', '--error-on-warnings']),
];
const ruff = [
  command(
    'Lint of the fitter (ruff)',
    python,
    ['-m', 'ruff', 'check', '--config', 'pyproject.toml', '.', '../bench'],
    fitter,
  ),
  command(
    'Format of the fitter (ruff)',
    python,
    ['-m', 'ruff', 'format', '--config', 'pyproject.toml', '--check', '.', '../bench'],
    fitter,
  ),
];

/** What `./nmma test` runs, by the word that names a part. */
export const parts: Record<string, Check[]> = {
  static: [...typescript, ...ruff],
  unit: [browser, vitest('Unit tests (vitest)', 'unit', 'vitest.config.ts', 1500)],
  fitter: [pytest()],
  slurm: [vitest('Fits on a real Slurm (vitest)', 'slurm', 'test/slurm/vitest.config.ts', 1500)],
  e2e: [browser, vitest('The demo for real (vitest)', 'e2e', 'test/e2e/vitest.config.ts', 2400)],
};

/**
 * Parts that run side by side, as lanes of words; one row of lanes after the other. The fitter's tests keep one core
 * busy, those on Slurm mostly wait, and the demo uses every core.
 */
const rows: readonly string[][][] = [[['static', 'unit'], ['fitter'], ['slurm']], [['e2e']]];

/**
 * In which lanes the named parts and single files run, one row after the other.
 * @param names words of `parts`. @param files checks of single files.
 */
export function lanesOf(names: readonly string[], files: readonly Check[]): Check[][][] {
  const checksOf = (lane: readonly string[]) =>
    lane.filter((name) => names.includes(name)).flatMap((name) => parts[name] ?? []);
  const all = rows.map((row) => row.map(checksOf));
  // Installing the browser's packages and Slurm's at one time would fail: the browser comes first, once.
  const hasBrowser = all.flat(2).includes(browser);
  const rest = all.map((row) => row.map((lane) => lane.filter((check) => check !== browser)));
  return [[hasBrowser ? [browser] : []], ...rest, [[...files]]]
    .map((row) => row.filter((lane) => lane.length > 0))
    .filter((row) => row.length > 0);
}
