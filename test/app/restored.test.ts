import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../../app/log.ts';
import { createSlackApp, type SlackApp } from '../../app/slackApp.ts';
import { backupDatabase } from '../../db/backup.ts';
import { fitsOfObject } from '../../db/fits.ts';
import { highestFitId, highestId, installationName, renameInstallation } from '../../db/installation.ts';
import { findObject } from '../../db/objects.ts';
import { type Db, openDatabase } from '../../db/open.ts';
import { SlackPublisher } from '../../handlers/publisher.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { manifest } from '../handlers/helpers.ts';
import { type Bench, makeBench, nights } from '../pipeline/pipelineExamples.ts';
import { afterwards } from '../pipeline/scratch.ts';

const channel = 'C0NMMABOT1';
const [before, after, later] = ['ZTF22aaaaaaa', 'ZTF22bbbbbbb', 'ZTF22ccccccc'] as const;
let sandbox: Sandbox;
let slack: SlackApp;
let log: ReturnType<typeof openLog>;

beforeAll(async () => {
  sandbox = await startSandbox({ scopes: manifest.oauth_config.scopes.bot, fileProcessingMs: 20 });
  log = openLog({ level: 'error', file: '/dev/null' });
  const { botToken, appToken, slackApiUrl } = sandbox;
  slack = createSlackApp({ botToken, appToken, slackApiUrl, log: log.log, onRefused: () => {} });
  await slack.start();
});
afterAll(async () => {
  await slack.stop();
  await sandbox.close();
  await log.close();
});

function publisher(): SlackPublisher {
  return new SlackPublisher({ client: slack.publisherClient, log: log.log, pictureWaitMs: 2000 });
}

/** What stands in the channel, each message with its thread. */
const shown = () =>
  sandbox.workspace
    .messagesOf(channel)
    .map(({ ts, threadTs = null, text }) => ({ ts, threadTs, text }))
    .toSorted((a, b) => a.ts.localeCompare(b.ts));

const jobsRun = (bench: Bench) => globSync(join(bench.stateDir, 'jobs/*/*/pid')).length;

async function untilIdle(bench: Bench): Promise<void> {
  await bench.pipeline.start();
  await bench.pull();
  await bench.pipeline.idle();
  await bench.pipeline.stop();
}

/**
 * An app that posts, is copied, and posts more: a new object, a verdict that changes, a summary.
 * @returns the copy, opened, as a restore would put it in place.
 */
async function lostTime(): Promise<{ bench: Bench; copy: Db }> {
  for (const message of sandbox.workspace.messages) sandbox.workspace.removeMessage(message);
  const bench = makeBench({ publisher: publisher(), channel });
  bench.candidate(before, nights);
  await untilIdle(bench);
  const path = join(bench.stateDir, 'copy.sqlite');
  await backupDatabase(join(bench.stateDir, 'nmma.sqlite'), path);
  bench.restart();
  bench.behave({ [`${before}/Piro2021`]: { lnZ: -2 } });
  bench.candidate(before, [...nights, 2459791.7], 18.2);
  bench.candidate(after, nights, 19);
  await untilIdle(bench);
  bench.restart();
  bench.pipeline.postDailySummary(new Date().toISOString().slice(0, 10));
  await untilIdle(bench);
  expect(shown().length).toBeGreaterThan(5);
  const copy = openDatabase(path);
  afterwards(() => {
    copy.close();
  });
  return { bench, copy };
}

const hints: [string, (copy: Db) => { isLogLost?: boolean }][] = [
  [
    'a restored backup',
    (copy) => {
      renameInstallation(copy, { at: new Date().toISOString(), actor: 'mansi', why: 'restored' });
      return {};
    },
  ],
  ['a database whose log went lost', () => ({ isLogLost: true })],
  ['a database that is older than its folders of jobs', () => ({})],
];

describe.each(hints)('after %s', (_, hint) => {
  test('nothing is posted or computed twice, and new numbers are new', async () => {
    const { bench, copy } = await lostTime();
    const [messages, jobs, fits, ids] = [
      shown(),
      jobsRun(bench),
      highestFitId(bench.db),
      highestId(bench.db),
    ];
    const name = installationName(bench.db);
    // Of a job that was under way, and of nobody.
    mkdirSync(join(bench.stateDir, 'jobs', String(fits + 1), '1'), { recursive: true });
    writeFileSync(join(bench.stateDir, 'jobs', String(fits + 1), '1', 'request.json'), '{');
    bench.restart({ db: copy, publisher: publisher(), ...hint(copy) });
    await untilIdle(bench);
    bench.pipeline.postDailySummary(new Date().toISOString().slice(0, 10));
    bench.restart({ db: copy, publisher: publisher() });
    await untilIdle(bench);

    expect(shown()).toEqual(messages);
    expect(jobsRun(bench)).toBe(jobs);
    expect(installationName(copy)).not.toBe(name);
    for (const object of [before, after]) {
      const known = fitsOfObject(copy, findObject(copy, object)?.id ?? 0);
      expect(known.map(({ state }) => state)).toEqual(known.map(() => 'succeeded'));
      expect(known.length).toBe(fitsOfObject(bench.db, findObject(bench.db, object)?.id ?? 0).length);
    }

    bench.candidate(later, nights, 20);
    bench.restart({ db: copy, publisher: publisher() });
    await untilIdle(bench);
    const own = shown().filter(({ ts }) => !messages.some((message) => message.ts === ts));
    expect(own.filter(({ threadTs }) => threadTs === null)).toHaveLength(1);
    const [fit] = fitsOfObject(copy, findObject(copy, later)?.id ?? 0);
    expect(fit?.id).toBeGreaterThan(ids);
    expect(bench.warnings.filter((words) => words.includes('leave a gap'))).toHaveLength(1);
  }, 120_000);
});
