// `bench/queries`: how long the four queries take that grew slow with 100,000 fits, with the indexes of their tables and without.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { databasePath } from '../../app/stateFiles.ts';
import { succeededFits, succeededStamp } from '../../db/oldLayout.ts';
import { type Db, openDatabase } from '../../db/open.ts';
import { deadPosts, sentPosts } from '../../db/posts.ts';
import { fill } from '../nmma_status/fill.ts';
import { queriesTable } from '../tables.ts';

const { values } = parseArgs({
  options: {
    fits: { type: 'string', default: '100000' },
    objects: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '3000' },
    times: { type: 'string', default: '21' },
    results: { type: 'string', default: join(import.meta.dirname, '../results/queries.json') },
  },
});
const amounts = { fits: Number(values.fits), objects: Number(values.objects), runs: Number(values.runs) };
const times = Number(values.times);
const longAgo = '2024-01-01T00:00:00.000Z';

/** A query, the table that it goes over, the index that is made for it, and how many rows it answers. */
const queries: { name: string; table: string; index: string; ask: (db: Db) => number }[] = [
  { name: 'sentPosts', table: 'posts', index: 'posts_by_state', ask: (db) => sentPosts(db).length },
  { name: 'succeededFits', table: 'fits', index: 'fits_succeeded', ask: (db) => succeededFits(db).length },
  {
    name: 'succeededStamp',
    table: 'fits',
    index: 'fits_succeeded',
    ask: (db) => Number(succeededStamp(db) !== ''),
  },
  { name: 'deadPosts', table: 'posts', index: 'posts_dead', ask: (db) => deadPosts(db, longAgo).length },
];

/** What `bench/status` has no use for: the files of the light curves, and some messages that could not be sent. */
function complete(db: Db): void {
  db.exec(
    `INSERT INTO source_files (source, file, stamp, object, sha256, seen_at)
       SELECT 'directory', origin, '1 1', name, sha256, seen_at FROM light_curves JOIN objects ON objects.id = object_id;
     UPDATE posts SET state = 'failed', error_code = 'msg_too_long' WHERE id % 1000 = 0`,
  );
}

/** Asks once to warm up, then so many times. @returns processor times in ms, shortest first. */
function timed(db: Db, ask: (db: Db) => number): number[] {
  ask(db);
  return Array.from({ length: times }, () => {
    const before = process.cpuUsage();
    ask(db);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
}

const median = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
const rounded = (ms: number) => Math.round(ms * 100) / 100;

/** Asks as the app does, then drops every index of the table and asks again. Another index often does as well as its own. */
function measured(db: Db, { name, table, index, ask }: (typeof queries)[number]) {
  const rows = ask(db);
  const sorted = timed(db, ask);
  const indexes = db
    .prepare<[string], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
    )
    .all(table);
  if (!indexes.some((one) => one.name === index)) throw new Error(`${table} has no index ${index}.`);
  db.exec(indexes.map((one) => `DROP INDEX ${one.name}`).join(';'));
  const without = timed(db, ask);
  db.exec(indexes.map(({ sql }) => sql).join(';'));
  return {
    ...{ name, index, rows, medianMs: rounded(median(sorted)), maxMs: rounded(sorted.at(-1) ?? Number.NaN) },
    withoutIndexMs: rounded(median(without)),
  };
}

const stateDir = mkdtempSync(join(tmpdir(), 'nmma-bench-queries-'));
const db = openDatabase(databasePath(stateDir));
try {
  fill(db, amounts, 'C0NMMABOT1', '/state/result.json');
  complete(db);
  const posts = Number(db.prepare('SELECT count(*) FROM posts').pluck().get());
  const results = {
    at: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      node: process.version,
      load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    },
    amounts: { ...amounts, posts },
    times,
    queries: queries.map((query) => measured(db, query)),
  };
  console.log(queriesTable(results));
  writeFileSync(values.results, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  db.close();
  rmSync(stateDir, { recursive: true, force: true });
}
