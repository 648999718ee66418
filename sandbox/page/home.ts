/// <reference lib="dom" />
/** The app's own pages: Home (published by the app) and About. */
import { getHome, openHome, sendAction } from './api.ts';
import { type AppTab, appTabs } from './apptabs.ts';
import { avatar } from './avatar.ts';
import { renderBlocks } from './blocks.ts';
import { h } from './dom.ts';
import { Form } from './form.ts';
import { icon } from './icons.ts';
import type { View } from './types.ts';
import { workspace } from './workspace.ts';

export class AppHome {
  readonly root: HTMLElement;
  #body = h('div', { class: 'home-body' });
  #tabs = h('div', {});
  #tab: AppTab = 'Home';
  #view: View | null = null;
  #form = new Form();

  constructor(showSidebar: () => void) {
    this.root = h(
      'section',
      { class: 'view home', 'data-testid': 'home', 'aria-label': `${workspace.app.name} home` },
      h(
        'header',
        { class: 'view-header' },
        h(
          'button',
          {
            type: 'button',
            class: 'icon-button phone-only',
            'aria-label': 'Back',
            on: { click: showSidebar },
          },
          icon('back'),
        ),
        avatar(workspace.app.userId, workspace.app.name, 24),
        h('h2', {}, workspace.app.name),
        h('span', { class: 'badge' }, 'APP'),
      ),
      this.#tabs,
      h('div', { class: 'scroller' }, this.#body),
    );
  }

  /** Tells the app that its home was opened and shows what it published; *About* is the workspace's own. */
  async open(tab: AppTab = 'Home'): Promise<void> {
    this.#tab = tab;
    this.#draw();
    if (tab !== 'Home') return;
    await Promise.all([openHome(), this.reload()]);
  }

  /** Fetches it anew: what was published while nobody listened was missed. */
  async reload(): Promise<void> {
    const view = await getHome();
    if (view) this.update(view);
  }

  /** The app published another home. */
  update(view: View | null): void {
    this.#view = view;
    this.#form = new Form(this.#form);
    this.#draw();
  }

  /** Another user has another home. */
  clear(): void {
    this.#view = null;
    this.#form = new Form();
  }

  #draw(): void {
    this.#tabs.replaceChildren(appTabs(this.#tab));
    this.#body.replaceChildren(this.#tab === 'About' ? this.#about() : this.#home());
  }

  #home(): HTMLElement {
    const view = this.#view;
    if (!view) {
      return h('p', { class: 'empty' }, `${workspace.app.name} has not published a home for you yet.`);
    }
    const trouble = h('div', { class: 'message-trouble', role: 'alert', hidden: true });
    const surface = {
      container: { type: 'view', view_id: view.id } as const,
      form: this.#form,
      act: async (action: Parameters<typeof sendAction>[1]) => {
        trouble.hidden = true;
        const answer = await sendAction(surface.container, action, this.#form.state());
        trouble.hidden = answer.ok;
        trouble.replaceChildren(icon('warning', 16), `That didn’t work (${answer.error}). Please try again.`);
      },
    };
    return h('div', { class: 'home-view' }, trouble, renderBlocks(view.blocks, surface));
  }

  #about(): HTMLElement {
    return h(
      'div',
      { class: 'home-view about' },
      avatar(workspace.app.userId, workspace.app.name, 72),
      h('h3', {}, workspace.app.name),
      h('h4', {}, 'Slash commands'),
      ...workspace.commands.map(({ command, description, usage_hint }) =>
        h('p', {}, h('b', {}, command), ` ${usage_hint ?? ''}`, h('br'), description ?? ''),
      ),
    );
  }
}
