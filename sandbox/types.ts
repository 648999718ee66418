import type { Block } from './blockKit/check.ts';

/** A member of the workspace. */
export interface User {
  id: string;
  name: string;
  realName: string;
  isBot: boolean;
}

/** A channel, or a direct conversation of two. */
export interface Channel {
  id: string;
  name: string;
  isIm: boolean;
  /** Nobody outside learns that it is there. */
  isPrivate?: boolean;
  /** Nobody can write there. */
  isArchived?: boolean;
  members: Set<string>;
  created: number;
}

/** Data that an app hides in its message. */
export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

/** One message. Times are Slack timestamps. */
export interface Message {
  ts: string;
  channel: string;
  threadTs?: string;
  /** Also shown in the channel although it stands in a thread. */
  broadcast?: boolean;
  user: string;
  username?: string;
  text: string;
  blocks?: Block[];
  attachments?: unknown[];
  /** Ids of files. */
  files?: string[];
  metadata?: Metadata;
  edited?: { user: string; ts: string };
  /** Set: only this person sees it, and the Web API never does. */
  ephemeralFor?: string;
  reactions?: { name: string; users: string[] }[];
}

/** An upload: announced, then filled, then processed for a while. */
export interface StoredFile {
  id: string;
  name: string;
  title: string;
  altText?: string;
  /** Bytes announced by `files.getUploadURLExternal`. */
  length: number;
  bytes?: Buffer;
  user: string;
  created: number;
  /** Unix milliseconds from which on blocks may show it; unset until completed. */
  readyAt?: number;
  mimetype: string;
  width?: number;
  height?: number;
  /** Channels in which a new message has shown or shared it: only there, and to their members, Slack shows it elsewhere. */
  shownIn: Set<string>;
  /** Channel id → timestamps of the messages that share it. */
  shares: Map<string, string[]>;
}

/** What a person has put into inputs: block id → action id → value. */
export type ViewState = { values: Record<string, Record<string, Record<string, unknown>>> };

/** A modal or an App Home, as payloads carry it. */
export interface View {
  id: string;
  type: 'modal' | 'home';
  userId: string;
  blocks: Block[];
  title?: unknown;
  submit?: unknown;
  close?: unknown;
  private_metadata: string;
  callback_id: string;
  external_id: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  hash: string;
  state: ViewState;
  previous_view_id: string | null;
  root_view_id: string;
}

/** A message as the page shows it. */
export interface PageMessage {
  ts: string;
  thread_ts?: string | undefined;
  user: string;
  bot: boolean;
  username: string;
  text: string;
  blocks?: unknown[] | undefined;
  files?:
    | { id: string; name: string; title: string; url: string; mimetype: string; alt_txt: string }[]
    | undefined;
  attachments?: unknown[] | undefined;
  reply_count: number;
  edited?: { ts: string } | undefined;
  ephemeral?: true | undefined;
  metadata?: Metadata | undefined;
}

/** A view as the page shows it, and as payloads carry it. */
export type PublicView = Record<string, unknown> & {
  id: string;
  type: 'modal' | 'home';
  blocks: Block[];
  state: ViewState;
};

/** What happened, for the page's event stream and for the tests' persons. */
export interface WorkspaceEvent {
  type:
    | 'message'
    | 'message_changed'
    | 'message_deleted'
    | 'ephemeral'
    | 'view_opened'
    | 'view_updated'
    | 'view_closed'
    | 'home'
    | 'trouble';
  /** Unset: everybody sees it. */
  userId?: string | undefined;
  channel?: string | undefined;
  message?: PageMessage;
  view?: PublicView;
  text?: string;
}
