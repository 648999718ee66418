import type { Ending, Endings } from '../ending.ts';
import { openSandbox } from './open.ts';

/** How the workspace shall be; checked. */
export interface SandboxRun {
  /** 0: any free one. */
  port: number;
  /** Keeps it over a restart; null: it is forgotten at the end. */
  folder: string | null;
  /** Per channel; 0: any number. */
  postsPerSecond: number;
  /** Address and tokens as JSON for a program, not as lines for a person. */
  json: boolean;
  endings: Endings;
  say(line: string): void;
}

/** The channel that the app is a member of. */
export const sandboxChannel = { id: 'C0NMMABOT1', name: 'nmma-slack-bot' };

/** Runs a workspace until something ends it. @throws UsageError when the port cannot be had. */
export async function runSandbox(run: SandboxRun): Promise<Ending> {
  const sandbox = await openSandbox({
    port: run.port,
    folder: run.folder ?? undefined,
    postRatePerSecond: run.postsPerSecond,
  });
  const { url, slackApiUrl, botToken, appToken } = sandbox;
  if (run.json) {
    const told = { url, slackApiUrl, botToken, appToken, channel: sandboxChannel.id, pid: process.pid };
    run.say(JSON.stringify(told));
  } else {
    run.say(`The workspace’s page: ${url}`);
    run.say(`channel in config.yml: ${sandboxChannel.id} (#${sandboxChannel.name})`);
    run.say('For the app, in another shell:');
    run.say(`  export NMMA_SLACK_API_URL=${slackApiUrl}`);
    run.say(`  export SLACK_BOT_TOKEN=${botToken}`);
    run.say(`  export SLACK_APP_TOKEN=${appToken}`);
    run.say('  ./nmma start');
    run.say('Ctrl-C ends it.');
  }
  try {
    return await run.endings.ended;
  } finally {
    await sandbox.close();
  }
}
