/// <reference lib="dom" />
/** The box in which one writes. */
import { freshId, h } from './dom.ts';
import { type IconName, icon } from './icons.ts';
import { escapeText } from './mrkdwn.ts';
import { Suggestions } from './suggest.ts';
import { workspace } from './workspace.ts';

export interface ComposerOptions {
  testId: string;
  /** Sends what was typed (with Slack's escapes); resolves to false when it could not be sent and shall stay. */
  send: (text: string) => Promise<boolean>;
}

const FORMATS: [IconName, string, string][] = [
  ['bold', 'Bold', '*'],
  ['italic', 'Italic', '_'],
  ['strike', 'Strikethrough', '~'],
  ['code', 'Code', '`'],
];

/** Typed text → what Slack's client sends: escaped, `@Name` and `#channel` as ids. Commands keep their words. */
function encode(text: string): string {
  const escaped = escapeText(text);
  if (text.startsWith('/')) return escaped;
  let out = escaped;
  const names = [...workspace.users.values()]
    .map((user) => ({ name: `@${escapeText(user.realName || user.name)}`, id: `<@${user.id}>` }))
    .concat(
      [...workspace.channels.values()].map(({ name, id }) => ({ name: `#${name}`, id: `<#${id}|${name}>` })),
    )
    .sort((a, b) => b.name.length - a.name.length);
  for (const { name, id } of names) {
    let from = out.indexOf(name);
    while (from >= 0) {
      const end = from + name.length;
      const alone = !/[\p{L}\p{N}]/u.test(out[end] ?? '');
      if (alone) out = out.slice(0, from) + id + out.slice(end);
      from = out.indexOf(name, alone ? from + id.length : end);
    }
  }
  return out;
}

export class Composer {
  readonly root: HTMLElement;
  #input: HTMLTextAreaElement;
  #suggestions: Suggestions;
  #options: ComposerOptions;
  #send: HTMLButtonElement;

  constructor(options: ComposerOptions) {
    this.#options = options;
    this.#input = h('textarea', {
      class: 'composer-input',
      rows: 1,
      id: freshId('composer'),
      'data-testid': options.testId,
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      on: { keydown: (event) => this.#key(event), input: () => this.#grow() },
    });
    this.#suggestions = new Suggestions(this.#input);
    this.#send = h(
      'button',
      {
        type: 'button',
        class: 'send',
        'aria-label': 'Send now',
        disabled: true,
        on: { click: () => void this.#submit() },
      },
      icon('send', 18),
    );
    const slash = h(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-label': 'Run a command',
        title: 'Run a command',
        on: { click: () => this.#startCommand() },
      },
      icon('slash', 18),
    );
    this.root = h(
      'div',
      { class: 'composer' },
      this.#suggestions.root,
      h(
        'div',
        { class: 'composer-formats', role: 'toolbar', 'aria-label': 'Formatting' },
        ...FORMATS.map((format) => this.#format(...format)),
      ),
      this.#input,
      h('div', { class: 'composer-foot' }, options.testId === 'composer' ? slash : h('span'), this.#send),
    );
  }

  set placeholder(text: string) {
    this.#input.placeholder = text;
    this.#input.setAttribute('aria-label', text);
  }

  /** Puts the keyboard here, but not where that would open one on the screen. */
  focus(): void {
    if (matchMedia('(hover: hover)').matches) this.#input.focus();
  }

  #format(name: IconName, label: string, mark: string): HTMLElement {
    const wrap = () => {
      const { selectionStart: start, selectionEnd: end, value } = this.#input;
      this.#input.setRangeText(`${mark}${value.slice(start, end)}${mark}`, start, end, 'end');
      this.#input.setSelectionRange(start + 1, end + 1);
      this.#input.focus();
      this.#grow();
    };
    const props = {
      type: 'button',
      class: 'icon-button',
      'aria-label': label,
      title: label,
      on: { click: wrap },
    };
    return h('button', props, icon(name, 18));
  }

  #startCommand(): void {
    if (this.#input.value === '') this.#input.value = '/';
    this.#input.focus();
    this.#grow();
    this.#suggestions.refresh();
  }

  #grow(): void {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
    this.#send.disabled = this.#input.value.trim() === '';
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing || this.#suggestions.key(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void this.#submit();
  }

  async #submit(): Promise<void> {
    const text = this.#input.value;
    if (text.trim() === '') return;
    this.#suggestions.close();
    this.#input.value = '';
    this.#grow();
    if (await this.#options.send(encode(text.trimEnd()))) return;
    if (this.#input.value === '') this.#input.value = text;
    this.#grow();
  }
}
