/// <reference lib="dom" />
/** A scrolling list of messages that redraws only the rows that changed. */
import { dayName } from './dates.ts';
import { h } from './dom.ts';
import { Form } from './form.ts';
import { renderMessage } from './message.ts';
import type { Message } from './types.ts';

const COMPACT_SECONDS = 300;
const NEAR_BOTTOM = 80;

export interface ListOptions {
  label: string;
  inThread: boolean;
  openThread: (ts: string) => void;
}

interface Row {
  signature: string;
  node: HTMLElement;
}

function continues(previous: Message | undefined, message: Message): boolean {
  return (
    previous !== undefined &&
    previous.user === message.user &&
    previous.username === message.username &&
    !previous.ephemeral &&
    !message.ephemeral &&
    !previous.reply_count &&
    Number(message.ts) - Number(previous.ts) < COMPACT_SECONDS
  );
}

function dayRow(day: string): HTMLElement {
  return h('div', { class: 'day', role: 'separator' }, h('span', {}, day));
}

export class MessageList {
  readonly root: HTMLElement;
  #inner: HTMLElement;
  #options: ListOptions;
  #rows = new Map<string, Row>();
  #forms = new Map<string, Form>();
  #channel = '';
  #atBottom = true;

  constructor(options: ListOptions) {
    this.#options = options;
    this.#inner = h('div', { class: 'message-list', role: 'log', 'aria-label': options.label });
    this.root = h('div', { class: 'scroller', tabindex: 0, 'aria-label': options.label }, this.#inner);
    this.root.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.root;
      this.#atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    });
    // Pictures that load late and new messages push the end down: stay there if one was there.
    const follow = new ResizeObserver(() => {
      if (this.#atBottom) this.toEnd();
    });
    follow.observe(this.#inner);
    follow.observe(this.root);
  }

  toEnd(): void {
    this.#atBottom = true;
    this.root.scrollTop = this.root.scrollHeight;
  }

  /** Forgets all rows, before another channel or thread is shown. */
  reset(): void {
    this.#rows.clear();
    this.#forms.clear();
    this.#inner.replaceChildren();
    this.#atBottom = true;
  }

  /** Shows these messages, oldest first. `intro` stands above them, `afterFirst` below a thread's parent. */
  show(channel: string, messages: Message[], intro?: HTMLElement, afterFirst?: HTMLElement): void {
    if (channel !== this.#channel) this.reset();
    this.#channel = channel;
    const used = new Set<string>();
    const keep = (key: string, signature: string, draw: () => HTMLElement) => {
      const row = this.#rows.get(key);
      const node = row?.signature === signature ? row.node : draw();
      this.#rows.set(key, { signature, node });
      used.add(key);
      return node;
    };
    const drawn = messages.flatMap((message, index) => {
      const { day, compact } = this.#lead(messages[index - 1], message, index);
      const node = keep(message.ts, JSON.stringify([message, compact]), () => this.#draw(message, compact));
      return day === null ? [node] : [keep(`day ${day}`, day, () => dayRow(day)), node];
    });
    if (afterFirst && drawn.length > 0) drawn.splice(this.#options.inThread ? 1 : 2, 0, afterFirst);
    for (const key of this.#rows.keys()) if (!used.has(key)) this.#rows.delete(key);
    this.#place(intro ? [intro, ...drawn] : drawn);
  }

  /** The day to name before a message, if any, and whether the message goes on from the one before. */
  #lead(
    before: Message | undefined,
    message: Message,
    index: number,
  ): { day: string | null; compact: boolean } {
    // The first reply stands apart from its parent.
    if (this.#options.inThread) return { day: null, compact: index > 1 && continues(before, message) };
    const day = dayName(message.ts);
    if (!before || dayName(before.ts) !== day) return { day, compact: false };
    return { day: null, compact: continues(before, message) };
  }

  #draw(message: Message, compact: boolean): HTMLElement {
    const form = new Form(this.#forms.get(message.ts));
    this.#forms.set(message.ts, form);
    const { inThread, openThread } = this.#options;
    return renderMessage(message, { channel: this.#channel, compact, inThread, form, openThread });
  }

  /** Puts the nodes in order and touches none that is where it should be (focus and open lists survive). */
  #place(wanted: HTMLElement[]): void {
    const keep = new Set<Node>(wanted);
    for (const child of [...this.#inner.children]) if (!keep.has(child)) child.remove();
    for (const [index, node] of wanted.entries()) {
      const there = this.#inner.children[index];
      if (there !== node) this.#inner.insertBefore(node, there ?? null);
    }
  }

  /** Hides the rows without these words; an empty text shows all again. */
  filter(words: string): void {
    const wanted = words.trim().toLowerCase();
    for (const { node } of this.#rows.values()) {
      node.hidden = wanted !== '' && !node.textContent?.toLowerCase().includes(wanted);
    }
  }
}
