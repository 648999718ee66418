import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeBackup } from '../../app/cli/backup.ts';
import { faultSteps } from '../../pipeline/shared/faultPoint.ts';
import { until } from '../until.ts';
import { AppProcess, type Faults } from './appProcess.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import type { Workload } from './workload.ts';

const yearMs = 365 * 86_400_000;

/** How often each kind of trouble is met. */
export const weights = {
  'at a time': 5,
  'at a step': 8,
  stopped: 2,
  'two at once': 2,
  'answers lost': 4,
  'sockets cut': 2,
  'disk full': 2,
  'clock wrong': 2,
  'job killed': 2,
  'job stopped': 1,
  'workspace stopped': 1,
  'backup restored': 2,
  'log lost': 1,
};

/** One life of the app, from its start to its SIGKILL. */
export type Trouble = keyof typeof weights;

/** What the lives share. */
export interface Stage {
  scene: Scene;
  random: Random;
  work: Workload;
  /** Copies of the database, and the life in which each was made. */
  backups: { path: string; life: number }[];
  /** What should not have happened: one sentence each. */
  wrong: string[];
}

/** A life that is lived: its number, and what is told of it. */
interface Life {
  stage: Stage;
  number: number;
  start(faults?: Faults): AppProcess;
}

/** Process ids whose command line names the folder, without this process. */
export function processesOf(scene: Scene, part = ''): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && pid !== scene.sandbox.pid)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return words.includes(scene.root) && words.includes(part);
      } catch {
        return false;
      }
    });
}

async function upFor(app: AppProcess, random: Random, most: number): Promise<boolean> {
  const isUp = await app.untilUp();
  if (isUp) await sleep(random.whole(0, most));
  return isUp;
}

/** An app that nothing keeps from starting must start. */
async function mustBeUp(life: Life, app: AppProcess, most: number): Promise<void> {
  if (await upFor(app, life.stage.random, most)) return;
  if (app.child.signalCode === null)
    life.stage.wrong.push(`stuck: life ${life.number} ended by itself: ${app.words.split('\n').at(-1)}`);
}

/** Fills the disk of the state folder to its last byte. @returns how to make room. */
function fillDisk(scene: Scene): () => void {
  const path = join(scene.root, 'disk', 'filler');
  const file = openSync(path, 'w');
  for (const size of [1 << 20, 1 << 12]) {
    const block = Buffer.alloc(size, 1);
    try {
      while (writeSync(file, block) === size);
    } catch {
      // It is full.
    }
  }
  closeSync(file);
  return () => rmSync(path, { force: true });
}

/** Restores a copy of the database, as a person would. */
function restore(life: Life, backup: { path: string; life: number }): void {
  const { scene, work, wrong } = life.stage;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['app/main.ts', 'restore', backup.path, '--state', scene.state],
    { encoding: 'utf8' },
  );
  if (status !== 0) wrong.push(`stuck: the restore in life ${life.number} failed: ${stderr}`);
  else work.restoredTo(backup.life);
}

