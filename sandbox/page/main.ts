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

async function start(): Promise<void> {
  const state = await getState();
  fillWorkspace(state, () => chooseUser(state.me));
  document.title = `${workspace.app.name} - ${workspace.team} - Slack sandbox`;

  const store = new Store((channel) => {
    if (channel === place) channelView.draw();
    if (channel === thread.shown?.channel) thread.draw();
  });
  const modals = new ModalStack();
  let place = '';

  const send = async (channel: string, text: string, inThread?: string): Promise<boolean> => {
    if (text.startsWith('/') && inThread) {
      store.notice(channel, `\`${text.split(/\s/)[0]}\` is not supported in threads. Sorry!`, inThread);
      return true;
    }
    // Who says something wants to see what comes of it.
    (inThread ? thread : channelView).toEnd();
    const answer = await sendMessage(channel, text, inThread);
    // A command that failed is told by a `trouble` event; what never reached the server is told here.
    const isTold = text.startsWith('/') && answer.error !== 'connection_lost';
    if (answer.ok || isTold) return true;
    store.notice(channel, `Your message could not be sent: ${answer.error ?? 'unknown error'}.`, inThread);
    return false;
  };
  const showSidebar = () => document.body.classList.add('show-sidebar');
  const thread = new ThreadPanel({
    store,
    send,
    onClose: () => {
      document.body.classList.remove('show-thread');
      if (location.hash.includes('/')) history.replaceState(null, '', `#${place}`);
    },
  });
  const openThread = (channel: string, ts: string) => {
    location.hash = `#${channel}/${ts}`;
  };
  const channelView = new ChannelView({ store, send, openThread, showSidebar });
  const home = new AppHome(showSidebar);
  const makeSidebar = () =>
    new Sidebar({
      go: (where) => {
        document.body.classList.remove('show-sidebar');
        if (location.hash === `#${where}`) void arrive();
        else location.hash = `#${where}`;
      },
      become: (user) => {
        localStorage.setItem(REMEMBERED, user);
        const address = new URL(location.href);
        address.searchParams.set('user', user);
        location.assign(address);
        if (address.href === location.href) location.reload();
      },
    });
  const sidebar = makeSidebar();
  const main = h('main', { class: 'main' }, channelView.root, home.root);
  byId('app').replaceChildren(
    topBar((words) => channelView.filter(words)),
    sidebar.rail,
    sidebar.root,
    main,
    thread.root,
  );

  /** Shows the place that the address names: `#channel`, `#channel/thread`, `#home` or `#home/about`. */
  const arrive = async (): Promise<void> => {
    closePopup();
    const [where = '', ts] = location.hash.slice(1).split('/');
    const first = workspace.channels.keys().next().value ?? '';
    const isDirect = where === workspace.direct;
    const next = where === 'home' || isDirect || workspace.channels.has(where) ? where : first;
    sidebar.select(isDirect ? 'home' : next);
    document.body.classList.remove('show-sidebar');
    channelView.root.hidden = next === 'home';
    home.root.hidden = next !== 'home';
    if (next === 'home') {
      place = next;
      thread.close();
      await home.open(ts === 'about' ? 'About' : 'Home');
      return;
    }
    if (next !== place) {
      place = next;
      await channelView.open(next);
      if (!ts) channelView.focus();
    }
    document.body.classList.toggle('show-thread', ts !== undefined);
    if (!ts) thread.close();
    else if (thread.shown?.ts !== ts) await thread.open(next, ts);
  };

  const handle = (event: PageEvent): void => {
    const { channel, message, view } = event;
    switch (event.type) {
      case 'message':
      case 'message_changed':
      case 'ephemeral':
        if (!channel || !message) return;
        store.put(channel, event.type === 'ephemeral' ? { ...message, ephemeral: true } : message);
        if (event.type === 'message' && channel !== place)
          sidebar.unread(channel === workspace.direct ? 'home' : channel);
        return;
      case 'message_deleted':
        if (channel && message) store.remove(channel, message.ts);
        return;
      case 'view_opened':
        if (view) modals.open(view);
        return;
      case 'view_updated':
        if (view) modals.update(view);
        return;
      case 'view_closed':
        modals.close(view?.id);
        return;
      case 'home':
        home.update(view ?? null);
        return;
      case 'trouble':
        // Trouble in a modal or the App Home is told there, by the answer to what was pressed.
        if (channel) store.notice(channel, event.text ?? '');
        return;
    }
  };

  const lost = byId('lost');
  listen(
    handle,
    () => {
      lost.hidden = true;
      if (place === 'home') void home.reload();
      else void store.load(place);
      const open = thread.shown;
      if (open) void store.loadThread(open.channel, open.ts);
    },
    () => {
      lost.hidden = false;
    },
  );
  addEventListener('hashchange', () => void arrive());
  await arrive();
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
