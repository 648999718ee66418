import { App, type Logger, LogLevel } from '@slack/bolt';
import { readManifest } from '../../../app/demo/manifest.ts';
import { registerFitWindow } from '../../../handlers/actions/fitWindow.ts';
import { registerMute } from '../../../handlers/actions/mute.ts';
import { registerRefit } from '../../../handlers/actions/refit.ts';
import { registerSettings } from '../../../handlers/actions/settings.ts';
import { registerSteer } from '../../../handlers/actions/steer.ts';
import { registerCommands } from '../../../handlers/commands/index.ts';
import { registerDirectMessages } from '../../../handlers/events/directMessage.ts';
import type { HomeKeeper, HomeTimes } from '../../../handlers/home/keeper.ts';
import { registerHome } from '../../../handlers/home/register.ts';
import { image } from '../../../handlers/messages/blocks.ts';
import { registerOnceOnly } from '../../../handlers/onceOnly.ts';
import { type PermissionRules, SlackPermissions } from '../../../handlers/permissions.ts';
import { registerShortcuts } from '../../../handlers/shortcuts/fitThis.ts';
import { Uploads } from '../../../handlers/uploads.ts';
import { registerFitForm } from '../../../handlers/views/fitSubmission.ts';
import type { ChartFile } from '../../../pipeline/api/views.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { FakePipelineService } from '../fakePipelineService.ts';
import { RememberingLog } from '../helpers.ts';

const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** A workspace, the real Bolt app with what App Home needs, and a fake pipeline. */
export interface HomeStage {
  sandbox: Sandbox;
  app: App;
  service: FakePipelineService;
  log: RememberingLog;
  keeper: HomeKeeper;
  /** Shows a chart in the channel, as the message of an object does. */
  postPicture(chart: ChartFile): Promise<void>;
  close(): Promise<void>;
}

interface HomeStageOptions {
  permissions?: PermissionRules;
  times?: Partial<HomeTimes>;
  fileProcessingMs?: number;
  triggerLifetimeMs?: number;
  port?: number;
  /** Calls that Slack puts off are not waited for by the client but told. */
  rejectRateLimitedCalls?: boolean;
}

/** Starts everything; the caller closes it. */
export async function startHomeStage(options: HomeStageOptions = {}): Promise<HomeStage> {
  const { permissions: rules = {}, times = {}, rejectRateLimitedCalls = false, ...workspace } = options;
  const sandbox = await startSandbox({
    ...readManifest(),
    fileProcessingMs: 20,
    ...workspace,
  });
  const app = new App({
    token: sandbox.botToken,
    appToken: sandbox.appToken,
    socketMode: true,
    logger: silent,
    logLevel: LogLevel.ERROR,
    clientOptions: {
      slackApiUrl: sandbox.slackApiUrl,
      retryConfig: { retries: 2, minTimeout: 20 },
      rejectRateLimitedCalls,
    },
  });
  const log = new RememberingLog();
  const deps = {
    service: new FakePipelineService(),
    permissions: new SlackPermissions(rules, app.client, log),
    uploads: new Uploads(app.client, log, 5000),
    log,
  };
  registerOnceOnly(app, log);
  registerCommands(app, deps);
  registerMute(app, deps);
  registerRefit(app, deps);
  registerSteer(app, deps);
  registerFitWindow(app, deps);
  registerFitForm(app, deps);
  registerSettings(app, deps);
  registerDirectMessages(app, deps);
  registerShortcuts(app, deps);
  const keeper = registerHome(app, deps, { everyMs: 40, betweenMs: 1, ...times });
  app.error(async (error) => log.error({ err: error }, 'a handler failed'));
  await app.start();
  keeper.start();
  return {
    sandbox,
    app,
    service: deps.service,
    log,
    keeper,
    async postPicture(chart) {
      const picture = await deps.uploads.picture(chart);
      if (picture === null || !('fileId' in picture)) throw new Error('The picture did not come into Slack.');
      const blocks = [image(picture.fileId, picture.altText)];
      await app.client.chat.postMessage({ channel: 'C0NMMABOT1', text: 'a message', blocks });
      deps.uploads.noteShown([picture], 'C0NMMABOT1');
    },
    async close() {
      await keeper.stop();
      await app.stop();
      await sandbox.close();
    },
  };
}
