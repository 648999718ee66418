/// <reference lib="dom" />
/** The tabs of the app's own place: its Home, the conversation with it, and what it is. */
import { h } from './dom.ts';
import { workspace } from './workspace.ts';

export type AppTab = 'Home' | 'Messages' | 'About';

/** Each tab is an address, so that *Back* of the browser leads from one to the other. */
export function appTabs(selected: AppTab): HTMLElement {
  const places: Record<AppTab, string> = { Home: 'home', Messages: workspace.direct, About: 'home/about' };
  const tabs = Object.entries(places).map(([name, place]) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tab',
        role: 'tab',
        'aria-selected': String(name === selected),
        on: {
          click: () => {
            location.hash = `#${place}`;
          },
        },
      },
      name,
    ),
  );
  return h('div', { class: 'tabs', role: 'tablist' }, ...tabs);
}
