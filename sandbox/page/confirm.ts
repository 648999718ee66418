/// <reference lib="dom" />
/** The question that an element with `confirm` asks before it acts. */
import { freshId, h } from './dom.ts';
import { textNodes } from './text.ts';
import type { Confirm } from './types.ts';

/** Resolves to true at once without `question`, else to what was answered. */
export function confirmed(question: Confirm | undefined): Promise<boolean> {
  if (!question) return Promise.resolve(true);
  return new Promise((resolve) => {
    const title = freshId('confirm');
    const answer = (yes: boolean) => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const style = 'style' in question && question.style === 'danger' ? 'danger' : 'primary';
    const dialog = h(
      'dialog',
      {
        class: 'modal confirm',
        role: 'dialog',
        'aria-modal': 'true',
        'aria-labelledby': title,
        'data-testid': 'confirm',
        on: {
          cancel: (event) => {
            event.preventDefault();
            answer(false);
          },
        },
      },
      h('header', { class: 'modal-header' }, h('h1', { id: title }, ...textNodes(question.title))),
      h('div', { class: 'modal-body' }, ...textNodes(question.text)),
      h(
        'footer',
        { class: 'modal-footer' },
        h(
          'button',
          { type: 'button', class: 'button', on: { click: () => answer(false) } },
          ...textNodes(question.deny),
        ),
        h(
          'button',
          { type: 'button', class: `button button-${style}`, on: { click: () => answer(true) } },
          ...textNodes(question.confirm),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
