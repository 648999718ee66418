/// <reference lib="dom" />
/** The menu on a message: the app's shortcuts for it. */
import { useShortcut } from './api.ts';
import { avatar } from './avatar.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';
import { closePopup, isOpen, openPopup } from './popup.ts';
import { workspace } from './workspace.ts';

/** The button that opens it; null where the app has no shortcut. */
export function shortcutMenu(
  at: { channel: string; ts: string },
  tell: (problem: string) => void,
): HTMLElement | null {
  if (workspace.shortcuts.length === 0) return null;
  const item = ({ name, callback_id: id }: (typeof workspace.shortcuts)[number]) =>
    h(
      'button',
      {
        type: 'button',
        class: 'menu-item menu-user',
        role: 'menuitem',
        'data-callback-id': id,
        on: {
          click: async () => {
            closePopup();
            const answer = await useShortcut(id, at);
            tell(answer.ok ? '' : (answer.error ?? 'unknown_error'));
          },
        },
      },
      avatar(workspace.app.userId, workspace.app.name, 20),
      h('span', {}, name),
    );
  const button = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': 'More actions',
      title: 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-testid': 'message-menu',
      on: {
        click: () => {
          if (isOpen(button)) return closePopup();
          const list = h('div', { class: 'menu', role: 'menu' }, ...workspace.shortcuts.map(item));
          openPopup(button, list, { align: 'right' });
        },
      },
    },
    icon('moreVertical', 18),
  );
  return button;
}
