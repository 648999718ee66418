import { readFileSync } from 'node:fs';
import { App, type Logger, LogLevel } from '@slack/bolt';
import { parse } from 'yaml';
import { z } from 'zod';
import { objectReportContent, openFit } from '../../app/examples/posts.ts';
import type { UnfurlOptions } from '../../handlers/deps.ts';
import { buildMessage } from '../../handlers/messages/build.ts';
import { type PermissionRules, SlackPermissions } from '../../handlers/permissions.ts';
import { type Log, registerHandlers } from '../../handlers/register.ts';
import { Uploads } from '../../handlers/uploads.ts';
import type { PostContent } from '../../pipeline/api/posts.ts';
import { type Person, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { FakePipelineService } from './fakePipelineService.ts';

/** The scopes and commands that the app really has. */
export const manifest = z
  .object({
    features: z.object({
      slash_commands: z.array(
        z.object({ command: z.string(), description: z.string(), usage_hint: z.string() }),
      ),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  })
  .parse(parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')));

const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Remembers what was logged. */
export class RememberingLog implements Log {
  readonly lines: { level: string; fields: object; message: string }[] = [];
  debug(fields: object, message: string) {
    this.lines.push({ level: 'debug', fields, message });
  }
  info(fields: object, message: string) {
    this.lines.push({ level: 'info', fields, message });
  }
  warn(fields: object, message: string) {
    this.lines.push({ level: 'warn', fields, message });
  }
  error(fields: object, message: string) {
    this.lines.push({ level: 'error', fields, message });
  }
}

/** A workspace with the manifest's scopes, the real Bolt app on the handlers, and a fake pipeline. */
export interface Stage {
  sandbox: Sandbox;
  app: App;
  service: FakePipelineService;
  log: RememberingLog;
  /** Forgets everything that was asked for, muted and logged. */
  reset(): void;
  /** Posts an object's report as the publisher would, with a failed fit. */
  postReport(given?: Parameters<typeof objectReportContent>[0]): Promise<MessageAt>;
  /** Posts any message of the pipeline. */
  post(content: PostContent): Promise<MessageAt>;
  /** Posts a message about fits on their way. */
  postProgress(): Promise<MessageAt>;
  close(): Promise<void>;
}

/** Where a message stands. */
export interface MessageAt {
  channel: string;
  ts: string;
}

/** Types after `/nmma`; answers what came back and whether it is for this person alone. */
export async function typeCommand(
  person: Person,
  channel: string,
  text: string,
): Promise<{ text: string; words: string; isPrivate: boolean }> {
  const outcome = await person.slash(channel, '/nmma', text);
  if (!outcome.ok) throw new Error(outcome.error);
  const event = await person.waitFor((one) => one.type === 'ephemeral' || one.type === 'message');
  return {
    text: event.message?.text ?? '',
    words: JSON.stringify(event.message?.blocks),
    isPrivate: event.type === 'ephemeral',
  };
}

/** Starts everything; the caller closes it. */
export async function startStage(
  options: {
    fileProcessingMs?: number;
    permissions?: PermissionRules;
    port?: number;
    unfurl?: UnfurlOptions;
  } = {},
): Promise<Stage> {
  const sandbox = await startSandbox({
    scopes: [...manifest.oauth_config.scopes.bot, ...(options.unfurl ? ['links:read', 'links:write'] : [])],
    ...(options.unfurl ? { unfurlDomains: ['fritz.science'], subscriptions: ['message.channels'] } : {}),
    commands: manifest.features.slash_commands,
    fileProcessingMs: options.fileProcessingMs ?? 50,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const app = new App({
    token: sandbox.botToken,
    appToken: sandbox.appToken,
    socketMode: true,
    logger: silent,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: sandbox.slackApiUrl, retryConfig: { retries: 3, minTimeout: 50 } },
  });
  const service = new FakePipelineService();
  const log = new RememberingLog();
  const permissions = new SlackPermissions(options.permissions ?? {}, app.client, log);
  const uploads = new Uploads(app.client, log, 5000);
  const { unfurl } = options;
  registerHandlers(app, { service, permissions, uploads, log, ...(unfurl ? { unfurl } : {}) });
  await app.start();
  const noPictures = { lightCurve: null, corner: null };
  const post = async (content: PostContent): Promise<MessageAt> => {
    const { text, blocks } = buildMessage(content, noPictures);
    const answer = await app.client.chat.postMessage({ channel: 'C0NMMABOT1', text, blocks });
    return { channel: answer.channel ?? '', ts: answer.ts ?? '' };
  };
  return {
    sandbox,
    app,
    service,
    log,
    reset() {
      service.reset();
      log.lines.length = 0;
    },
    post,
    postReport: (given) => post(objectReportContent(given)),
    postProgress: () =>
      post({
        kind: 'progress',
        object: 'ZTF22aawacjw',
        runId: 7,
        requestedBy: 'U0MANSI001',
        open: [openFit()],
        ended: [],
      }),
    async close() {
      await app.stop();
      await sandbox.close();
    },
  };
}
