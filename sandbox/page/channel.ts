/// <reference lib="dom" />
/** The middle: a channel's name, its messages and the box to write in. */
import { appTabs } from './apptabs.ts';
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
  #tabs = h('div', {});
  #people: HTMLElement;
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
    this.#people = h(
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
        this.#people,
      ),
      this.#tabs,
      this.#list.root,
      this.#composer.root,
    );
  }

  async open(channel: string): Promise<void> {
    this.#channel = channel;
    const name = channelName(channel);
    this.root.dataset.channel = channel;
    const isDirect = channel === workspace.direct;
    this.#people.hidden = isDirect;
    this.#tabs.replaceChildren(...(isDirect ? [appTabs('Messages')] : []));
    if (isDirect) this.#showApp(name);
    else this.#showChannel(name);
    this.#list.reset();
    this.draw();
    await this.#store.load(channel);
    this.#list.toEnd();
  }

  #showChannel(name: string): void {
    this.#name.replaceChildren(h('span', { class: 'hash' }, '#'), ` ${name}`);
    this.#intro.replaceChildren(
      h('h3', {}, `# ${name}`),
      h('p', {}, `This is the very beginning of the `, h('b', {}, `#${name}`), ' channel.'),
    );
    this.#composer.placeholder = `Message #${name}`;
  }

  #showApp(name: string): void {
    this.#name.replaceChildren(name, ' ', h('span', { class: 'badge' }, 'APP'));
    this.#intro.replaceChildren(
      h('h3', {}, name),
      h('p', {}, 'This is the very beginning of your conversation with ', h('b', {}, name), '.'),
    );
    this.#composer.placeholder = `Message ${name}`;
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
