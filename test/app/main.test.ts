import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-main-'));
  writeFileSync(join(folder, 'a.csv'), 'x');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function nmma(words: string[], env: Record<string, string> = {}) {
  const result = await execa(process.execPath, ['app/main.ts', ...words], { reject: false, env });
  return { status: result.exitCode, out: result.stdout, error: result.stderr };
}

test('help names every command, and loads neither Slack’s packages nor what draws or keeps data', async () => {
  const loaded = join(folder, 'loaded');
  const preload = pathToFileURL(join(import.meta.dirname, 'loadedModules.mjs')).href;
  const { status, out } = await nmma(['help'], {
    NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import ${preload}`,
    LOADED_MODULES: loaded,
  });
  expect(status).toBe(0);
  const packages = readFileSync(loaded, 'utf8').matchAll(/node_modules\/((?:@[^/]+\/)?[^/\n]+)/g);
  expect([...new Set(Array.from(packages, ([, name]) => name))].sort()).toEqual([
    'commander',
    'fastest-levenshtein',
    'zod',
  ]);
  for (const word of ['demo', 'start', 'status', 'doctor', 'assets', 'help'])
    expect(out).toContain(`  ${word} `);
});

test('--version names the version and the commit', async () => {
  const { status, out } = await nmma(['--version']);
  expect([status, out]).toEqual([0, expect.stringMatching(/^nmma-bot \d+\.\d+\.\d+( \([0-9a-f]{7,}\))?$/)]);
});

test('what is typed wrongly is one sentence and status 2', async () => {
  const mistakes: [string[], string][] = [
    [['demoo'], 'Did you mean demo?'],
    [['demo', '--candidate', 'x'], 'Did you mean --candidates?'],
    [['demo', '--candidates', join(folder, 'none')], 'there is no folder'],
    [['demo', '--candidates', folder, '--port', 'x'], '--port is “x”'],
    [['start', '--config', join(folder, 'none.yml')], 'copy config.example.yml'],
    [['status', '--state', folder], 'nothing has run there yet'],
  ];
  for (const [words, sentence] of mistakes) {
    const { status, error, out } = await nmma(words);
    expect(error).toContain(sentence);
    expect(error).not.toContain('    at ');
    expect([status, out]).toEqual([2, '']);
  }
});

test('assets hands words, output and status of the fitter’s own command through', async () => {
  const python = join(folder, 'python');
  const script = 'echo "$NMMA_ASSETS: $*"; echo working >&2; exit 3';
  writeFileSync(python, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { NMMA_PYTHON: python, NMMA_ASSETS: 'here' };
  const here = join(process.cwd(), 'here');
  const asked: [string[], string][] = [
    [[], '-m nmma_fitter assets list'],
    [['list', '--json'], '-m nmma_fitter assets list --json'],
    [['fetch', 'Bu2019lm', 'v19-1998bw'], '-m nmma_fitter assets fetch Bu2019lm v19-1998bw'],
  ];
  for (const [words, passed] of asked) {
    expect(await nmma(['assets', ...words], env)).toEqual({
      status: 3,
      out: `${here}: ${passed}`,
      error: 'working',
    });
  }
  const gone = await nmma(['assets'], { NMMA_PYTHON: join(folder, 'none') });
  expect(gone).toMatchObject({
    status: 2,
    out: '',
    error: expect.stringContaining('start the program as ./nmma'),
  });
});

test('doctor says which models lack files', async () => {
  const env = {
    NMMA_PYTHON: join(folder, 'none'),
    NMMA_ASSETS: join(folder, 'assets'),
    SNCOSMO_DATA_DIR: '',
  };
  const { status, out } = await nmma(['doctor', '--config', join(folder, 'none.yml')], env);
  expect(status).toBe(1);
  expect(out).toMatch(/^ok {6}Models in play: Me2017, /m);
  expect(out).toMatch(/^note {4}Without their files .*Bu2019lm, .*.\/nmma assets fetch NAME/m);
});

test('start refuses a model whose files are missing, naming the key', async () => {
  const config = join(folder, 'config.yml');
  const python = join(folder, 'python');
  writeFileSync(python, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  writeFileSync(
    config,
    `channel: C0123ABCDEF\nsource: { folder: . }\nstate: state\nmodels: [nugent-hyper]\n`,
  );
  const { status, error } = await nmma(['start', '--config', config], {
    NMMA_PYTHON: python,
    NMMA_ASSETS: join(folder, 'assets'),
    SNCOSMO_DATA_DIR: '',
    SLACK_BOT_TOKEN: 'xoxb-1-made-up',
    SLACK_APP_TOKEN: 'xapp-1-made-up',
  });
  expect(status).toBe(2);
  expect(error).toContain(`${config}: models: nugent-hyper cannot be fitted without sncosmo/models/nugent/`);
  expect(error).toContain('./nmma assets fetch nugent-hyper');
});

test('without the fitter’s Python the demo says what to do', async () => {
  const { status, error } = await nmma(['demo', '--candidates', folder], {
    NMMA_PYTHON: join(folder, 'none'),
  });
  expect(status).toBe(2);
  expect(error).toContain('start the program as ./nmma');
});
