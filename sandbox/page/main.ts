/// <reference lib="dom" />
/** Puts the page together: where one is, what the server says, what is sent. */
import { getState, listen, sendMessage } from './api.ts';
import { ChannelView } from './channel.ts';
import { byId, h } from './dom.ts';
import { AppHome } from './home.ts';
import { icon } from './icons.ts';
import { ModalStack } from './modal.ts';
import { closePopup } from './popup.ts';
import { Sidebar } from './sidebar.ts';
import { Store } from './store.ts';
import { ThreadPanel } from './thread.ts';
import type { PageEvent } from './types.ts';
import { fillWorkspace, workspace } from './workspace.ts';

const REMEMBERED = 'sandbox-user';

/** The user named in the address, else the one whom this browser was last, else the server's choice. */
function chooseUser(proposed: string): string {
  const named = new URLSearchParams(location.search).get('user');
  const known = (id: string | null) => (id !== null && workspace.users.has(id) ? id : undefined);
  return known(named) ?? known(localStorage.getItem(REMEMBERED)) ?? proposed;
}

/** The whole page: its parts, and where one is. */
class Page {
  readonly #store: Store;
  readonly #modals = new ModalStack();
  readonly #thread: ThreadPanel;
  readonly #channelView: ChannelView;
  readonly #home: AppHome;
  readonly #sidebar: Sidebar;
  readonly #lost = byId('lost');
  /** A channel's id, or `home`. */
  #place = '';

  constructor() {
    const showSidebar = () => document.body.classList.add('show-sidebar');
    const send = (channel: string, text: string, inThread?: string) => this.#send(channel, text, inThread);
    this.#store = new Store((channel) => {
      if (channel === this.#place) this.#channelView.draw();
      if (channel === this.#thread.shown?.channel) this.#thread.draw();
    });
    const store = this.#store;
    this.#thread = new ThreadPanel({ store, send, onClose: () => this.#threadClosed() });
    const openThread = (channel: string, ts: string) => {
      location.hash = `#${channel}/${ts}`;
    };
    this.#channelView = new ChannelView({ store, send, openThread, showSidebar });
    this.#home = new AppHome(showSidebar);
    this.#sidebar = new Sidebar({ go: (where) => this.#go(where), become });
  }

