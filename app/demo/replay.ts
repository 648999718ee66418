import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Executor } from '../../pipeline/executors/executor.ts';
import type { Policy } from '../../pipeline/policy/policy.ts';
import { DirectorySource } from '../../pipeline/sources/directory.ts';
import { startSandbox } from '../../sandbox/index.ts';
import type { Endings } from '../ending.ts';
import { openLog } from '../log.ts';
import type { Night } from '../replay/nights.ts';
import { play, type ReplayRow } from '../replay/play.ts';
import { buildApp } from '../wiring.ts';
import { demoModels } from './demoModels.ts';
import { readManifest } from './manifest.ts';
import { stopWithJobs } from './stop.ts';

const channel = 'C0NMMABOT1';

/** How nights are played through the app. */
export interface ReplayOptions {
  nights: readonly Night[];
  /** Database, jobs, charts, and the folder that the windows land in. */
  stateDir: string;
  models: string[] | null;
  speed: number | null;
  policy: Policy;
  executor: Executor;
  endings: Endings;
  say(line: string): void;
}

/**
 * Plays nights through the real app, with a workspace on this machine in the place of Slack.
 * @returns one row per object and night.
 * @throws Error when somebody ended it.
 */
export async function replay(options: ReplayOptions): Promise<ReplayRow[]> {
  const { stateDir, endings } = options;
  const folder = join(stateDir, 'candidates');
  mkdirSync(folder, { recursive: true });
  const { log, close } = openLog({ level: 'info', file: join(stateDir, 'nmma.log') });
  const sandbox = await startSandbox({ ...readManifest(), port: 0 });
  let simulated = { at: Date.now(), since: Date.now() };
  const app = buildApp({
    channel,
    stateDir,
    sources: [new DirectorySource(folder)],
    executor: options.executor,
    models: options.models ?? demoModels(),
    fitDefaults: {},
    policy: options.policy,
    clock: () => new Date(simulated.at + Date.now() - simulated.since),
    schedule: null,
    botToken: sandbox.botToken,
    appToken: sandbox.appToken,
    slackApiUrl: sandbox.slackApiUrl,
    log,
    onRefused: (error) => endings.end({ error }),
  });
  try {
    options.say(`The workspace’s page: ${sandbox.url}`);
    await app.start();
    const ended = endings.ended.then((ending): never => {
      throw 'error' in ending ? ending.error : new Error('ended by a signal');
    });
    const played = play(options.nights, {
      pipeline: app.pipeline,
      db: app.db,
      folder,
      speed: options.speed,
      setClock: (at) => {
        simulated = { at: at.getTime(), since: Date.now() };
      },
      settle: () => app.pipeline.idle(),
      onRow: ({ night, object, data, decision, fits, best }) =>
        options.say(
          `${night}  ${object}  ${data}: ${decision}${fits ? `, ${best ?? 'nothing succeeded'}` : ''}`,
        ),
    });
    return await Promise.race([played, ended]);
  } finally {
    await stopWithJobs(app, options.executor);
    await sandbox.close();
    await close();
  }
}
