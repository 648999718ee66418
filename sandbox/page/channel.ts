/// <reference lib="dom" />
/** The middle: a channel's name, its messages and the box to write in. */
import { Composer } from './composer.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';
import { MessageList } from './messagelist.ts';
import type { Store } from './store.ts';
import { channelName, workspace } from './workspace.ts';

export interface ChannelOptions {
  store: Store;
  send: (channel: string, text: string) => Promise<boolean>;
  openThread: (channel: string, ts: string) => void;
  showSidebar: () => void;
}

export class ChannelView {
  readonly root: HTMLElement;
  #list: MessageList;
  #composer: Composer;
  #name = h('h2', {});
  #intro = h('div', { class: 'intro' });
  #store: Store;
  #channel = '';

  constructor(options: ChannelOptions) {
    this.#store = options.store;
    this.#list = new MessageList({
      label: 'Messages',
      inThread: false,
      openThread: (ts) => options.openThread(this.#channel, ts),
    });
    this.#composer = new Composer({ testId: 'composer', send: (text) => options.send(this.#channel, text) });
    const people = h(
      'span',
      { class: 'members', title: `${workspace.users.size} members` },
      icon('people', 18),
      String(workspace.users.size),
    );
    this.root = h(
      'section',
      { class: 'view channel', 'data-testid': 'channel', 'aria-label': 'Channel' },
      h(
        'header',
        { class: 'view-header' },
        h(
          'button',
          {
            type: 'button',
            class: 'icon-button phone-only',
            'aria-label': 'Back',
            on: { click: options.showSidebar },
          },
          icon('back'),
        ),
        this.#name,
        people,
      ),
      this.#list.root,
      this.#composer.root,
    );
  }

  async open(channel: string): Promise<void> {
    this.#channel = channel;
    const name = channelName(channel);
    this.root.dataset.channel = channel;
    this.#name.replaceChildren(h('span', { class: 'hash' }, '#'), ` ${name}`);
    this.#intro.replaceChildren(
      h('h3', {}, `# ${name}`),
      h('p', {}, `This is the very beginning of the `, h('b', {}, `#${name}`), ' channel.'),
    );
    this.#composer.placeholder = `Message #${name}`;
    this.#list.reset();
    this.draw();
    await this.#store.load(channel);
    this.#list.toEnd();
  }

  draw(): void {
    if (this.#channel) this.#list.show(this.#channel, this.#store.top(this.#channel), this.#intro);
  }

  focus(): void {
    this.#composer.focus();
  }

  /** Goes to the newest message. */
  toEnd(): void {
    this.#list.toEnd();
  }

  filter(words: string): void {
    this.#list.filter(words);
  }
}
