// `bench/soak`: many new objects at once through the real app in its own process, fitted by a mock and posted to a
// workspace at Slack's one message per second: memory, open files, write-ahead log, and the channel's longest silence.
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AppProcess } from '../../test/chaos/appProcess.ts';
import { openWork } from '../../test/chaos/count.ts';
import { soakTable } from '../tables.ts';
import { makeScene, models, removeScene, type SoakScene } from './scene.ts';
import { readTold, type Told } from './told.ts';
import { type Held, Watch } from './watch.ts';

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '60' },
    results: { type: 'string', default: join(import.meta.dirname, '../results/soak.json') },
  },
});
const objects = Number(values.objects);
const mostMinutes = Number(values.minutes);
if (!(Number.isInteger(objects) && objects > 0 && mostMinutes > 0)) {
  console.error('bench/soak: --objects is a whole number from 1 on, --minutes a number above 0.');
  process.exit(2);
}
const lookMs = 250;
const resultsFile = resolve(values.results);
// The app and the workspace are started from the project's folder.
process.chdir(join(import.meta.dirname, '../..'));
const say = (words: string) => process.stderr.write(`${words}\n`);

/** Waits until every object has its message and nothing is open. @throws Error when the app ends or takes too long. */
async function untilTold(app: AppProcess, scene: SoakScene): Promise<Told> {
  const beganMs = performance.now();
  // Twice in a row: between a fit's end and its post nothing is open for a moment.
  for (let quiet = 0, looks = 0; ; looks += 1) {
    await sleep(2000);
    if (app.hasEnded) throw new Error(`The app ended: ${app.words}`);
    const told = readTold(scene.database);
    if (looks % 15 === 0) say(`${told.fitsSucceeded} fits succeeded, ${told.objectsTold} objects told`);
    quiet = told.objectsTold === objects && openWork(scene.database).length === 0 ? quiet + 1 : 0;
    if (quiet > 2) return told;
    if (performance.now() - beganMs > mostMinutes * 60_000) {
      throw new Error(`After ${mostMinutes} minutes ${told.objectsTold} of ${objects} objects were told.`);
    }
  }
}

const rounded = ({ memoryMb, files, walMb }: Held): Held => ({
  memoryMb: Math.round(memoryMb),
  files,
  walMb: Math.round(walMb * 10) / 10,
});

const scene = await makeScene(objects);
const app = new AppProcess(scene);
try {
  if (!(await app.untilUp()) || !existsSync(scene.database)) throw new Error(`No start: ${app.words}`);
  const watch = new Watch(app.child.pid ?? 0, scene.database, lookMs);
  const told = await untilTold(app, scene).finally(() => watch.stop());
  const { start, peak, end } = watch;
  const results = {
    at: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      node: process.version,
      load: Math.round((loadavg()[1] ?? 0) * 10) / 10,
    },
    ...{ objects, models: models.length, ...told },
    held: { start: rounded(start), peak: rounded(peak), end: rounded(end) },
  };
  console.log(soakTable(results));
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  app.signal('SIGTERM');
  await app.untilEnd(15);
  await app.kill();
  await removeScene(scene);
}
