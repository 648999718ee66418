import { setTimeout as sleep } from 'node:timers/promises';
import { App, SocketModeReceiver, webApi } from '@slack/bolt';
import { publisherClientOptions } from '../handlers/publisher.ts';
import { boltLogger, type Log } from './log.ts';
import { tokenError } from './startErrors.ts';

/** How to reach Slack. */
export interface SlackAppOptions {
  botToken: string;
  appToken: string;
  /** Another place that speaks Slack's Web API; unset: Slack itself. */
  slackApiUrl?: string | undefined;
  log: Log;
  /** Slack no longer lets the app in (a token was revoked, …): called once, after the first connection. */
  onRefused(error: Error): void;
}

/** The app connected to Slack over Socket Mode. */
export interface SlackApp {
  app: App;
  /** For the publisher: it never retries by itself. */
  publisherClient: webApi.WebClient;
  /** @throws Error when Slack does not let the app in. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The address of the workspace, such as `https://growth.slack.com/`; null: Slack does not say. */
  workspaceUrl(): Promise<string | null>;
}

/**
 * While reconnecting, pauses grow to half a minute at most; left to itself Bolt grows them without end, so that
 * after an hour without network the next try would be a quarter of an hour away.
 */
const reconnectRetries = { retries: 100, factor: 1.3, minTimeout: 1000, maxTimeout: 30_000 };
/** Answers to people: after half a minute nobody waits any more. */
const answerRetries = { retries: 5, factor: 2, minTimeout: 500, maxTimeout: 10_000 };
const pauseAfterRetriesMs = 30_000;
/**
 * Slack’s pongs take more than Bolt’s 5 s now and then; giving the connection up then loses what comes meanwhile. A broken
 * connection is noticed by this too, so that it cannot be much longer, ms.
 */
const pongWithinMs = 8000;
/** Slack pings every few seconds: a connection on which nothing comes for so long is dead, ms. */
const pingWithinMs = 45_000;

/** Waits; a refused token is told in one sentence that names it. */
async function explained(
  work: Promise<unknown>,
  variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN',
): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw tokenError(error, variable) ?? error;
  }
}

/** Makes the app; nothing is sent before `start`. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { botToken, appToken, log } = options;
  const place = { slackApiUrl: options.slackApiUrl };
  const logger = boltLogger(log);
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout: pongWithinMs,
    serverPingTimeout: pingWithinMs,
    installerOptions: { clientOptions: { ...place, retryConfig: reconnectRetries } },
  });
  keepReconnecting(receiver, options);
  const app = new App({
    token: botToken,
    receiver,
    logger,
    // auth.test then happens in start(), where its failure can be told.
    deferInitialization: true,
    clientOptions: { ...place, retryConfig: answerRetries, timeout: 30_000 },
  });
  const publisherClient = new webApi.WebClient(botToken, { ...publisherClientOptions, ...place, logger });
  return {
    app,
    publisherClient,
    async start() {
      await explained(app.init(), 'SLACK_BOT_TOKEN');
      await explained(app.start(), 'SLACK_APP_TOKEN');
    },
    async stop() {
      await app.stop();
    },
    async workspaceUrl() {
      try {
        return (await app.client.auth.test()).url ?? null;
      } catch (error) {
        log.warn({ err: error }, 'Slack does not say where the workspace is: no links to messages');
        return null;
      }
    },
  };
}

/**
 * Bolt reconnects without anybody waiting for it: an error there is an unhandled rejection that ends the
 * process. Here trouble of the network is tried again for as long as it takes, and a refusal is handed over.
 */
function keepReconnecting(receiver: SocketModeReceiver, options: SlackAppOptions): void {
  const { client } = receiver;
  const connect = client.start.bind(client);
  let hasConnected = false;
  client.start = async () => {
    for (;;) {
      try {
        const answer = await connect();
        hasConnected = true;
        return answer;
      } catch (error) {
        if (!hasConnected) throw error;
        if (error instanceof webApi.WebAPIPlatformError) {
          options.onRefused(error);
          // Nobody waits for this connection, and there will be none.
          return new Promise(() => {});
        }
        options.log.warn({ err: error }, 'Slack cannot be reached; trying again');
        await sleep(pauseAfterRetriesMs);
      }
    }
  };
}
