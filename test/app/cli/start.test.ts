import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inRoot } from '../../../app/paths.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { manifest } from '../../handlers/helpers.ts';
import { candidateFile, candidateText } from '../../pipeline/scratch.ts';

let sandbox: Sandbox;
let folder: string;
let config: string;
let python: string;

beforeEach(async () => {
  const { bot } = manifest.oauth_config.scopes;
  sandbox = await startSandbox({ scopes: bot, commands: manifest.features.slash_commands });
  folder = mkdtempSync(join(tmpdir(), 'nmma-start-'));
  mkdirSync(join(folder, 'candidates'));
  // A mock of the fitter's Python: tells that it was started.
  python = join(folder, 'mockPython');
  writeFileSync(python, `#!/bin/sh\necho "$@" >>${folder}/python-was-started\n`, { mode: 0o755 });
  config = join(folder, 'config.yml');
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function start(state: string, tokens: { bot?: string; app?: string } = {}, ...words: string[]) {
  writeFileSync(
    config,
    `channel: C0123ABCDEF\nsource: { folder: candidates }\nstate: ${state}\nmodels: [SC]\nlog: { file: log }\n`,
  );
  const result = await execa(process.execPath, ['app/main.ts', 'start', '--config', config, ...words], {
    reject: false,
    timeout: 120_000,
    env: {
      NMMA_PYTHON: python,
      NMMA_SLACK_API_URL: sandbox.slackApiUrl,
      SLACK_BOT_TOKEN: tokens.bot ?? sandbox.botToken,
      SLACK_APP_TOKEN: tokens.app ?? sandbox.appToken,
      TMPDIR: folder,
    },
  });
  return { status: result.exitCode, error: result.stderr, out: result.stdout };
}

/** Socket folders of warm fitters that nothing will remove. */
const socketFolders = () => readdirSync(folder).filter((name) => name.startsWith('nmma-fork-server-'));

test('a start that Slack refuses is one sentence that names the token, and leaves nothing behind', async () => {
  const state = join(folder, 'state');
  for (const [tokens, variable] of [
    [{ bot: 'xoxb-wrong' }, 'SLACK_BOT_TOKEN'],
    [{ app: 'xapp-wrong' }, 'SLACK_APP_TOKEN'],
  ] as const) {
    const { status, error } = await start(state, tokens);
    expect(error).toContain(`Slack refuses ${variable} (invalid_auth)`);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  }
  expect(existsSync(join(folder, 'python-was-started'))).toBe(false);
  expect(socketFolders()).toEqual([]);
});

test('a state folder that cannot be used is one sentence', async () => {
  writeFileSync(join(folder, 'file'), '');
  const mistakes: [string, string][] = [
    [join(folder, 'file', 'state'), 'cannot be used: a file stands where a folder is expected'],
    [inRoot('.nmma', 'state'), 'inside the installation'],
  ];
  for (const [state, sentence] of mistakes) {
    const { status, error } = await start(state);
    expect(error).toContain(sentence);
    expect(error).not.toContain('    at ');
    expect(status).toBe(2);
  }
});

test('a dry run counts what a start would fit, and fits, posts and writes nothing', async () => {
  const jd = Date.now() / 86_400_000 + 2_440_587.5;
  const candidate = (name: string, days: number) =>
    writeFileSync(
      join(folder, 'candidates', candidateFile(name)),
      candidateText([jd - days - 1, jd - days], 19),
    );
  candidate('ZTF26aaaaaaa', 1);
  candidate('ZTF26aaaaaab', 30);
  candidate('ZTF26aaaaaac', 300);
  writeFileSync(join(folder, 'candidates', 'lc_ZTF26aaaaaad_forced1_stacked0.csv'), 'what\n');
  const state = join(folder, 'state');
  const before = sandbox.workspace.messagesOf('C0NMMABOT1').length;
  const plain = await start(state, {}, '--dry-run');
  expect(plain).toMatchObject({ status: 0, error: '' });
  expect(plain.out.split('\n')).toEqual([
    'Found 3 new light curves and 1 file that cannot be used.',
    '2 objects left out: too old (policy.maxAgeDays).',
    '1 object would be fitted.',
    'A start would ask for 1 fit.',
  ]);
  const since = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
  expect((await start(state, {}, '--dry-run', '--since', since)).out).toContain('2 objects would be fitted.');
  const wrong = await start(state, {}, '--since', 'tomorrow');
  expect(wrong).toMatchObject({ status: 2, out: '' });
  expect(wrong.error).toContain('--since is “tomorrow”: expected a date in the past');
  expect(existsSync(state)).toBe(false);
  expect(existsSync(join(folder, 'python-was-started'))).toBe(false);
  expect(sandbox.workspace.messagesOf('C0NMMABOT1')).toHaveLength(before);
});
