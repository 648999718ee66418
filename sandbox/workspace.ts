import type { Block } from './blockKit/check.ts';
import { newId, newTs } from './ids.ts';
import type { Channel, Message, PageMessage, StoredFile, User, View, WorkspaceEvent } from './types.ts';

/** What stands in the place of a picture that Slack does not show: a grey square of one pixel. */
const notFoundPicture = 'data:image/gif;base64,R0lGODlhAQABAIAAAMzMzAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==';

/** Everything the workspace knows, in memory. */
export class Workspace {
  readonly teamId = 'T0SANDBOX1';
  readonly teamName = 'GROWTH MMA (sandbox)';
  readonly teamDomain = 'growth-mma-sandbox';
  readonly appId = 'A0NMMABOT1';
  readonly botId = 'B0NMMABOT1';
  readonly appName: string;
  /** `http://127.0.0.1:PORT/`; set when the server listens. */
  baseUrl = 'http://127.0.0.1/';
  readonly bot: User;
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  /** Ids of the user groups; everybody is in each. */
  readonly groups = new Set(['S0FITTERS1']);
  readonly files = new Map<string, StoredFile>();
  readonly views = new Map<string, View>();
  /** Person → ids of the modals on their screen, the visible one last. */
  readonly stacks = new Map<string, string[]>();
  /** Person → their App Home. */
  readonly homes = new Map<string, View>();
  readonly #messages: Message[] = [];
  readonly #listeners = new Set<(event: WorkspaceEvent) => void>();

  constructor(appName: string) {
    this.appName = appName;
    this.bot = { id: 'U0NMMABOT1', name: appName, realName: appName, isBot: true };
    const people: User[] = [
      { id: 'U0MANSI001', name: 'mansi', realName: 'Mansi', isBot: false },
      { id: 'U0IGOR0001', name: 'igor', realName: 'Igor', isBot: false },
    ];
    for (const user of [...people, this.bot]) this.users.set(user.id, user);
    const everybody = people.map((user) => user.id);
    this.addChannel('C0NMMABOT1', 'nmma-slack-bot', [...everybody, this.bot.id]);
    this.addChannel('C0GENERAL1', 'general', everybody);
  }

  /** The people, without the app. */
  get people(): User[] {
    return [...this.users.values()].filter((user) => !user.isBot);
  }

