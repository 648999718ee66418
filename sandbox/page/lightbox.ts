/// <reference lib="dom" />
/** Pictures in messages, and the larger view that a click on them opens. */
import { h } from './dom.ts';
import { icon } from './icons.ts';

/** Shows a picture as large as the window allows, until Escape or a press beside it. */
function openLightbox(url: string, alt: string, title: string): void {
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  const dialog = h(
    'dialog',
    {
      class: 'lightbox',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': title,
      'data-testid': 'lightbox',
      on: {
        cancel: close,
        click: (event) => {
          if (!(event.target instanceof HTMLImageElement)) close();
        },
      },
    },
    h(
      'header',
      { class: 'lightbox-header' },
      h('span', { class: 'lightbox-title' }, title),
      h('a', { href: url, download: '', class: 'icon-button', 'aria-label': 'Download' }, icon('download')),
      h(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': 'Close', autofocus: true },
        icon('close'),
      ),
    ),
    h('img', { src: url, alt }),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** A picture that opens larger on click; says so in words when there is none to show. */
export function thumbnail(url: string | undefined, alt: string, title: string): HTMLElement {
  if (url === undefined) return h('div', { class: 'image-missing', role: 'img', 'aria-label': alt }, alt);
  const image = h('img', { src: url, alt, draggable: 'false' });
  const frame = h(
    'button',
    {
      type: 'button',
      class: 'image-frame',
      title: 'Open larger',
      on: { click: () => openLightbox(url, alt, title) },
    },
    image,
  );
  image.addEventListener('error', () => {
    frame.replaceChildren(h('span', { class: 'image-missing' }, `Couldn’t load: ${alt}`));
  });
  return frame;
}
