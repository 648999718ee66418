// `bench/status`: how long people wait for an answer while a run posts, with 100,000 fits in the database.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { readManifest } from '../../app/demo/manifest.ts';
import { databasePath } from '../../app/stateFiles.ts';
import { openDatabase } from '../../db/open.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { statusTable } from '../tables.ts';
import { fill } from './fill.ts';
import { measure, type Task } from './measure.ts';
import { madeUpResult } from './mockExecutor.ts';

const { values } = parseArgs({
  options: {
    fits: { type: 'string', default: '100000' },
    objects: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '3000' },
    times: { type: 'string', default: '1' },
    quiet: { type: 'boolean', default: false },
    results: { type: 'string', default: join(import.meta.dirname, '../results/status.json') },
  },
});
const amounts = { fits: Number(values.fits), objects: Number(values.objects), runs: Number(values.runs) };
const times = Number(values.times);
const channel = 'C0NMMABOT1';
/** What was posted before stands in another channel, so that the workspace of the benchmark need not have it. */
const earlierChannel = 'C0EARLIER1';
const limitMs = 150;

/** How late the turns of a thread came that did nothing. */
const idleSchema = z.object({ p99Ms: z.number(), maxMs: z.number() });

/** What a result says of its request, where nobody compares the two any more. */
const ofEarlierFits = {
  ...{ fitId: 1, attempt: 1, object: 'ZTF24aaaaaaa', model: 'Me2017', kind: 'KN', settings: {} },
  sampler: { name: 'mock', livePoints: 400, seed: 1, seconds: 1 },
  hashes: { lightCurve: 'f'.repeat(64), request: 'f'.repeat(64), prior: 'f'.repeat(64) },
  priorSet: 'tuned',
};

const stateDir = mkdtempSync(join(tmpdir(), 'nmma-bench-status-'));
const say = (words: string) => process.stderr.write(`${words}\n`);

async function run(): Promise<void> {
  const begun = performance.now();
  const db = openDatabase(databasePath(stateDir));
  const resultPath = join(stateDir, 'result.json');
  writeFileSync(
    resultPath,
    JSON.stringify({ schema_version: 1, ...madeUpResult(2_460_640, -20), ...ofEarlierFits }),
  );
  const names = fill(db, amounts, earlierChannel, resultPath);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const megabytes = Math.round(statSync(databasePath(stateDir)).size / 1e6);
  say(`filled in ${Math.round((performance.now() - begun) / 1000)} s: ${megabytes} MB`);
  const sandbox = await startSandbox({ ...readManifest(), postRatePerSecond: 1 });
  const told = {
    stateDir,
    channel,
    botToken: sandbox.botToken,
    appToken: sandbox.appToken,
    slackApiUrl: sandbox.slackApiUrl,
    firstNewObject: amounts.objects + 1000,
    objectsPerPull: 3,
    pullEveryMs: 8000,
  };
  const child = fork(join(import.meta.dirname, 'app.ts'), [], {
    env: { ...process.env, NMMA_BENCH_STATUS: JSON.stringify(told) },
    execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning'],
  });
  const ended = once(child, 'exit');
  try {
    await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error('The app ended before it was ready.'))),
    ]);
    if (!values.quiet) await sleep(10_000);
    const count = (sql: string) => Number(db.prepare(sql).pluck().get());
    const posts = () => count("SELECT count(*) FROM posts WHERE state = 'sent'");
    const fits = () => count('SELECT count(*) FROM fits WHERE finished_at IS NOT NULL');
    const before = { posts: posts(), fits: fits(), at: performance.now() };
    const object = () => names[Math.floor(Math.random() * names.length)] ?? '';
    const task = (what: string, each: number, text: () => string): Task => ({
      what,
      count: Math.max(1, Math.round(each * times)),
      text,
    });
    const idle = new Worker(new URL('./idle.ts', import.meta.url));
    const timings = await measure(sandbox.person('mansi'), 'nmma-slack-bot', [
      task('status', 500, () => 'status'),
      task('status OBJECT', 200, () => `status ${object()}`),
      task('status, mistyped', 50, () => `status ${object().replace(/.$/, '9')}`),
      task('history', 50, () => 'history'),
      task('history OBJECT', 50, () => `history ${object()}`),
      task('history DATE', 50, () => 'history 2025-06-01'),
      task('runs', 50, () => 'runs'),
      task('report DATE', 50, () => 'report 2025-06-01'),
      task('report', 50, () => 'report'),
      task('muted', 50, () => 'muted'),
      task('models', 50, () => 'models'),
      task('mute OBJECT', 50, () => `mute ${object()} 2d an AGN`),
      task('unmute OBJECT', 50, () => `unmute ${object()}`),
      task('fit OBJECT', 20, () => `fit ${object()} SC nlive=${200 + Math.floor(Math.random() * 1e4)}`),
      task('cancel OBJECT', 20, () => `cancel ${object()}`),
      task('help', 50, () => 'help'),
    ]);
    idle.postMessage('ended');
    const idleThread = idleSchema.parse((await once(idle, 'message'))[0]);
    await idle.terminate();
    const seconds = (performance.now() - before.at) / 1000;
    const meanwhile = {
      seconds: Math.round(seconds),
      fitsEnded: fits() - before.fits,
      messagesSent: posts() - before.posts,
      idleThread,
    };
    const rounded = timings.map((timing) => ({
      ...timing,
      medianMs: Math.round(timing.medianMs * 10) / 10,
      p99Ms: Math.round(timing.p99Ms * 10) / 10,
      maxMs: Math.round(timing.maxMs * 10) / 10,
    }));
    say('');
    console.log(`${statusTable({ amounts, meanwhile, timings: rounded })}\n`);
    const [first] = rounded;
    console.log(
      `\`status\`: ${first && first.p99Ms < limitMs ? 'under' : 'NOT under'} ${limitMs} ms for 99 of 100.`,
    );
    const machine = {
      cpu: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      node: process.version,
      priority: getPriority(),
    };
    const results = {
      at: new Date().toISOString(),
      machine,
      amounts,
      megabytes,
      meanwhile,
      timings: rounded,
    };
    writeFileSync(values.results, `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await sandbox.close();
    db.close();
  }
}

try {
  await run();
} finally {
  rmSync(stateDir, { recursive: true, force: true });
}
