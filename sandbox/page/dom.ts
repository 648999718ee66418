/// <reference lib="dom" />
/** Small helpers to build DOM nodes. Text from outside only ever becomes text nodes and attributes. */

export type Child = Node | string | null | undefined | false;

type Listeners = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

interface Props {
  [attribute: string]: string | number | boolean | null | undefined | Listeners;
  on?: Listeners;
}

/**
 * Builds one HTML element: `h('a', { href, on: { click } }, 'text', node)`.
 * `true` sets an empty attribute; `false`, `null` and `undefined` leave it out. Falsy children are skipped.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on' || value === undefined || value === null || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [name, listener] of Object.entries(props.on ?? {})) {
    element.addEventListener(name, listener as EventListener);
  }
  append(element, children);
  return element;
}

/** Appends the children that are there. */
export function append(parent: Node, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  }
}

/** The element with this id in index.html; throws if the page lacks it. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element #${id}`);
  return found;
}

let counter = 0;
/** A fresh id for `for=` and `aria-…` attributes. */
export function freshId(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Only http(s) and mailto links are followed; anything else (javascript:, data:) becomes undefined. */
function safeUrl(url: string): string | undefined {
  try {
    const { protocol } = new URL(url);
    return ['http:', 'https:', 'mailto:', 'slack:'].includes(protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** A link that opens in another tab; plain text where the address is not one to follow. */
export function link(url: string, ...children: Child[]): HTMLElement {
  const href = safeUrl(url);
  if (href === undefined) return h('span', {}, ...children);
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}
