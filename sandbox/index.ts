import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { CommandInfo, Context, ShortcutInfo } from './context.ts';
import { Faults } from './faults.ts';
import { secret } from './ids.ts';
import { KeptWorkspace } from './kept.ts';
import { Person } from './person.ts';
import { ResponseUrls } from './responseUrls.ts';
import { makeServer } from './server.ts';
import { SocketMode } from './socketMode.ts';
import { Triggers } from './triggers.ts';
import { Workspace } from './workspace.ts';

export type { CommandInfo } from './context.ts';
export type { FaultOrder } from './faults.ts';
export { Person } from './person.ts';
export type { PageMessage, PublicView, WorkspaceEvent } from './types.ts';

/** How the workspace shall be. */
export interface SandboxOptions {
  /** 0 or unset: a free one. */
  port?: number;
  /** Bot scopes of `manifest.yml`. */
  scopes: string[];
  commands?: CommandInfo[];
  shortcuts?: ShortcutInfo[];
  /** Domains of `manifest.yml` whose links the app hears of; default: none. */
  unfurlDomains?: string[];
  /** Events beyond mentions and direct messages: `message.channels`. */
  subscriptions?: string[];
  /** Default `nmma-bot`. */
  appName?: string;
  /** Posts per second and channel before `ratelimited`; 0 or unset: any number. */
  postRatePerSecond?: number;
  /** How long an upload is processed; default 300 ms. */
  fileProcessingMs?: number;
  /** How long an acknowledgement may take; Slack's 3,000 ms unless a test is in a hurry. */
  ackTimeoutMs?: number;
  /** How long a trigger id is good; Slack's 3,000 ms. */
  triggerLifetimeMs?: number;
  /** When an event that nobody acknowledged is sent again; Slack's: at once, after 1 and 5 minutes. */
  eventRetryDelaysMs?: number[];
  /** Keeps tokens, channels, messages and files over a restart; unset: they are forgotten at the end. */
  folder?: string | undefined;
}

/** A running Slack workspace on this machine. */
export interface Sandbox {
  /** The page: `http://127.0.0.1:PORT/`. */
  url: string;
  /** For `clientOptions.slackApiUrl`; Bolt hands it on to its socket. */
  slackApiUrl: string;
  botToken: string;
  appToken: string;
  /** Everything the workspace knows. */
  workspace: Workspace;
  /** Orders trouble: `faults.order({fault: 'answer', method: 'chat.postMessage', status: 429, retryAfter: 1})`. */
  faults: Faults;
  /** Answer addresses, to let them expire. */
  responseUrls: ResponseUrls;
  /** How many sockets are open. */
  readonly connections: number;
  /** Sockets that were ever opened. */
  readonly socketsOpened: number;
  /** Somebody to type and click: `U0MANSI001`, `U0IGOR0001`, or their name. */
  person(idOrName: string): Person;
  close(): Promise<void>;
}

/**
 * Starts a workspace with two people, the app, `#nmma-slack-bot` (the app is a member) and `#general`.
 * @throws Error when the port is taken, or when the folder holds something else.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const workspace = new Workspace(options.appName ?? 'nmma-bot');
  const faults = new Faults();
  const sockets = new SocketMode({
    faults,
    appId: workspace.appId,
    ackTimeoutMs: options.ackTimeoutMs ?? 3000,
    ...(options.eventRetryDelaysMs ? { retryDelaysMs: options.eventRetryDelaysMs } : {}),
  });
  const kept = options.folder === undefined ? null : new KeptWorkspace(options.folder);
  const fresh = { botToken: `xoxb-sandbox-${secret()}`, appToken: `xapp-1-sandbox-${secret()}` };
  const context: Context = {
    workspace,
    scopes: new Set(options.scopes),
    commands: options.commands ?? [],
    shortcuts: options.shortcuts ?? [],
    unfurlDomains: options.unfurlDomains ?? [],
    subscriptions: options.subscriptions ?? [],
    ...(kept?.open(workspace, fresh) ?? fresh),
    faults,
    sockets,
    triggers: new Triggers(options.triggerLifetimeMs ?? 3000),
    responseUrls: new ResponseUrls(),
    fileProcessingMs: options.fileProcessingMs ?? 300,
    postRatePerSecond: options.postRatePerSecond ?? 0,
  };
  const server = makeServer(context);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  workspace.baseUrl = url;
  return {
    url,
    slackApiUrl: `${url}api/`,
    botToken: context.botToken,
    appToken: context.appToken,
    workspace,
    faults,
    responseUrls: context.responseUrls,
    get socketsOpened() {
      return sockets.opened;
    },
    get connections() {
      return sockets.connections;
    },
    person(idOrName) {
      const user = [...workspace.users.values()].find((one) => one.id === idOrName || one.name === idOrName);
      return new Person(context, user?.id ?? idOrName);
    },
    async close() {
      sockets.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      kept?.flush();
    },
  };
}
