import type { Faults } from './faults.ts';
import type { ResponseUrls } from './responseUrls.ts';
import type { SocketMode } from './socketMode.ts';
import type { Triggers } from './triggers.ts';
import type { Workspace } from './workspace.ts';

/** A slash command as `manifest.yml` declares it. */
export interface CommandInfo {
  command: string;
  description: string;
  usage_hint: string;
}

/** A shortcut as `manifest.yml` declares it. */
export interface ShortcutInfo {
  name: string;
  type: 'message' | 'global';
  callback_id: string;
  description: string;
}

/** What every part of the sandbox shares. */
export interface Context {
  workspace: Workspace;
  /** Bot scopes the app was given. */
  scopes: ReadonlySet<string>;
  commands: CommandInfo[];
  shortcuts: ShortcutInfo[];
  /** Domains whose links the app hears of, and events that it subscribed to beyond the usual ones. */
  unfurlDomains: readonly string[];
  subscriptions: readonly string[];
  botToken: string;
  appToken: string;
  faults: Faults;
  sockets: SocketMode;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  /** How long an uploaded file is processed, in ms. */
  fileProcessingMs: number;
  /** How many posts per second a channel bears; 0: any number. */
  postRatePerSecond: number;
}
