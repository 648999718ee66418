import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readManifest } from '../../app/demo/manifest.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { until } from '../pipeline/scratch.ts';

const root = mkdtempSync(join(tmpdir(), 'nmma-stopping-'));
const state = join(root, 'state');
const config = join(root, 'config.yml');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ ...readManifest(), port: 0 });
  mkdirSync(join(root, 'candidates'));
  // No fit is asked for here: the fitter's Python only has to be there.
  writeFileSync(join(root, 'python'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const content = {
    channel: 'C0NMMABOT1',
    state,
    sources: [{ kind: 'directory', folder: join(root, 'candidates') }],
    schedule: { pull: '0 0 1 1 *', dailySummary: '0 0 1 1 *' },
    executor: { kind: 'local' },
    // No files of models are brought from elsewhere.
    models: ['Piro2021'],
    log: { level: 'info', file: join(root, 'log.txt') },
  };
  writeFileSync(config, stringify(content));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
});

/** The real app, as a process of its own. */
function start() {
  return execa({
    reject: false,
    forceKillAfterDelay: false,
    env: {
      SLACK_BOT_TOKEN: sandbox.botToken,
      SLACK_APP_TOKEN: sandbox.appToken,
      NMMA_SLACK_API_URL: sandbox.slackApiUrl,
      NMMA_PYTHON: join(root, 'python'),
      XDG_CONFIG_HOME: join(root, 'xdg'),
    },
  })(process.execPath, ['app/main.ts', 'start', '--config', config]);
}

const isRunning = () => {
  if (!existsSync(join(state, 'nmma.sqlite'))) return false;
  const db = new Database(join(state, 'nmma.sqlite'), { readonly: true });
  try {
    const row = db.prepare<[], { content: string }>('SELECT content FROM app_state').get();
    return row !== undefined && JSON.parse(row.content).isRunning === true;
  } catch {
    return false;
  } finally {
    db.close();
  }
};

/** Ends an app. @returns how long it took, seconds. */
async function secondsToEnd(app: ReturnType<typeof start>): Promise<number> {
  const beganMs = performance.now();
  app.kill('SIGTERM');
  const { exitCode } = await app;
  expect(exitCode).toBe(0);
  return (performance.now() - beganMs) / 1000;
}

test('a second app on the same state folder ends with 2 and names the first, which goes on', async () => {
  const first = start();
  await until(isRunning);
  const { exitCode, stderr } = await start();
  expect([exitCode, stderr.split('\n').slice(-1)]).toEqual([
    2,
    [expect.stringMatching(new RegExp(`^Another app works on ${state}: process ${first.pid}, since`))],
  ]);
  expect(isRunning()).toBe(true);
  expect(await secondsToEnd(first)).toBeLessThan(10);
});

test('an app ends within ten seconds although Slack does not answer any more', async () => {
  const app = start();
  await until(isRunning);
  const db = new Database(join(state, 'nmma.sqlite'));
  const add = db.prepare(
    `INSERT INTO posts (kind, channel, content, state, created_at, installation)
     VALUES ('notice', 'C0NMMABOT1', json_object('kind', 'notice', 'text', ?), 'pending', ?, (SELECT name FROM installation))`,
  );
  const isSent = (text: string) =>
    db
      .prepare("SELECT 1 FROM posts WHERE state = 'sent' AND json_extract(content, '$.text') = ?")
      .get(text) !== undefined;
  // Before its first message the app looks at what stands in the channel.
  add.run('good morning', new Date().toISOString());
  await until(() => isSent('good morning'));
  sandbox.faults.order({ fault: 'delay', method: '*', ms: 60_000, times: 1000 });
  // A message is on its way.
  const { lastInsertRowid } = add.run('hello', new Date().toISOString());
  const attempts = () => db.prepare('SELECT attempts FROM posts WHERE id = ?').pluck().get(lastInsertRowid);
  await until(() => attempts() === 1);
  expect(await secondsToEnd(app)).toBeLessThan(10);
  sandbox.faults.order({ fault: 'clear' });
  // What was left goes on at the next start, once.
  const next = start();
  await until(() => isSent('hello'));
  await secondsToEnd(next);
  db.close();
  const said = sandbox.workspace.messagesOf('C0NMMABOT1').filter(({ text }) => text === 'hello');
  expect(said).toHaveLength(1);
});

test('an app that never reached Slack ends within ten seconds as well', async () => {
  sandbox.faults.order({ fault: 'delay', method: '*', ms: 60_000, times: 1000 });
  const app = start();
  await promisify(setTimeout)(4000);
  expect(await secondsToEnd(app)).toBeLessThan(10);
  sandbox.faults.order({ fault: 'clear' });
});

test('a state folder that has gone is no new installation, and a damaged database is told in one sentence', async () => {
  rmSync(state, { recursive: true });
  const gone = await start();
  expect([gone.exitCode, gone.stderr]).toEqual([2, expect.stringContaining('mount it, or restore a backup')]);
  expect(existsSync(state)).toBe(false);
  mkdirSync(state);
  writeFileSync(join(state, 'nmma.sqlite'), 'garbage '.repeat(1000));
  const damaged = await start();
  expect([damaged.exitCode, damaged.stderr.split('\n').slice(-1)]).toEqual([
    2,
    [expect.stringContaining('SQLite')],
  ]);
  rmSync(join(state, 'nmma.sqlite'));
});
