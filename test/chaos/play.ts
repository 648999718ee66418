import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from '../until.ts';
import { AppProcess } from './appProcess.ts';
import { type Count, count, openWork } from './count.ts';
import { live, processesOf, type Stage, type Trouble, weights } from './lives.ts';
import { Random } from './random.ts';
import { makeScene, removeScene } from './scene.ts';
import { Workload } from './workload.ts';

/** How it is tried. */
export interface ChaosOptions {
  kills: number;
  /** The same seed draws the same troubles. */
  seed: number;
  /** Fits with the real fitter, not with a mock. */
  isReal: boolean;
  /** Only this trouble; null: all of them. */
  only: Trouble | null;
  /** The folder stays. */
  keep: boolean;
  say(line: string): void;
}

/** How long the last app may take to end what is open, s: one message a second. */
const drainSeconds = 240;

/** Lets an app that nobody disturbs end everything, then ends it with SIGTERM. */
async function drain(stage: Stage): Promise<void> {
  const { scene, wrong } = stage;
  const database = join(scene.state, 'nmma.sqlite');
  const app = new AppProcess(scene);
  if (!(await app.untilUp())) {
    wrong.push(`stuck: the last app did not start: ${app.words.split('\n').at(-1)}`);
    return;
  }
  // Twice in a row: between a fit's end and its post nothing is open for a moment.
  let quiet = 0;
  const isQuiet = () => {
    quiet = openWork(database).length === 0 ? quiet + 1 : 0;
    return quiet > 100;
  };
  await until(isQuiet, drainSeconds).catch(() => {
    wrong.push(...openWork(database).map((words) => `stuck: ${words}`));
  });
  const beganMs = performance.now();
  app.signal('SIGTERM');
  await app.untilEnd(30);
  const seconds = (performance.now() - beganMs) / 1000;
  if (app.child.exitCode !== 0 || seconds > 10)
    wrong.push(`stuck: SIGTERM ended the app with ${app.child.exitCode} after ${seconds.toFixed(1)} s`);
  await app.kill();
  const left = () => processesOf(scene, '/jobs/');
  await until(() => left().length === 0, 15).catch(() => {
    wrong.push(...left().map((pid) => `stuck: process ${pid} of a job is left`));
  });
}

/** Kills the app again and again, lets the last one end everything, and counts. */
export async function playChaos(options: ChaosOptions): Promise<Count> {
  const { kills, seed, isReal, only, keep, say } = options;
  const random = new Random(seed);
  const scene = await makeScene({ isReal });
  const stage: Stage = { scene, random, work: new Workload(scene, random), backups: [], wrong: [] };
  say(
    `${scene.root}: seed ${seed}${isReal ? '' : ', fits by a mock'}${scene.hasOwnDisk ? '' : ', no disk of its own: none is filled'}`,
  );
  try {
    stage.work.newData();
    for (let number = 1; number <= kills; number += 1) {
      const told = await live(stage, number, only ?? random.weighted(weights));
      say(`${String(number).padStart(4)}  ${told}`);
    }
    await drain(stage);
    return await count(stage);
  } finally {
    for (const pid of processesOf(scene)) spawnSync('kill', ['-KILL', String(pid)]);
    await removeScene(scene, keep);
  }
}
