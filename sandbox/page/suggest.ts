/// <reference lib="dom" />
/** What the composer proposes while one types: commands after `/`, people after `@`, channels after `#`. */
import { avatar } from './avatar.ts';
import { freshId, h } from './dom.ts';
import { workspace } from './workspace.ts';

interface Proposal {
  /** What replaces the word being typed. */
  insert: string;
  row: () => Node[];
}

/** The word before the caret that calls for proposals, and where it starts. */
function wordAt(text: string, caret: number): { word: string; start: number } | undefined {
  const before = text.slice(0, caret);
  if (/^\/\S*$/.test(before)) return { word: before, start: 0 };
  const match = /(?:^|\s)([@#][\p{L}\p{N}._-]*)$/u.exec(before);
  return match?.[1] ? { word: match[1], start: caret - match[1].length } : undefined;
}

function proposals(word: string): Proposal[] {
  const wanted = word.slice(1).toLowerCase();
  if (word.startsWith('/')) {
    return workspace.commands
      .filter(({ command }) => command.toLowerCase().startsWith(word.toLowerCase()))
      .map(({ command, usage_hint, description }) => ({
        insert: `${command} `,
        row: () => [
          avatar(workspace.app.userId, workspace.app.name, 36),
          h(
            'span',
            { class: 'suggest-main' },
            h('span', {}, h('b', {}, command), ' ', h('span', { class: 'suggest-hint' }, usage_hint ?? '')),
            h('span', { class: 'suggest-description' }, description ?? ''),
          ),
          h('span', { class: 'suggest-app' }, workspace.app.name),
        ],
      }));
  }
  if (word.startsWith('@')) {
    return [...workspace.users.values()]
      .filter((user) => `${user.name} ${user.realName}`.toLowerCase().includes(wanted))
      .map((user) => ({
        insert: `@${user.realName || user.name} `,
        row: () => [
          avatar(user.id, user.realName || user.name, 24),
          h(
            'span',
            { class: 'suggest-main' },
            h(
              'span',
              {},
              h('b', {}, user.realName || user.name),
              ' ',
              h('span', { class: 'suggest-hint' }, user.name),
            ),
          ),
        ],
      }));
  }
  return [...workspace.channels.values()]
    .filter(({ name }) => name.includes(wanted))
    .map(({ name }) => ({ insert: `#${name} `, row: () => [h('b', {}, `# ${name}`)] }));
}

const TITLES: Record<string, string> = { '/': 'Commands', '@': 'People', '#': 'Channels' };

export class Suggestions {
  readonly root: HTMLElement;
  #input: HTMLTextAreaElement;
  #shown: { proposal: Proposal; row: HTMLElement }[] = [];
  #active = 0;
  #start = 0;

  constructor(input: HTMLTextAreaElement) {
    this.#input = input;
    this.root = h('div', {
      class: 'suggest',
      role: 'listbox',
      id: freshId('suggest'),
      'aria-label': 'Suggestions',
      hidden: true,
    });
    input.setAttribute('aria-controls', this.root.id);
    input.addEventListener('input', () => this.refresh());
    input.addEventListener('blur', () => this.close());
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  close(): void {
    this.root.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
  }

  refresh(): void {
    const at = wordAt(this.#input.value, this.#input.selectionStart);
    const found = at ? proposals(at.word).slice(0, 8) : [];
    if (!at || found.length === 0) {
      this.close();
      return;
    }
    this.#start = at.start;
    this.#shown = found.map((proposal, index) => ({
      proposal,
      row: h(
        'div',
        {
          class: 'suggest-row',
          role: 'option',
          id: freshId('suggestion'),
          on: {
            // The press must not take the keyboard away from the input.
            pointerdown: (event) => event.preventDefault(),
            click: () => this.#take(index),
            pointermove: () => this.#activate(index),
          },
        },
        ...proposal.row(),
      ),
    }));
    const title = `${TITLES[at.word.charAt(0)]}${at.word.length > 1 ? ` matching “${at.word}”` : ''}`;
    this.root.replaceChildren(
      h('div', { class: 'suggest-title', role: 'presentation' }, title),
      ...this.#shown.map(({ row }) => row),
    );
    this.root.hidden = false;
    this.#input.setAttribute('aria-expanded', 'true');
    this.#activate(0);
  }

  #activate(index: number): void {
    this.#active = index;
    for (const [i, { row }] of this.#shown.entries()) row.setAttribute('aria-selected', String(i === index));
    this.#input.setAttribute('aria-activedescendant', this.#shown[index]?.row.id ?? '');
  }

  #take(index: number): void {
    const insert = this.#shown[index]?.proposal.insert;
    if (insert === undefined) return;
    this.#input.setRangeText(insert, this.#start, this.#input.selectionStart, 'end');
    this.#input.dispatchEvent(new Event('input', { bubbles: true }));
    this.close();
  }

  /** Handles a key while the list is open; true when it was used up. */
  key(event: KeyboardEvent): boolean {
    if (!this.open) return false;
    const count = this.#shown.length;
    const chosen = this.#shown[this.#active]?.proposal.insert.trim();
    if (event.key === 'ArrowDown') this.#activate((this.#active + 1) % count);
    else if (event.key === 'ArrowUp') this.#activate((this.#active + count - 1) % count);
    else if (event.key === 'Escape') this.close();
    else if (event.key === 'Tab') this.#take(this.#active);
    // A command that is already typed out is sent, not completed.
    else if (event.key === 'Enter' && this.#input.value.trim() !== chosen) this.#take(this.#active);
    else return false;
    event.preventDefault();
    return true;
  }
}
