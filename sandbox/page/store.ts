/** The messages that the page knows, by channel; loaded from the server and kept up by its events. */
import { getMessages, getThread } from './api.ts';
import { SLACKBOT } from './avatar.ts';
import type { Message } from './types.ts';

type Change = (channel: string) => void;

const byTs = (a: Message, b: Message) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);
const isReply = (message: Message) => message.thread_ts !== undefined && message.thread_ts !== message.ts;

export class Store {
  #channels = new Map<string, Map<string, Message>>();
  /** Replies that the server also shows in the channel itself. */
  #broadcast = new Set<string>();
  #reloads = new Map<string, ReturnType<typeof setTimeout>>();
  #onChange: Change;

  constructor(onChange: Change) {
    this.#onChange = onChange;
  }

  #of(channel: string): Map<string, Message> {
    const known = this.#channels.get(channel) ?? new Map<string, Message>();
    this.#channels.set(channel, known);
    return known;
  }

  /** What stands in the channel itself, oldest first. */
  top(channel: string): Message[] {
    return [...this.#of(channel).values()]
      .filter((message) => !isReply(message) || this.#broadcast.has(message.ts))
      .sort(byTs);
  }

  /** A thread: its parent, then the replies. */
  thread(channel: string, ts: string): Message[] {
    return [...this.#of(channel).values()]
      .filter((message) => message.ts === ts || message.thread_ts === ts)
      .sort(byTs);
  }

  /** Forgets everything (another user sees other messages). */
  clear(): void {
    this.#channels.clear();
  }

  /** Fetches a channel anew. Messages for one's eyes only are kept: the server may not remember them. */
  async load(channel: string): Promise<void> {
    const fetched = await getMessages(channel);
    const known = this.#of(channel);
    const newest = fetched.at(-1)?.ts ?? '';
    const there = new Set(fetched.map((message) => message.ts));
    for (const message of this.top(channel)) {
      // What came by event while the answer was under way is newer than it, and stays.
      if (!message.ephemeral && !there.has(message.ts) && message.ts < newest) known.delete(message.ts);
    }
    for (const message of fetched) {
      known.set(message.ts, message);
      if (isReply(message)) this.#broadcast.add(message.ts);
    }
    this.#onChange(channel);
  }

  /** Fetches a thread. */
  async loadThread(channel: string, ts: string): Promise<void> {
    const known = this.#of(channel);
    for (const message of await getThread(channel, ts)) known.set(message.ts, message);
    this.#onChange(channel);
  }

  /** A message came or changed. */
  put(channel: string, message: Message): void {
    this.#of(channel).set(message.ts, message);
    this.#onChange(channel);
    if (isReply(message) && !message.ephemeral) this.#reloadSoon(channel);
  }

  remove(channel: string, ts: string): void {
    const gone = this.#of(channel).get(ts);
    this.#of(channel).delete(ts);
    this.#onChange(channel);
    if (gone && isReply(gone)) this.#reloadSoon(channel);
  }

  /** Slackbot says something to this user only, and only in this page. */
  notice(channel: string, text: string, thread?: string): void {
    const ts = (Date.now() / 1000).toFixed(6);
    this.put(channel, {
      ts,
      user: SLACKBOT,
      bot: false,
      username: 'Slackbot',
      text,
      ephemeral: true,
      ...(thread ? { thread_ts: thread } : {}),
    });
  }

  /** The number of replies stands in the parent: after a reply the channel is asked for again, once for many. */
  #reloadSoon(channel: string): void {
    clearTimeout(this.#reloads.get(channel));
    this.#reloads.set(
      channel,
      setTimeout(() => void this.load(channel).catch(() => undefined), 200),
    );
  }
}
