import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../../app/config/config.ts';
import { readManifest } from '../../../app/demo/manifest.ts';
import { readAnswers } from '../../../app/setup/answers.ts';
import { guide, type SetupOptions, setupFrom } from '../../../app/setup/setup.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { ScriptedAsk } from './scriptedAsk.ts';

const channel = 'C0NMMABOT1';
let folder: string;
let sandbox: Sandbox;
let fitted: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-setup-'));
  mkdirSync(join(folder, 'candidates'));
  writeFileSync(join(folder, 'candidates', 'lc_ZTF22aaaaaaa.csv'), '');
  sandbox = await startSandbox(readManifest());
  fitted = 0;
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const configPath = () => join(folder, 'config.yml');
const secretsPath = () => join(folder, 'secrets', 'nmma.env');

function options(environment: NodeJS.ProcessEnv = {}): SetupOptions {
  return {
    config: configPath(),
    environment: { NMMA_SECRETS: secretsPath(), ...environment },
    slackApiUrl: sandbox.slackApiUrl,
    // A mock: the real one runs fits.
    fitFirst: async () => {
      fitted += 1;
      return 1;
    },
  };
}

function freshAnswers() {
  return {
    private: [false],
    'bot-token': ['xoxb-1-wrong', sandbox.botToken],
    'app-token': ['not a token', sandbox.appToken],
    channel: [channel],
    sees: [['public', 'partnership']],
    'source-kind': ['directory'],
    folder: [join(folder, 'candidates')],
    executor: ['local'],
    'first-fit': [true],
  };
}

async function setUp(): Promise<ScriptedAsk> {
  const ask = new ScriptedAsk(freshAnswers());
  expect(await guide(ask, options())).toBe(0);
  return ask;
}

test('everything is asked and checked, and what is written is a configuration that start takes', async () => {
  const ask = await setUp();
  expect(ask.left).toEqual([]);
  expect(fitted).toBe(1);
  const config = readConfig(configPath());
  expect(config).toMatchObject({
    channel,
    channels: [{ id: channel, sees: ['public', 'partnership'] }],
    sources: [{ kind: 'directory', folder: join(folder, 'candidates') }],
    executor: { kind: 'local', cores: null },
  });
  const words = ask.told.join('\n');
  expect(words).toContain('https://api.slack.com/apps?new_app=1&manifest_yaml=');
  expect(words).toContain('✗ Slack and the bot token → Slack refuses SLACK_BOT_TOKEN (invalid_auth)');
  expect(words).toContain('✓ Channel #nmma-slack-bot (C0NMMABOT1): the bot is in it');
  expect(words).toMatch(/✓ Light curves in .*: 1 files/);
  // Comments of the example help whoever reads the file.
  const text = readFileSync(configPath(), 'utf8');
  expect(text).toContain('# The data each channel may see.');
  expect(text).toContain('  - { id: C0NMMABOT1, sees: [ public, partnership ] }\n');
  expect(text).not.toContain('C0123ABCDEF, sees');
});

test('tokens are nowhere but in a file of their own, which only its owner may read', async () => {
  const ask = await setUp();
  const secrets = readFileSync(secretsPath(), 'utf8');
  expect(secrets).toBe(`SLACK_BOT_TOKEN=${sandbox.botToken}\nSLACK_APP_TOKEN=${sandbox.appToken}\n`);
  expect(statSync(secretsPath()).mode & 0o777).toBe(0o600);
  for (const text of [readFileSync(configPath(), 'utf8'), ask.told.join('\n')]) {
    expect(text).not.toContain(sandbox.botToken);
    expect(text).not.toContain(sandbox.appToken);
    expect(text).not.toContain('xoxb-1-wrong');
  }
});

test('a second time it changes only what is asked; comments and everything else stay', async () => {
  await setUp();
  const own = `# mine\n${readFileSync(configPath(), 'utf8').replace('level: info', 'level: warn # quiet')}`;
  writeFileSync(configPath(), own);
  const secrets = readFileSync(secretsPath(), 'utf8');
  mkdirSync(join(folder, 'more'));
  const ask = new ScriptedAsk({
    steps: [['source']],
    sources: ['more'],
    'source-kind': ['directory'],
    folder: [join(folder, 'more')],
    'first-fit': [false],
  });
  expect(await guide(ask, options())).toBe(0);
  expect(ask.left).toEqual([]);
  const now = readFileSync(configPath(), 'utf8');
  const added = now.split('\n').filter((line) => !own.split('\n').includes(line));
  expect(added).toEqual([`    folder: ${join(folder, 'more')}`]);
  expect(now).toContain('level: warn # quiet');
  expect(readConfig(configPath()).sources.map(({ name }) => name)).toEqual(['directory', 'directory-2']);
  expect(readFileSync(secretsPath(), 'utf8')).toBe(secrets);
});

