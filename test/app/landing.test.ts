import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readManifest } from '../../app/demo/manifest.ts';
import { stopWithJobs } from '../../app/demo/stop.ts';
import { openLog } from '../../app/log.ts';
import { buildApp } from '../../app/wiring.ts';
import { findObject } from '../../db/objects.ts';
import { lastTurn, noteTurn } from '../../db/turns.ts';
import { LocalExecutor } from '../../pipeline/executors/local.ts';
import { DirectorySource } from '../../pipeline/sources/directory.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { afterwards, candidateFile, candidateText, until } from '../pipeline/scratch.ts';

/** The app with everything that happens by itself, on a workspace of this machine and a mock of the fitter. */
async function startApp() {
  const root = mkdtempSync(join(tmpdir(), 'nmma-landing-'));
  const folder = join(root, 'candidates');
  mkdirSync(join(folder, 'partnership/2459784-2459791'), { recursive: true });
  writeFileSync(join(root, 'behaviours.json'), '{}');
  const sandbox = await startSandbox({ ...readManifest(), port: 0 });
  const executor = new LocalExecutor({
    command: [process.execPath, join(import.meta.dirname, '../pipeline/mockFitter.mjs')],
    cores: 2,
    graceSeconds: 0.5,
    env: { MOCK_FITTER: join(root, 'behaviours.json') },
  });
  const app = buildApp({
    channel: 'C0NMMABOT1',
    stateDir: join(root, 'state'),
    sources: [new DirectorySource(folder)],
    executor,
    models: ['SC'],
    fitDefaults: {},
    // Nothing is due by the clock while the test runs.
    schedule: { pull: '0 0 1 1 *', dailySummary: '0 0 * * *' },
    botToken: sandbox.botToken,
    appToken: sandbox.appToken,
    slackApiUrl: sandbox.slackApiUrl,
    log: openLog({ level: 'silent', file: null }).log,
    onRefused: () => {},
  });
  afterwards(async () => {
    await stopWithJobs(app, executor);
    await sandbox.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  return { app, folder, sandbox };
}

test('a file that lands in a watched folder is fitted and posted, with no pull by the clock or by hand', async () => {
  const { app, folder, sandbox } = await startApp();
  await app.start();
  // Watching has begun a moment after the start; a file that lands before is the first pull's.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const file = candidateFile('ZTF22aaaaaaa');
  writeFileSync(join(folder, 'partnership/2459784-2459791', file), candidateText([2459786.7, 2459787.7]));
  const submitted = () =>
    app.db.prepare("SELECT 1 FROM fits WHERE state NOT IN ('queued')").get() !== undefined;
  await until(submitted);
  expect(findObject(app.db, 'ZTF22aaaaaaa')).toBeDefined();
  await until(() =>
    sandbox.workspace.messagesOf('C0NMMABOT1').some(({ text }) => text.includes('ZTF22aaaaaaa')),
  );
});

test('a summary that was missed while the app was down is posted once at its next start', async () => {
  const { app } = await startApp();
  noteTurn(app.db, 'daily summary', new Date(Date.now() - 3 * 86_400_000).toISOString());
  await app.start();
  const summaries = () => app.db.prepare("SELECT content FROM posts WHERE kind = 'summary'").all();
  await until(() => summaries().length > 0);
  expect(summaries()).toHaveLength(1);
  const today = new Date().toISOString().slice(0, 10);
  expect(lastTurn(app.db, 'daily summary')).toBe(`${today}T00:00:00.000Z`);
});
