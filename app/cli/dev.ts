import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { defaultStateFolder } from '../config/config.ts';
import { readPort } from '../demo/options.ts';
import { Endings } from '../ending.ts';
import { inRoot } from '../paths.ts';
import { openSandbox } from '../sandbox/open.ts';
import { sandboxChannel } from '../sandbox/run.ts';

/** What was typed behind `nmma dev`. */
export interface DevFlags {
  config?: string;
  /** Where messages, database and jobs are kept. */
  state?: string;
  port?: string;
}

/** A configuration that fits the demo's light curves with two quick models. @returns its path. */
function writeConfig(folder: string): string {
  const path = join(folder, 'config.yml');
  const config = {
    channel: sandboxChannel.id,
    source: { folder: inRoot('fitter', 'demo', 'candidates') },
    state: join(folder, 'state'),
    models: ['Piro2021', 'constant'],
    policy: { maxAgeDays: 36_500 },
    backup: { everyHours: null },
  };
  writeFileSync(path, stringify(config));
  return path;
}

/**
 * `nmma dev`: the app on a workspace of this machine. It starts anew whenever one of its files is saved; the workspace
 * and its messages stay.
 * @returns the exit status. @throws UsageError when the port cannot be had.
 */
export async function dev(flags: DevFlags): Promise<number> {
  const folder = resolve(flags.state ?? `${defaultStateFolder(process.env)}-dev`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const config = flags.config === undefined ? writeConfig(folder) : resolve(flags.config);
  const endings = new Endings().listen();
  const sandbox = await openSandbox({
    port: readPort(flags.port),
    folder: join(folder, 'workspace'),
    postRatePerSecond: 0,
  });
  process.stderr.write(
    `The workspace’s page: ${sandbox.url}. Save a file to start the app anew. Ctrl-C ends it.\n`,
  );
  const words = ['--watch', '--watch-preserve-output', inRoot('app', 'main.ts'), 'start', '--config', config];
  const app = execa(process.execPath, words, {
    env: {
      NMMA_SLACK_API_URL: sandbox.slackApiUrl,
      SLACK_BOT_TOKEN: sandbox.botToken,
      SLACK_APP_TOKEN: sandbox.appToken,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
  try {
    await Promise.race([app, endings.ended]);
    return 0;
  } finally {
    app.kill('SIGTERM');
    await app;
    await sandbox.close();
  }
}
