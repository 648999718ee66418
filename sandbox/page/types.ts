/** What the page and its server say to each other. Blocks are Slack's own types (types only: nothing is loaded). */
import type { types as slack } from '@slack/bolt';

export type KnownBlock = slack.KnownBlock;
export type InputBlock = slack.InputBlock;
export type RichTextBlock = slack.RichTextBlock;
export type RichTextElement = slack.RichTextElement;
export type TableBlock = slack.TableBlock;
export type TextObject = slack.TextObject;
export type ImageElement = slack.ImageElement;
export type Confirm = slack.ConfirmationDialog | slack.Confirm;
export type Option = slack.Option;
/** Every element that somebody can press, choose or fill in. */
export type Interactive = slack.ActionsBlockElement | slack.InputBlockElement;

export interface User {
  id: string;
  name: string;
  realName: string;
  isBot: boolean;
}

export interface Channel {
  id: string;
  name: string;
}

export interface Command {
  command: string;
  description?: string;
  usage_hint?: string;
}

/** A shortcut for messages. */
export interface Shortcut {
  name: string;
  callback_id: string;
}

/** Answer of GET /page/state. */
export interface State {
  team: { name: string };
  app: { name: string; userId: string };
  users: User[];
  channels: Channel[];
  /** User → channel of their conversation with the app. */
  directs: Record<string, string>;
  me: string;
  commands: Command[];
  shortcuts: Shortcut[];
}

export interface MessageFile {
  id: string;
  name: string;
  title?: string;
  url: string;
  mimetype?: string;
  alt_txt?: string;
}

export interface Message {
  /** Slack's timestamp: seconds since 1970 (UTC) with six decimals; also the message's name. */
  ts: string;
  thread_ts?: string;
  user: string;
  bot: boolean;
  username: string;
  text: string;
  blocks?: KnownBlock[];
  attachments?: { blocks?: KnownBlock[] }[];
  files?: MessageFile[];
  reply_count?: number;
  latest_reply?: string;
  edited?: { ts: string };
  ephemeral?: true;
}

export interface View {
  id: string;
  type: 'modal' | 'home';
  title?: TextObject | null;
  submit?: TextObject | null;
  close?: TextObject | null;
  callback_id?: string;
  blocks: KnownBlock[];
  previous_view_id?: string | null;
}

export type Container = { type: 'message'; channel: string; ts: string } | { type: 'view'; view_id: string };

/** What one element holds; the same fields in a block action and in `state.values`. */
export interface ElementValue {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_date?: string | null;
  selected_time?: string | null;
  selected_date_time?: number | null;
  selected_user?: string | null;
  selected_users?: string[];
  selected_channel?: string | null;
  selected_channels?: string[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
}

export interface Action extends ElementValue {
  action_id: string;
  block_id: string;
  text?: TextObject;
}

/** `state` of a message or view: block_id → action_id → value. */
export interface FormState {
  values: Record<string, Record<string, ElementValue>>;
}

export interface Answer {
  ok: boolean;
  error?: string;
}

export interface SubmitAnswer extends Answer {
  errors?: Record<string, string>;
  view?: View;
  closed?: true;
}

/** The app's choices for a select. */
export interface SuggestAnswer extends Answer {
  options?: { options?: Option[] };
}

/** One line of GET /page/events. */
export interface PageEvent {
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
  channel?: string;
  message?: Message;
  view?: View | null;
  text?: string;
}
