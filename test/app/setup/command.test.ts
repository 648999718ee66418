import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifest } from '../../../app/demo/manifest.ts';
import { newestOf } from '../../../app/sources.ts';
import { DirectorySource } from '../../../pipeline/sources/directory.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { candidateFile, candidateText, writeOld } from '../../pipeline/scratch.ts';

let folder: string;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nmma-setup-'));
  sandbox = await startSandbox({ ...readManifest(), fileProcessingMs: 20 });
  writeOld(join(folder, 'candidates', candidateFile('ZTF22aaaaaaa')), candidateText([2459784, 2459785]));
  writeOld(join(folder, 'candidates', candidateFile('ZTF22bbbbbbb')), candidateText([2459786, 2459787]));
  // A mock of the fitter's Python: fits by mockFitter.mjs, and knows no fork server.
  const fitter = join(import.meta.dirname, '../../pipeline/mockFitter.mjs');
  writeFileSync(join(folder, 'behaviour.json'), '{"*": {"lnZ": -20}}');
  const script = `#!/bin/sh\n[ "$3" = run ] || exit 1\nMOCK_FITTER=${folder}/behaviour.json exec ${process.execPath} ${fitter} "$4"\n`;
  writeFileSync(join(folder, 'python'), script, { mode: 0o755 });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

function nmma(words: string[], environment: Record<string, string> = {}) {
  return execa(process.execPath, ['app/main.ts', ...words], {
    reject: false,
    stdin: 'ignore',
    env: {
      NMMA_SLACK_API_URL: sandbox.slackApiUrl,
      NMMA_PYTHON: join(folder, 'python'),
      NMMA_SECRETS: join(folder, 'secrets.env'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_STATE_HOME: join(folder, 'state'),
      SLACK_BOT_TOKEN: '',
      SLACK_APP_TOKEN: '',
      ...environment,
    },
  });
}

test('without a terminal setup says in one sentence what it needs', async () => {
  const { exitCode, stderr, stdout } = await nmma(['setup', '--config', join(folder, 'none.yml')]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^setup asks questions and needs a terminal: .*--yes FILE.*$/);
});

test('a file of answers leads from nothing to the newest object in the channel; tokens stay known', {
  timeout: 90_000,
}, async () => {
  const config = join(folder, 'config.yml');
  writeFileSync(config, 'models: [Piro2021] # quick\n');
  const answers = join(folder, 'answers.yml');
  const sees = '[public, partnership, caltech]';
  writeFileSync(
    answers,
    `channel: C0NMMABOT1\nsees: ${sees}\nsource: { folder: ${folder}/candidates }\nfirstFit: true\n`,
  );
  const tokens = { SLACK_BOT_TOKEN: sandbox.botToken, SLACK_APP_TOKEN: sandbox.appToken };
  const { exitCode, stdout, stderr } = await nmma(['setup', '--config', config, '--yes', answers], tokens);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Posted: look at the channel.');
  expect(stdout).not.toContain(sandbox.botToken);
  expect(readFileSync(config, 'utf8')).toContain('models: [Piro2021] # quick\n');
  const texts = sandbox.workspace.messagesOf('C0NMMABOT1').map(({ text }) => text);
  expect(texts.map((text) => text.slice(0, 12))).toEqual(['ZTF22bbbbbbb', 'ZTF22bbbbbbb']);
  const after = await nmma(['doctor', '--config', config, '--json']);
  const tokenLines = [...after.stdout.matchAll(/"part":"tokens","state":"([^"]+)"/g)].map(
    ([, state]) => state,
  );
  expect(tokenLines).toEqual(['ok', 'ok', 'ok']);
});

test('the first fit takes the newest light curve alone, and leaves the others to be read', async () => {
  const source = newestOf(new DirectorySource(join(folder, 'candidates')));
  const { lightCurves, read } = await source.scan();
  expect(lightCurves.map(({ object }) => object)).toEqual(['ZTF22bbbbbbb']);
  expect(read.map(({ object }) => object)).toEqual(['ZTF22bbbbbbb']);
});
