/// <reference lib="dom" />
/** The panel at the side that shows one thread. */
import { Composer } from './composer.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';
import { MessageList } from './messagelist.ts';
import type { Store } from './store.ts';
import { channelName, workspace } from './workspace.ts';

export interface ThreadOptions {
  store: Store;
  send: (channel: string, text: string, thread: string) => Promise<boolean>;
  onClose: () => void;
}

export class ThreadPanel {
  readonly root: HTMLElement;
  #options: ThreadOptions;
  #list: MessageList;
  #composer: Composer;
  #where = h('span', { class: 'thread-where' });
  #divider = h('div', { class: 'thread-divider', role: 'separator' });
  #open: { channel: string; ts: string } | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#list = new MessageList({ label: 'Thread', inThread: true, openThread: () => undefined });
    this.#composer = new Composer({
      testId: 'thread-composer',
      send: (text) =>
        this.#open ? options.send(this.#open.channel, text, this.#open.ts) : Promise.resolve(false),
    });
    this.#composer.placeholder = 'Reply…';
    this.root = h(
      'aside',
      { class: 'thread', 'data-testid': 'thread', 'aria-label': 'Thread', hidden: true },
      h(
        'header',
        { class: 'view-header' },
        h('h2', {}, 'Thread'),
        this.#where,
        h(
          'button',
          {
            type: 'button',
            class: 'icon-button push',
            'aria-label': 'Close thread',
            on: { click: () => this.close() },
          },
          icon('close'),
        ),
      ),
      this.#list.root,
      this.#composer.root,
    );
  }

  /** The thread that is shown, if one is. */
  get shown(): { channel: string; ts: string } | undefined {
    return this.#open;
  }

  async open(channel: string, ts: string): Promise<void> {
    this.#open = { channel, ts };
    this.root.dataset.ts = ts;
    this.root.hidden = false;
    this.#where.textContent = `${channel === workspace.direct ? '' : '# '}${channelName(channel)}`;
    this.#list.reset();
    this.draw();
    this.#composer.focus();
    await this.#options.store.loadThread(channel, ts);
    this.#list.toEnd();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = undefined;
    this.root.hidden = true;
    this.#options.onClose();
  }

  /** Goes to the newest reply. */
  toEnd(): void {
    this.#list.toEnd();
  }

  draw(): void {
    if (!this.#open) return;
    const messages = this.#options.store.thread(this.#open.channel, this.#open.ts);
    const replies = messages.filter((message, index) => index > 0 && !message.ephemeral).length;
    this.#divider.replaceChildren(h('span', {}, `${replies} ${replies === 1 ? 'reply' : 'replies'}`));
    this.#list.show(this.#open.channel, messages, undefined, replies > 0 ? this.#divider : undefined);
  }
}
