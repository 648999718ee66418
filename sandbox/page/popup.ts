/// <reference lib="dom" />
/** Lists that open below (or above) the thing that was pressed. One at a time. */
import { h } from './dom.ts';

let closeOpen: (() => void) | undefined;

/** Closes the open list, if any. */
export function closePopup(): void {
  closeOpen?.();
}

/** True while this anchor's list is open. */
export function isOpen(anchor: HTMLElement): boolean {
  return anchor.getAttribute('aria-expanded') === 'true';
}

/**
 * Shows `content` at `anchor` until Escape, a press elsewhere, closePopup(), or until the anchor is scrolled out of sight.
 * `align` says which edge of the anchor it keeps; `onClose` runs once.
 */
export function openPopup(
  anchor: HTMLElement,
  content: HTMLElement,
  options: { align?: 'left' | 'right'; matchWidth?: boolean; onClose?: () => void } = {},
): void {
  closePopup();
  const popup = h('div', { class: 'popup' }, content);
  // Inside a modal dialog only what belongs to the dialog can be pressed.
  (anchor.closest('dialog') ?? document.body).appendChild(popup);
  anchor.setAttribute('aria-expanded', 'true');

  const place = () => {
    const box = anchor.getBoundingClientRect();
    if (options.matchWidth) popup.style.minWidth = `${box.width}px`;
    const { width, height } = popup.getBoundingClientRect();
    const below = innerHeight - box.bottom;
    const top = below < height + 8 && box.top > below ? box.top - height - 4 : box.bottom + 4;
    const left = options.align === 'right' ? box.right - width : box.left;
    popup.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
    popup.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  };
  const outside = (event: Event) => {
    const target = event.target as Node;
    if (!popup.contains(target) && !anchor.contains(target)) close();
  };
  // The channel follows its newest message: the list stays beside what was pressed, while that can be seen.
  const onScroll = () => {
    const { top, bottom } = anchor.getBoundingClientRect();
    if (anchor.isConnected && bottom > 0 && top < innerHeight) place();
    else close();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
    anchor.focus();
  };
  const close = () => {
    if (closeOpen !== close) return;
    closeOpen = undefined;
    popup.remove();
    anchor.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside, true);
    document.removeEventListener('scroll', onScroll, true);
    document.removeEventListener('keydown', onKey, true);
    options.onClose?.();
  };
  closeOpen = close;
  document.addEventListener('pointerdown', outside, true);
  document.addEventListener('scroll', onScroll, true);
  document.addEventListener('keydown', onKey, true);
  place();
}
