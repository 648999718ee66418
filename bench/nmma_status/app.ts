// The app in a process of its own, as `bench/status` starts it: the real one but for a source that makes light curves
// up and a mock of an executor. Told what to do by the environment variable NMMA_BENCH_STATUS (JSON); says `ready` to its parent.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { openLog } from '../../app/log.ts';
import { buildApp } from '../../app/wiring.ts';
import type { Source, SourceScan } from '../../pipeline/sources/source.ts';
import { nameOf, pointsFrom } from './fill.ts';
import { MockExecutor } from './mockExecutor.ts';

const told = z
  .object({
    stateDir: z.string(),
    channel: z.string(),
    botToken: z.string(),
    appToken: z.string(),
    slackApiUrl: z.string(),
    firstNewObject: z.number(),
    objectsPerPull: z.number(),
    pullEveryMs: z.number(),
  })
  .parse(JSON.parse(process.env.NMMA_BENCH_STATUS ?? '{}'));

/** Brings objects that were never seen before, some at every look. */
class MadeUpSource implements Source {
  readonly name = 'made-up';
  #next = told.firstNewObject;

  async scan(): Promise<SourceScan> {
    const lightCurves = Array.from({ length: told.objectsPerPull }, () => {
      const index = this.#next;
      this.#next += 1;
      const object = nameOf(index);
      const points = pointsFrom(2_461_300.5 + index * 1e-3, Math.random);
      const sha256 = createHash('sha256').update(JSON.stringify(points)).digest('hex');
      const file = `lc_${object}.csv`;
      const programs = [2];
      const duplicates = { exact: 0, near: 0 };
      return {
        object,
        points,
        programs,
        duplicates,
        leftOut: [],
        position: null,
        sha256,
        file,
        origin: file,
        fileSha256: sha256,
      };
    });
    return {
      filesRead: lightCurves.length,
      lightCurves,
      problems: [],
      read: [],
      unchanged: [],
      unsettled: 0,
    };
  }
}

const { log } = openLog({ level: 'warn', file: join(told.stateDir, 'nmma.log') });
const app = buildApp({
  channel: told.channel,
  stateDir: told.stateDir,
  sources: [new MadeUpSource()],
  executor: new MockExecutor({ cores: 8, secondsPerJob: 3 }),
  models: ['KN', 'SC', 'GRB'],
  fitDefaults: {},
  schedule: null,
  botToken: told.botToken,
  appToken: told.appToken,
  slackApiUrl: told.slackApiUrl,
  log,
  onRefused: (error) => {
    throw error;
  },
});
await app.start();
let isStopping = false;
process.once('SIGTERM', () => {
  isStopping = true;
});
process.send?.('ready');
while (!isStopping) {
  await app.pipeline.pull({ trigger: 'schedule', requestedBy: null });
  for (let waited = 0; waited < told.pullEveryMs && !isStopping; waited += 100) await sleep(100);
}
await app.stop();
app.close();
process.exit(0);
