import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkDatabase,
  checkFitter,
  checkIntake,
  checkModels,
  checkNode,
  checkSlack,
  checkSource,
} from '../../../../app/cli/doctor/doctor.ts';
import { readConfig } from '../../../../app/config/config.ts';
import { startSandbox } from '../../../../sandbox/index.ts';

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
    what: 'B cannot be fitted without b/x: `./nmma assets fetch B` brings what is missing.',
  };
  expect(await checkModels(fitter, null)).toEqual([{ ok: true, what: 'Models in play: A' }, note]);
  expect(await checkModels(fitter, ['B'])).toEqual([
    { ok: false, what: 'Models in play', todo: `models: ${note.what}` },
    note,
  ]);
  mkdirSync(join(root, '.nmma/assets/b'), { recursive: true });
  writeFileSync(join(root, '.nmma/assets/b/x'), '');
  expect(await checkModels(fitter, ['B'])).toEqual([{ ok: true, what: 'Models in play: B' }]);
  expect(await checkModels(join(folder, 'none'), null)).toMatchObject([{ ok: false, what: 'Models' }]);
});

test('folder and database', async () => {
  expect(checkSource(folder).ok).toBe(true);
  expect(checkSource(join(folder, 'none')).ok).toBe(false);
  expect(await checkDatabase(join(folder, 'state'))).toMatchObject({ ok: true });
  writeFileSync(join(folder, 'nmma.sqlite'), 'this is no database, whatever its name says');
  expect(await checkDatabase(folder)).toMatchObject({ ok: false });
});

test('Slack must take both tokens', async () => {
  const sandbox = await startSandbox({ scopes: [] });
  try {
    const { botToken, appToken, slackApiUrl } = sandbox;
    expect(await checkSlack({ botToken, appToken }, slackApiUrl)).toEqual([
      { ok: true, what: 'Slack knows the bot: nmma-bot in GROWTH MMA (sandbox)' },
      { ok: true, what: 'Slack opens a socket for the app' },
    ]);
    const wrong = await checkSlack({ botToken: 'xoxb-1-wrong', appToken: 'xapp-1-wrong' }, slackApiUrl);
    expect(wrong.map((finding) => finding.ok)).toEqual([false, false]);
    expect(JSON.stringify(wrong)).not.toContain('-wrong');
  } finally {
    await sandbox.close();
  }
});

test('what a channel may see is told, and whether a source has its token', () => {
  const path = join(folder, 'config.yml');
  const source =
    'sources: [{ kind: skyportal, url: https://fritz.science, token: FRITZ_TOKEN, groups: [1] }]';
  writeFileSync(path, `channel: C0123ABCDEF\n${source}\n`);
  const words = (environment: NodeJS.ProcessEnv) =>
    checkIntake(readConfig(path), environment).map(
      ({ ok, isNote, what }) => `${ok} ${isNote ?? false} ${what}`,
    );
  expect(words({})).toEqual([
    'true true Channel C0123ABCDEF sees public data; what it may not see is fitted, not posted: see channels',
    'false false The token of skyportal: FRITZ_TOKEN is not set',
  ]);
  writeFileSync(
    path,
    `channel: C0123ABCDEF\n${source}\nchannels: [{ id: C0123ABCDEF, sees: [public, partnership, caltech] }]\n`,
  );
  expect(words({ FRITZ_TOKEN: 'secret' })).toEqual([
    'true false Channel C0123ABCDEF sees public, partnership, caltech data',
    'true false The token of skyportal: FRITZ_TOKEN is set',
  ]);
});