test('another channel: the tokens are known, and the bot is waited for until it is invited', async () => {
  await setUp();
  const ask = new ScriptedAsk({
    steps: [['channel']],
    channel: ['other'],
    'channel-name': ['#nowhere', '#general'],
    'channel-again': [
      () => {
        sandbox.workspace.findChannel('general')?.members.add(sandbox.workspace.bot.id);
        return 'again';
      },
    ],
    sees: [['public']],
    'first-fit': [false],
  });
  expect(await guide(ask, options())).toBe(0);
  expect(ask.left).toEqual([]);
  expect(ask.told.join('\n')).toContain('/invite @nmma-bot');
  expect(readConfig(configPath())).toMatchObject({
    channel: 'C0GENERAL1',
    channels: [
      { id: channel, sees: ['public', 'partnership'] },
      { id: 'C0GENERAL1', sees: ['public'] },
    ],
  });
});

test('a folder that is not there is told at once, and may be asked for again', async () => {
  const ask = new ScriptedAsk({
    ...freshAnswers(),
    'source-kind': ['directory', 'directory'],
    folder: [join(folder, 'none'), join(folder, 'candidates')],
    'source-again': ['again'],
  });
  expect(await guide(ask, options())).toBe(0);
  expect(ask.told.join('\n')).toContain(`✗ Light curves in ${join(folder, 'none')}`);
  expect(readConfig(configPath()).sources).toMatchObject([{ folder: join(folder, 'candidates') }]);
});

test('the manifest for a private channel asks for what such channels need', async () => {
  const ask = new ScriptedAsk({ ...freshAnswers(), private: [true] });
  await guide(ask, options());
  const link = ask.told.find((words) => words.startsWith('https://api.slack.com/')) ?? '';
  const manifest = new URL(link).searchParams.get('manifest_yaml') ?? '';
  expect(manifest).toContain('- groups:history\n');
  expect(manifest).not.toMatch(/# /);
  expect(link.length).toBeLessThan(8000);
});

/** The answers of a file. */
function answers(text: string) {
  const path = join(folder, 'answers.yml');
  writeFileSync(path, text);
  return readAnswers(path);
}
const tokens = () => ({ SLACK_BOT_TOKEN: sandbox.botToken, SLACK_APP_TOKEN: sandbox.appToken });
const wholeAnswers = () =>
  `channel: "#nmma-slack-bot"\nsees: [public]\nsource: { folder: ${folder}/candidates }\nfirstFit: true\n`;

test('answers from a file: no question is asked, checks and files are the same', async () => {
  const ask = new ScriptedAsk({});
  expect(await setupFrom(answers(wholeAnswers()), ask, options(tokens()))).toBe(0);
  expect(fitted).toBe(1);
  expect(readConfig(configPath())).toMatchObject({ channel, sources: [{ kind: 'directory' }] });
  expect(statSync(secretsPath()).mode & 0o777).toBe(0o600);
  // The tokens are known now.
  const again = answers('executor: { kind: local, cores: 3 }');
  expect(await setupFrom(again, ask, options())).toBe(0);
  expect(readConfig(configPath())).toMatchObject({ channel, executor: { cores: 3 } });
  expect(fitted).toBe(1);
});

test('what is not well in a file of answers is told, with status 1; a mistake writes nothing', async () => {
  const ask = new ScriptedAsk({});
  const elsewhere = wholeAnswers().replace('candidates', 'none');
  expect(await setupFrom(answers(elsewhere), ask, options(tokens()))).toBe(1);
  expect(fitted).toBe(0);
  rmSync(configPath());
  const wrong = answers(`${wholeAnswers()}executor: { kind: local, core: 3 }\n`);
  await expect(setupFrom(wrong, ask, options(tokens()))).rejects.toThrow(/executor\.core/);
  await expect(setupFrom(answers('channel: "#nowhere"'), ask, options(tokens()))).rejects.toThrow(/#nowhere/);
  const refused = { SLACK_BOT_TOKEN: 'xoxb-1-wrong', SLACK_APP_TOKEN: 'xapp-1-wrong' };
  await expect(setupFrom(answers(wholeAnswers()), ask, options(refused))).rejects.toThrow(/SLACK_BOT_TOKEN/);
  expect(existsSync(configPath())).toBe(false);
  expect(() => answers('chanel: x')).toThrow(/answers\.yml.*chanel/);
});