  /** Puts the parts on the screen and listens to the server. */
  async open(): Promise<void> {
    byId('app').replaceChildren(
      topBar((words) => this.#channelView.filter(words)),
      this.#sidebar.rail,
      this.#sidebar.root,
      h('main', { class: 'main' }, this.#channelView.root, this.#home.root),
      this.#thread.root,
    );
    listen(
      (event) => this.#handle(event),
      () => this.#connected(),
      () => {
        this.#lost.hidden = false;
      },
    );
    addEventListener('hashchange', () => void this.#arrive());
    await this.#arrive();
  }

  async #send(channel: string, text: string, inThread?: string): Promise<boolean> {
    if (text.startsWith('/') && inThread) {
      const words = `\`${text.split(/\s/)[0]}\` is not supported in threads. Sorry!`;
      this.#store.notice(channel, words, inThread);
      return true;
    }
    // Who says something wants to see what comes of it.
    (inThread ? this.#thread : this.#channelView).toEnd();
    const answer = await sendMessage(channel, text, inThread);
    // A command that failed is told by a `trouble` event; what never reached the server is told here.
    const isTold = text.startsWith('/') && answer.error !== 'connection_lost';
    if (answer.ok || isTold) return true;
    const words = `Your message could not be sent: ${answer.error ?? 'unknown error'}.`;
    this.#store.notice(channel, words, inThread);
    return false;
  }

  #threadClosed(): void {
    document.body.classList.remove('show-thread');
    if (location.hash.includes('/')) history.replaceState(null, '', `#${this.#place}`);
  }

  #go(where: string): void {
    document.body.classList.remove('show-sidebar');
    if (location.hash === `#${where}`) void this.#arrive();
    else location.hash = `#${where}`;
  }

  /** Shows the place that the address names: `#channel`, `#channel/thread`, `#home` or `#home/about`. */
  async #arrive(): Promise<void> {
    closePopup();
    const { next, ts } = addressed(location.hash);
    this.#sidebar.select(next === workspace.direct ? 'home' : next);
    document.body.classList.remove('show-sidebar');
    this.#channelView.root.hidden = next === 'home';
    this.#home.root.hidden = next !== 'home';
    const isNew = next !== this.#place;
    this.#place = next;
    if (next === 'home') {
      this.#thread.close();
      await this.#home.open(ts === 'about' ? 'About' : 'Home');
      return;
    }
    if (isNew) await this.#channelView.open(next);
    if (isNew && !ts) this.#channelView.focus();
    document.body.classList.toggle('show-thread', ts !== undefined);
    if (!ts) this.#thread.close();
    else if (this.#thread.shown?.ts !== ts) await this.#thread.open(next, ts);
  }

  #handle(event: PageEvent): void {
    const { type, channel, view, text } = event;
    if (type === 'home') this.#home.update(view ?? null);
    else if (type === 'view_closed') this.#modals.close(view?.id);
    else if (type === 'view_opened' && view) this.#modals.open(view);
    else if (type === 'view_updated' && view) this.#modals.update(view);
    else if (type === 'trouble' && channel) this.#store.notice(channel, text ?? '');
    // A failure in a modal or the App Home has no channel: it is told there, by the answer to what was pressed.
    else this.#handleMessage(event);
  }

  #handleMessage({ type, channel, message }: PageEvent): void {
    if (!channel || !message) return;
    if (type === 'message_deleted') {
      this.#store.remove(channel, message.ts);
      return;
    }
    this.#store.put(channel, type === 'ephemeral' ? { ...message, ephemeral: true } : message);
    if (type === 'message' && channel !== this.#place)
      this.#sidebar.unread(channel === workspace.direct ? 'home' : channel);
  }

  /** Connected, again perhaps: what was missed is loaded. */
  #connected(): void {
    this.#lost.hidden = true;
    if (this.#place === 'home') void this.#home.reload();
    else void this.#store.load(this.#place);
    const open = this.#thread.shown;
    if (open) void this.#store.loadThread(open.channel, open.ts);
  }
}

/** Reloads the page as another person. */
function become(user: string): void {
  localStorage.setItem(REMEMBERED, user);
  const address = new URL(location.href);
  address.searchParams.set('user', user);
  location.assign(address);
  if (address.href === location.href) location.reload();
}

async function start(): Promise<void> {
  const state = await getState();
  fillWorkspace(state, () => chooseUser(state.me));
  document.title = `${workspace.app.name} - ${workspace.team} - Slack sandbox`;
  await new Page().open();
}

/** The place that the address names, and the thread; a place that is not there is the first channel. */
function addressed(hash: string): { next: string; ts: string | undefined } {
  const [where = '', ts] = hash.slice(1).split('/');
  const isThere = where === 'home' || where === workspace.direct || workspace.channels.has(where);
  const [first = ''] = workspace.channels.keys();
  return { next: isThere ? where : first, ts };
}

/** The bar at the top: it looks through the messages of the open channel. */
function topBar(filter: (words: string) => void): HTMLElement {
  const input = h('input', {
    type: 'search',
    placeholder: `Search ${workspace.team}`,
    'aria-label': 'Search the messages of this channel',
    on: { input: () => filter(input.value) },
  });
  return h('header', { class: 'top-bar' }, h('label', { class: 'search' }, icon('search', 16), input));
}

start().catch((error: unknown) => {
  byId('app').replaceChildren(
    h('p', { class: 'broken' }, `The workspace could not be loaded. ${String(error)}`),
  );
});
