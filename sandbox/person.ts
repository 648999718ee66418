import type { Block } from './blockKit/check.ts';
import { elementsOf } from './blockKit/check.ts';
import type { Context } from './context.ts';
import { type ActionInput, blockAction, blockSuggestion, type Container } from './interactions/actions.ts';
import { globalShortcut, messageShortcut, openHome, say } from './interactions/events.ts';
import type { Outcome } from './interactions/payload.ts';
import { type SlashOutcome, slashCommand } from './interactions/slash.ts';
import { closeView, type SubmitOutcome, submitView } from './interactions/views.ts';
import { pageView } from './shapes.ts';
import type { Message, PageMessage, PublicView, WorkspaceEvent } from './types.ts';
import { fillIn, valueFor } from './viewState.ts';
import { visibleView } from './views.ts';

/** A message by where and when, as every message and answer has it. */
export interface MessageAt {
  channel: string;
  ts: string;
}

/** Someone in front of Slack. A gesture resolves when the app has acknowledged it (or Slack gave up). */
export class Person {
  readonly id: string;
  /** Everything this person could see, oldest first. */
  readonly seen: WorkspaceEvent[] = [];
  readonly #context: Context;
  #sinceGesture = 0;
  #waiters = new Set<() => void>();

  constructor(context: Context, id: string) {
    if (!context.workspace.users.has(id)) throw new Error(`nobody has the id ${id}`);
    this.id = id;
    this.#context = context;
    context.workspace.subscribe((event) => {
      if (event.userId !== undefined && event.userId !== id) return;
      this.seen.push(event);
      for (const wake of this.#waiters) wake();
    });
  }

  /** Types a slash command. */
  slash(channel: string, command: string, text = ''): Promise<SlashOutcome> {
    this.#gesture();
    return slashCommand(this.#context, { user: this.id, channel: this.#channelId(channel), command, text });
  }

  /** Presses a button in a message, or in a view. */
  click(place: MessageAt | { id: string }, actionId: string): Promise<Outcome> {
    this.#gesture();
    return this.#act(place, actionId, () => ({}));
  }

  /** Chooses in a select, checkboxes, a date picker…: a value, or several. */
  select(place: MessageAt | { id: string }, actionId: string, wanted: unknown): Promise<Outcome> {
    this.#gesture();
    return this.#act(place, actionId, (element) =>
      element.type === 'overflow'
        ? { selected_option: (element.options as { value: string }[]).find((one) => one.value === wanted) }
        : valueFor(element, wanted),
    );
  }

  /** Types into an external select; answers the app's choices. */
  suggest(place: MessageAt | { id: string }, actionId: string, value: string) {
    const { container } = this.#place(place);
    return blockSuggestion(this.#context, {
      user: this.id,
      container,
      action: { action_id: actionId },
      value,
    });
  }

  /** Fills in (by block id or action id) and submits a modal. */
  submitView(view: { id: string }, filled: Record<string, unknown> = {}): Promise<SubmitOutcome> {
    this.#gesture();
    const open = this.#context.workspace.views.get(view.id);
    const state = open && fillIn(open.blocks, open.state, filled);
    return submitView(this.#context, { user: this.id, viewId: view.id, state });
  }

  /** Closes a modal. */
  closeView(view: { id: string }): Promise<Outcome> {
    this.#gesture();
    return closeView(this.#context, { user: this.id, viewId: view.id });
  }

  /** Opens the app's Home; answers what stands there already. */
  openHome(): PublicView | null {
    this.#gesture();
    return openHome(this.#context, this.id);
  }

  /** Writes a message. */
  say(channel: string, text: string, threadTs?: string): Message {
    this.#gesture();
    return say(this.#context, { user: this.id, channel: this.#channelId(channel), text, threadTs });
  }

  /** Writes a message that mentions the app. */
  mention(channel: string, text: string, threadTs?: string): Message {
    return this.say(channel, `<@${this.#context.workspace.bot.id}> ${text}`, threadTs);
  }

  /** Writes to the app directly. */
  direct(text: string): Message {
    return this.say(this.#context.workspace.directChannel(this.id).id, text);
  }

  /** Uses a shortcut of the app: a global one, or on a message. */
  shortcut(callbackId: string, on?: MessageAt): Promise<Outcome> {
    this.#gesture();
    if (!on) return globalShortcut(this.#context, this.id, callbackId);
    const message = this.#context.workspace.findMessage(on.channel, on.ts);
    if (!message) throw new Error(`there is no message ${on.ts}`);
    return messageShortcut(this.#context, this.id, callbackId, message);
  }

  /** The modal on this person's screen. */
  get view(): PublicView | null {
    const view = visibleView(this.#context, this.id);
    return view ? pageView(this.#context.workspace, view) : null;
  }

  /** This person's App Home. */
  get home(): PublicView | null {
    const view = this.#context.workspace.homes.get(this.id);
    return view ? pageView(this.#context.workspace, view) : null;
  }

  /** Messages of a channel as this person sees them, threads' replies included, oldest first. */
  messages(channel: string): PageMessage[] {
    return this.#context.workspace
      .messagesOf(this.#channelId(channel))
      .filter((one) => one.ephemeralFor === undefined || one.ephemeralFor === this.id)
      .map((one) => this.#context.workspace.pageMessage(one));
  }

  /**
   * Waits for something that happened since this person's last gesture.
   * @throws Error after `timeoutMs`, listing what was seen instead.
   */
  async waitFor(
    wanted: WorkspaceEvent['type'] | ((event: WorkspaceEvent) => boolean),
    timeoutMs = 5000,
  ): Promise<WorkspaceEvent> {
    const fits = typeof wanted === 'string' ? (event: WorkspaceEvent) => event.type === wanted : wanted;
    const find = () => this.seen.slice(this.#sinceGesture).find(fits);
    const already = find();
    if (already) return already;
    const { promise, resolve, reject } = Promise.withResolvers<WorkspaceEvent>();
    const wake = () => {
      const found = find();
      if (found) resolve(found);
    };
    const timer = setTimeout(() => {
      const types = this.seen.slice(this.#sinceGesture).map((event) => event.type);
      reject(new Error(`${this.id} waited ${timeoutMs} ms in vain; seen: ${types.join(', ') || 'nothing'}`));
    }, timeoutMs);
    this.#waiters.add(wake);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiters.delete(wake);
    });
  }

  #gesture(): void {
    this.#sinceGesture = this.seen.length;
  }

  #channelId(reference: string): string {
    const channel = this.#context.workspace.findChannel(reference);
    if (!channel) throw new Error(`there is no channel ${reference}`);
    return channel.id;
  }

  #place(place: MessageAt | { id: string }): { container: Container; blocks: Block[] } {
    const { workspace } = this.#context;
    if ('id' in place) {
      const blocks = workspace.views.get(place.id)?.blocks ?? [];
      return { container: { type: 'view', view_id: place.id }, blocks };
    }
    const channel = this.#channelId(place.channel);
    const blocks = workspace.findAnyMessage(channel, place.ts)?.blocks ?? [];
    return { container: { type: 'message', channel, ts: place.ts }, blocks };
  }

  #act(
    at: MessageAt | { id: string },
    actionId: string,
    chosen: (element: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<Outcome> {
    const { container, blocks } = this.#place(at);
    const element = blocks.flatMap(elementsOf).find((one) => one.action_id === actionId);
    const action: ActionInput = { ...(element ? chosen(element) : {}), action_id: actionId };
    return blockAction(this.#context, { user: this.id, container, action });
  }
}