const troubles: Record<Trouble, (life: Life) => Promise<AppProcess>> = {
  async 'at a time'(life) {
    const app = life.start();
    await sleep(life.stage.random.whole(200, 4000));
    return app;
  },
  async 'at a step'(life) {
    const { random } = life.stage;
    const app = life.start({ step: { name: random.pick(faultSteps), times: random.whole(1, 2) } });
    await app.untilEnd(6);
    return app;
  },
  async stopped(life) {
    const app = life.start();
    await mustBeUp(life, app, 1000);
    app.signal('SIGSTOP');
    const second = life.start();
    if (!(await second.untilEnd(30)) || second.child.exitCode !== 2)
      life.stage.wrong.push(`doubled: a second app ran beside a stopped one in life ${life.number}`);
    await second.kill();
    app.signal('SIGCONT');
    await sleep(life.stage.random.whole(0, 1500));
    return app;
  },
  async 'two at once'(life) {
    const apps = [life.start(), life.start()] as const;
    const [first, second] = apps;
    await Promise.race([first.untilEnd(30), second.untilEnd(30)]);
    const living = apps.filter((app) => !app.hasEnded);
    const [app = first] = living;
    if (living.length !== 1)
      life.stage.wrong.push(`${living.length} of two apps that began together go on in life ${life.number}`);
    for (const other of apps) if (other !== app) await other.kill();
    await mustBeUp(life, app, 1500);
    return app;
  },
  async 'answers lost'(life) {
    const { random, work } = life.stage;
    const app = life.start();
    const method = random.pick(['chat.postMessage', 'chat.update', '*', 'conversations.history']);
    const times = random.whole(1, 4);
    const order = random.pick([
      { fault: 'lose-answer', method, times },
      { fault: 'answer', method, status: 503, times },
      { fault: 'answer', method, status: 429, retryAfter: 1, times },
      { fault: 'error', method, error: 'internal_error', times },
    ] as const);
    await app.untilUp();
    await work.slack.order(order);
    await sleep(random.whole(500, 3000));
    return app;
  },
  async 'sockets cut'(life) {
    const app = life.start();
    await mustBeUp(life, app, 500);
    await life.stage.work.slack.order({
      fault: 'drop-sockets',
      refuseForMs: life.stage.random.whole(0, 1000),
    });
    await sleep(life.stage.random.whole(500, 2500));
    return app;
  },
  async 'disk full'(life) {
    const { scene, random } = life.stage;
    if (!scene.hasOwnDisk) return troubles['at a time'](life);
    const isFromTheStart = random.chance(0.3);
    let makeRoom = () => {};
    if (isFromTheStart) makeRoom = fillDisk(scene);
    const app = life.start();
    if (!isFromTheStart) {
      await mustBeUp(life, app, 800);
      makeRoom = fillDisk(scene);
    }
    await sleep(random.whole(500, 2000));
    // Sometimes it dies on the full disk.
    if (random.chance(0.5)) await app.kill();
    makeRoom();
    await sleep(app.hasEnded ? 0 : random.whole(500, 2000));
    return app;
  },
  async 'clock wrong'(life) {
    const { random } = life.stage;
    const clockOffsetMs = random.pick([yearMs, -yearMs, 3_600_000, -3_600_000]);
    const app = life.start({ clockOffsetMs });
    await mustBeUp(life, app, 3000);
    return app;
  },
  async 'job killed'(life) {
    const { scene, random } = life.stage;
    const app = life.start();
    await mustBeUp(life, app, 1500);
    const jobs = processesOf(scene, '/jobs/');
    // A real fitter that is killed is what a machine without memory does; a mock stands for it here.
    if (jobs.length > 0) spawnSync('kill', ['-KILL', String(random.pick(jobs))]);
    await sleep(random.whole(0, 2000));
    return app;
  },
  async 'job stopped'(life) {
    const { scene, random } = life.stage;
    const app = life.start();
    await mustBeUp(life, app, 1500);
    const jobs = processesOf(scene, '/jobs/');
    // One may have ended in between.
    for (const pid of jobs) spawnSync('kill', ['-STOP', String(pid)]);
    await sleep(random.whole(0, 1500));
    for (const pid of jobs) spawnSync('kill', ['-CONT', String(pid)]);
    return app;
  },
  async 'workspace stopped'(life) {
    const { scene, random } = life.stage;
    const app = life.start();
    await mustBeUp(life, app, 500);
    scene.sandbox.kill('SIGSTOP');
    await sleep(random.whole(500, 2500));
    scene.sandbox.kill('SIGCONT');
    await sleep(random.whole(0, 1000));
    return app;
  },
  async 'backup restored'(life) {
    const { backups, random } = life.stage;
    // Mostly one of not long ago.
    if (backups.length > 0) restore(life, random.pick(backups.slice(-3)));
    const app = life.start();
    await mustBeUp(life, app, 3000);
    return app;
  },
  async 'log lost'(life) {
    const { scene, work } = life.stage;
    for (const suffix of ['-wal', '-shm']) rmSync(join(scene.state, `nmma.sqlite${suffix}`), { force: true });
    // What was promised since the last time that it was written into the database.
    work.restoredTo(0);
    const app = life.start();
    await mustBeUp(life, app, 2000);
    return app;
  },
};

/** Copies the database now and then, while the app lives. */
async function sometimesBackUp({ scene, random, backups, wrong }: Stage, number: number): Promise<void> {
  if (!random.chance(0.3)) return;
  try {
    const path = await makeBackup(scene.state, scene.backups, 100, new Date());
    backups.push({ path, life: number });
  } catch (error) {
    // Before its first start there is none.
    if (number > 3) wrong.push(`stuck: no backup in life ${number}: ${error}`);
  }
}

/** A person asks for a fit as soon as the app is there, whatever happens to it then. */
async function askWhenUp({ work }: Stage, started: readonly AppProcess[], number: number): Promise<void> {
  await until(() => started.length > 0 && started.some((app) => app.isUp || app.hasEnded), 60);
  if (started.some((app) => app.isUp)) await work.ask(number);
}

/** One life with one trouble, which ends with SIGKILL. @returns what is told of it. */
export async function live(stage: Stage, number: number, trouble: Trouble): Promise<string> {
  const { scene, random, work } = stage;
  const started: AppProcess[] = [];
  const life: Life = {
    stage,
    number,
    start(faults) {
      const app = new AppProcess(scene, faults);
      started.push(app);
      return app;
    },
  };
  if (random.chance(0.6)) work.newData();
  const isAsking = random.chance(0.4);
  const living = troubles[trouble](life);
  const asking = isAsking ? askWhenUp(stage, started, number) : null;
  const app = await living;
  await sometimesBackUp(stage, number);
  await app.kill();
  for (const one of started) await one.kill();
  await asking;
  await work.slack.order({ fault: 'clear' });
  const how = app.child.signalCode ?? `status ${app.child.exitCode}`;
  return `${trouble}: ${how}`;
}
