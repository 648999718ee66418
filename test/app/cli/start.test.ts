import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inRoot } from '../../../app/paths.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { manifest } from '../../handlers/helpers.ts';

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

async function start(state: string, tokens: { bot?: string; app?: string } = {}) {
  writeFileSync(
    config,
    `channel: C0123ABCDEF\nsource: { folder: candidates }\nstate: ${state}\nmodels: [SC]\nlog: { file: log }\n`,
  );
  const result = await execa(process.execPath, ['app/main.ts', 'start', '--config', config], {
    reject: false,
    timeout: 15_000,
    env: {
      NMMA_PYTHON: python,
      NMMA_SLACK_API_URL: sandbox.slackApiUrl,
      SLACK_BOT_TOKEN: tokens.bot ?? sandbox.botToken,
      SLACK_APP_TOKEN: tokens.app ?? sandbox.appToken,
      TMPDIR: folder,
    },
  });
  return { status: result.exitCode, error: result.stderr };
}

/** Socket folders of warm fitters that nothing will remove. */
const warmFolders = () => readdirSync(folder).filter((name) => name.startsWith('nmma-warm-'));

test('a start that Slack refuses is one sentence that names the token, and leaves nothing behind', {
  timeout: 40_000,
}, async () => {
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
  expect(warmFolders()).toEqual([]);
});

test('a state folder that cannot be used is one sentence', { timeout: 40_000 }, async () => {
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