  /** Makes a channel (or a direct conversation). */
  addChannel(id: string, name: string, members: string[], isIm = false): Channel {
    const channel: Channel = {
      id,
      name,
      isIm,
      members: new Set(members),
      created: Math.floor(Date.now() / 1000),
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** The direct conversation of the app with a person, made when it is first needed. */
  directChannel(userId: string): Channel {
    for (const channel of this.channels.values())
      if (channel.isIm && channel.members.has(userId)) return channel;
    return this.addChannel(newId('D'), userId, [userId, this.bot.id], true);
  }

  /** Finds a channel by id, `#name` or name; a person's id stands for the direct conversation. */
  findChannel(reference: string): Channel | undefined {
    const byId = this.channels.get(reference);
    if (byId) return byId;
    const user = this.users.get(reference);
    if (user && !user.isBot) return this.directChannel(user.id);
    const name = reference.replace(/^#/, '');
    return [...this.channels.values()].find((channel) => !channel.isIm && channel.name === name);
  }

  /** Every message, oldest first, ephemeral ones included. */
  get messages(): Message[] {
    return [...this.#messages];
  }

  /** Puts a message of an earlier start where it stood, and tells nobody. */
  putBack(message: Message): void {
    this.#messages.push(message);
  }

  /** Messages of a channel, oldest first, ephemeral ones included. */
  messagesOf(channelId: string): Message[] {
    return this.#messages.filter((message) => message.channel === channelId);
  }

  /** One message that is not ephemeral. */
  findMessage(channelId: string, ts: string): Message | undefined {
    return this.#messages.find(
      (message) => message.channel === channelId && message.ts === ts && message.ephemeralFor === undefined,
    );
  }

  /** One message, ephemeral or not. */
  findAnyMessage(channelId: string, ts: string): Message | undefined {
    return this.#messages.find((message) => message.channel === channelId && message.ts === ts);
  }

  /** The replies of a thread, oldest first, without the parent. */
  repliesOf(message: Message): Message[] {
    return this.#messages.filter(
      (one) =>
        one.channel === message.channel && one.threadTs === message.ts && one.ephemeralFor === undefined,
    );
  }

  /** Stores a message and tells everybody who may see it. */
  addMessage(message: Omit<Message, 'ts'>): Message {
    const stored: Message = { ts: newTs(), ...message };
    this.#messages.push(stored);
    this.#tell(stored.ephemeralFor === undefined ? 'message' : 'ephemeral', stored);
    return stored;
  }

  /** Tells that a message was changed in place. */
  messageChanged(message: Message): void {
    this.#tell('message_changed', message);
  }

  /** Takes a message away. */
  removeMessage(message: Message): void {
    this.#messages.splice(this.#messages.indexOf(message), 1);
    this.#tell('message_deleted', message);
  }

  /** Listens to everything that happens; returns how to stop. */
  subscribe(listener: (event: WorkspaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners. */
  emit(event: WorkspaceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** A direct conversation concerns nobody but the person in it. */
  #onlyFor({ channel: id, ephemeralFor }: Message): string | undefined {
    if (ephemeralFor !== undefined) return ephemeralFor;
    const channel = this.channels.get(id);
    return channel?.isIm ? this.people.find((user) => channel.members.has(user.id))?.id : undefined;
  }

  #tell(type: WorkspaceEvent['type'], message: Message): void {
    const userId = this.#onlyFor(message);
    this.emit({
      type,
      channel: message.channel,
      message: this.pageMessage(message),
      userId,
    });
  }

  /** A message as the page shows it. */
  pageMessage(message: Message): PageMessage {
    const author = this.users.get(message.user);
    const files = (message.files ?? []).flatMap((id) => {
      const file = this.files.get(id);
      if (!file) return [];
      const { name, title, mimetype, altText = '' } = file;
      return [{ id, name, title, url: this.fileUrl(file), mimetype, alt_txt: altText }];
    });
    return {
      ts: message.ts,
      thread_ts: message.threadTs,
      user: message.user,
      bot: author?.isBot ?? false,
      username: message.username ?? author?.realName ?? message.user,
      text: message.text,
      blocks: message.blocks && this.resolvePictures(message.blocks, [message.channel]),
      files: files.length > 0 ? files : undefined,
      attachments: message.attachments,
      reply_count: this.repliesOf(message).length,
      edited: message.edited && { ts: message.edited.ts },
      ephemeral: message.ephemeralFor ? true : undefined,
      metadata: message.metadata,
    };
  }

  /**
   * Blocks as stored, with the address of each picture of Slack's own filled in for the page.
   * @param places channels of which the picture must have been shown in one: an edit or a view does not share it, so that
   *   Slack shows “file not found” in its place.
   */
  resolvePictures(blocks: readonly Block[], places: readonly string[]): unknown[] {
    return blocks.map((block) => this.#resolve(block, places));
  }

  /** Ids of the channels that a person is in. */
  channelsOf(userId: string): string[] {
    return [...this.channels.values()].filter((one) => one.members.has(userId)).map(({ id }) => id);
  }

  /** Notes that a new message in a channel shows these blocks, and with them their pictures. */
  sharePictures(blocks: unknown, channelId: string): void {
    if (Array.isArray(blocks)) for (const one of blocks) this.sharePictures(one, channelId);
    else if (typeof blocks === 'object' && blocks !== null) {
      const { slack_file: reference } = blocks as { slack_file?: { id?: string; url?: string } };
      if (reference) this.fileOf(reference)?.shownIn.add(channelId);
      this.sharePictures(Object.values(blocks), channelId);
    }
  }

  #resolve(value: unknown, places: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#resolve(one, places));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, one]) => [key, this.#resolve(one, places)]);
    const copy: Record<string, unknown> = Object.fromEntries(entries);
    const reference = copy.slack_file as { id?: string; url?: string } | undefined;
    const file = reference && this.fileOf(reference);
    if (file && places.some((id) => file.shownIn.has(id))) copy.image_url = this.fileUrl(file);
    // As in Slack there is a placeholder instead of the picture.
    else if (file) return { ...copy, image_url: notFoundPicture, alt_text: 'file not found' };
    return copy;
  }

  /** The file that a `slack_file` object means. */
  fileOf(reference: { id?: string; url?: string }): StoredFile | undefined {
    if (reference.id !== undefined) return this.files.get(reference.id);
    return [...this.files.values()].find((file) => this.fileUrl(file) === reference.url);
  }

  /** Where the bytes of a file are. */
  fileUrl(file: StoredFile): string {
    return `${this.baseUrl}files/${file.id}/${encodeURIComponent(file.name)}`;
  }
}
