/// <reference lib="dom" />
/** All selects: of options, users, channels and conversations; of one or of many. */
import { freshId, h } from './dom.ts';
import type { Field } from './form.ts';
import { icon } from './icons.ts';
import { type Entry, listbox } from './listbox.ts';
import { closePopup, isOpen, openPopup } from './popup.ts';
import { textNodes, textString } from './text.ts';
import type { ElementValue, Interactive, Option } from './types.ts';
import { workspace } from './workspace.ts';

type SelectElement = Extract<Interactive, { type: `${string}_select` }>;

/** Which field of the value holds what was chosen, by kind of select. */
const FIELDS = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
} as const;

interface Choice extends Entry {
  option?: Option;
}

function choiceOf(option: Option, group?: string): Choice {
  return {
    key: option.value ?? '',
    label: textNodes(option.text),
    words: `${textString(option.text)} ${option.description?.text ?? ''}`,
    option,
    ...(option.description ? { description: textString(option.description) } : {}),
    ...(group === undefined ? {} : { group }),
  };
}

/** The options chosen at first, which of an external select are all that is known. */
function initialOptions(element: SelectElement): Choice[] {
  const many = 'initial_options' in element ? (element.initial_options ?? []) : [];
  const one = 'initial_option' in element && element.initial_option ? [element.initial_option] : [];
  return [...many, ...one].map((option) => choiceOf(option));
}

function optionChoices(element: SelectElement): Choice[] {
  if ('option_groups' in element && element.option_groups) {
    return element.option_groups.flatMap((group) =>
      group.options.map((option) => choiceOf(option, textString(group.label))),
    );
  }
  return 'options' in element ? (element.options ?? []).map((option) => choiceOf(option)) : [];
}

function choices(element: SelectElement): Choice[] {
  const users = () =>
    [...workspace.users.values()].map((user) => {
      const name = user.realName || user.name;
      return { key: user.id, label: [name], words: `${name} ${user.name}` };
    });
  const channels = () =>
    [...workspace.channels.values()].map(({ id, name }) => ({ key: id, label: [`# ${name}`], words: name }));
  if (element.type.endsWith('users_select')) return users();
  if (element.type.endsWith('channels_select')) return channels();
  if (element.type.endsWith('conversations_select')) return [...channels(), ...users()];
  if (element.type.endsWith('external_select')) return initialOptions(element);
  return optionChoices(element);
}

/** The keys chosen at first, from whichever `initial_…` the element has. */
function initialKeys(element: SelectElement): string[] {
  for (const [name, value] of Object.entries(element)) {
    if (!name.startsWith('initial_') || !value) continue;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return list.map((item) =>
      typeof item === 'object' && item && 'value' in item ? String(item.value) : String(item),
    );
  }
  return [];
}

/** Draws a select and keeps its value in the field's form. */
export function select(element: SelectElement, field: Field): HTMLElement {
  const multiple = element.type.startsWith('multi_');
  const kind = element.type.replace(/^multi_/, '') as keyof typeof FIELDS;
  const all = choices(element);
  const find = (key: string) => all.find((choice) => choice.key === key);

  const toValue = (keys: string[]): ElementValue => {
    const values =
      kind.startsWith('static') || kind.startsWith('external') ? keys.map((key) => find(key)?.option) : keys;
    const held = values.filter((value) => value !== undefined);
    return multiple
      ? { type: element.type, [`${FIELDS[kind]}s`]: held }
      : { type: element.type, [FIELDS[kind]]: held[0] ?? null };
  };
  const toKeys = (value: ElementValue): string[] => {
    const held: unknown = multiple ? value[`${FIELDS[kind]}s`] : value[FIELDS[kind]];
    const list: unknown[] = Array.isArray(held) ? held : held ? [held] : [];
    return list.map((item) =>
      typeof item === 'object' && item && 'value' in item ? String(item.value) : String(item),
    );
  };

  let keys = toKeys(field.register(toValue(initialKeys(element))));
  const placeholder = textString(element.placeholder) || (multiple ? 'Select options' : 'Select an option');
  const shown = h('span', { class: 'select-shown' });
  const trigger = h(
    'div',
    {
      class: `select${multiple ? ' select-multi' : ''}`,
      role: 'combobox',
      tabindex: 0,
      id: field.id ?? freshId('select'),
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
      'aria-label': field.label ?? placeholder,
      'data-action-id': field.actionId,
      'data-block-id': field.blockId,
    },
    shown,
    icon('down', 16),
  );
  const draw = () => {
    const chosen = keys.map((key) => ({
      key,
      label: all.find((choice) => choice.key === key)?.words.trim() ?? key,
    }));
    shown.replaceChildren(
      ...(keys.length === 0
        ? [h('span', { class: 'placeholder' }, placeholder)]
        : chosen.map(({ key, label }) => (multiple ? chip(key) : h('span', {}, ...cloned(key, label))))),
    );
  };
  const cloned = (key: string, fallback: string) =>
    find(key)?.label.map((child) => (child instanceof Node ? child.cloneNode(true) : child)) ?? [fallback];
  const chip = (key: string) =>
    h(
      'span',
      { class: 'chip', 'data-value': key },
      ...cloned(key, key),
      h(
        'button',
        {
          type: 'button',
          class: 'chip-remove',
          'aria-label': `Remove ${find(key)?.words.trim() ?? key}`,
          on: {
            click: (event) => {
              event.stopPropagation();
              void choose(keys.filter((other) => other !== key));
            },
          },
        },
        icon('close', 12),
      ),
    );
  const choose = async (next: string[]) => {
    keys = next;
    draw();
    await field.change(toValue(keys), trigger);
  };
  const most = 'max_selected_items' in element ? (element.max_selected_items ?? Infinity) : Infinity;

  const load = async (typed: string): Promise<Choice[]> => {
    const found = (await field.suggest(typed)).map((option) => choiceOf(option));
    all.push(...found.filter((choice) => find(choice.key) === undefined));
    return found;
  };
  const open = () => {
    if (isOpen(trigger)) return closePopup();
    const list = listbox({
      entries: (kind === 'external_select' ? [] : all).map((choice) => ({
        ...choice,
        label: cloned(choice.key, choice.key),
      })),
      multiple,
      label: field.label ?? placeholder,
      isChosen: (key) => keys.includes(key),
      ...(kind === 'external_select' ? { load } : {}),
      onChoose: (key) => {
        if (!multiple) {
          closePopup();
          trigger.focus();
          void choose([key]);
          return;
        }
        if (!keys.includes(key) && keys.length >= most) return;
        void choose(keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key]);
        list.refresh();
      },
    });
    openPopup(trigger, list.root, { matchWidth: true });
    list.focus();
  };
  trigger.addEventListener('click', open);
  trigger.addEventListener('keydown', (event) => {
    if (event.target !== trigger) return;
    if (event.key === 'Backspace' && multiple && keys.length > 0) void choose(keys.slice(0, -1));
    else if ([' ', 'Enter', 'ArrowDown'].includes(event.key)) open();
    else return;
    event.preventDefault();
  });
  draw();
  return trigger;
}
