/// <reference lib="dom" />
/** The left side: the workspace's name, its channels, the app, and who one is. */
import { avatar } from './avatar.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';
import { closePopup, isOpen, openPopup } from './popup.ts';
import { userName, workspace } from './workspace.ts';

export interface SidebarOptions {
  /** A channel's id, or `home`. */
  go: (place: string) => void;
  become: (user: string) => void;
}

function teamPicture(size: number): HTMLElement {
  const letters = workspace.team
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 3)
    .toUpperCase();
  return h('span', { class: 'team-picture', style: `width:${size}px;height:${size}px` }, letters);
}

/** One's own picture; pressed, it lists the people whom one can be here. */
function userSwitcher(options: SidebarOptions, testId: string): HTMLElement {
  const people = [...workspace.users.values()].filter((user) => !user.isBot);
  const name = userName(workspace.me);
  const button = h(
    'button',
    {
      type: 'button',
      class: 'me',
      'aria-label': `You are ${name}. Switch user`,
      title: `You are ${name}`,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-testid': testId,
      'data-user': workspace.me,
      on: {
        click: () => {
          if (isOpen(button)) return closePopup();
          const items = people.map((user) =>
            h(
              'button',
              {
                type: 'button',
                class: 'menu-item menu-user',
                role: 'menuitemradio',
                'aria-checked': String(user.id === workspace.me),
                'data-user': user.id,
                on: {
                  click: () => {
                    closePopup();
                    options.become(user.id);
                  },
                },
              },
              avatar(user.id, user.realName || user.name, 24),
              h('span', {}, user.realName || user.name),
              user.id === workspace.me ? icon('check', 16) : null,
            ),
          );
          openPopup(
            button,
            h(
              'div',
              { class: 'menu', role: 'menu' },
              h('div', { class: 'menu-title' }, 'Who am I?'),
              ...items,
            ),
          );
        },
      },
    },
    avatar(workspace.me, name),
    h('span', { class: 'presence', 'aria-hidden': 'true' }),
  );
  return button;
}

export class Sidebar {
  readonly rail: HTMLElement;
  readonly root: HTMLElement;
  #rows = new Map<string, HTMLElement>();

  constructor(options: SidebarOptions) {
    const row = (place: string, content: Node[], label: string) => {
      const button = h(
        'button',
        {
          type: 'button',
          class: 'side-row',
          'data-place': place,
          'aria-label': label,
          on: { click: () => options.go(place) },
        },
        ...content,
      );
      this.#rows.set(place, button);
      return button;
    };
    const channels = [...workspace.channels.values()].map(({ id, name }) =>
      row(id, [icon('hash', 16), h('span', { class: 'side-name' }, name)], `Channel ${name}`),
    );
    const { userId, name } = workspace.app;
    const app = row(
      'home',
      [avatar(userId, name, 20), h('span', { class: 'side-name' }, name)],
      `App ${name}`,
    );
    this.rail = h(
      'nav',
      { class: 'rail', 'aria-label': 'Workspace' },
      teamPicture(36),
      h('div', { class: 'rail-item' }, h('span', {}, icon('home')), 'Home'),
      h('div', { class: 'rail-foot' }, userSwitcher(options, 'user-switcher')),
    );
    this.root = h(
      'nav',
      { class: 'sidebar', 'aria-label': 'Channels and apps' },
      h(
        'header',
        { class: 'side-header' },
        h('span', { class: 'phone-only' }, teamPicture(34)),
        h('h1', {}, workspace.team),
        h('span', { class: 'phone-only push' }, userSwitcher(options, 'user-switcher-phone')),
      ),
      h('h2', { class: 'side-title' }, icon('down', 14), 'Channels'),
      ...channels,
      h('h2', { class: 'side-title' }, icon('down', 14), 'Apps'),
      app,
    );
  }

  /** Marks where one is. */
  select(place: string): void {
    for (const [id, row] of this.#rows) {
      if (id === place) {
        row.setAttribute('aria-current', 'page');
        row.classList.remove('unread');
      } else row.removeAttribute('aria-current');
    }
  }

  /** Something new stands in a channel that is not shown. */
  unread(channel: string): void {
    const row = this.#rows.get(channel);
    if (row && !row.hasAttribute('aria-current')) row.classList.add('unread');
  }
}
