/// <reference lib="dom" />
/** Inputs of text, numbers and dates, checkboxes and radio buttons. */
import { freshId, h } from './dom.ts';
import type { Field } from './form.ts';
import { textNodes, textString } from './text.ts';
import type { Interactive, Option } from './types.ts';

type Text = Extract<
  Interactive,
  { type: 'plain_text_input' | 'number_input' | 'email_text_input' | 'url_text_input' }
>;
type Dates = Extract<Interactive, { type: 'datepicker' | 'timepicker' | 'datetimepicker' }>;
type Checks = Extract<Interactive, { type: 'checkboxes' | 'radio_buttons' }>;

const marks = (field: Field) => ({
  id: field.id ?? freshId('input'),
  'aria-label': field.label,
  'data-action-id': field.actionId,
  'data-block-id': field.blockId,
});

/** Text, number, email address and URL. An empty input is `null`, as in Slack. */
export function textInput(element: Text, field: Field): HTMLElement {
  const held = field.register({ type: element.type, value: element.initial_value ?? null });
  const multiline = element.type === 'plain_text_input' && element.multiline === true;
  const type = { email_text_input: 'email', url_text_input: 'url' }[element.type as string] ?? 'text';
  const value = () => ({ type: element.type, value: node.value === '' ? null : node.value });
  const props = {
    ...marks(field),
    class: 'input',
    placeholder: textString(element.placeholder) || undefined,
    maxlength: 'max_length' in element ? element.max_length : undefined,
    autocomplete: 'off',
    inputmode: element.type === 'number_input' ? 'decimal' : undefined,
    on: {
      input: () => void keep(field.dispatchOn.includes('on_character_entered')),
      keydown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter' || multiline || !field.dispatchOn.includes('on_enter_pressed')) return;
        event.preventDefault();
        void keep(true);
      },
    },
  };
  const node: HTMLInputElement | HTMLTextAreaElement = multiline
    ? h('textarea', { ...props, rows: 4 })
    : h('input', { ...props, type });
  node.value = held.value ?? '';
  const keep = (tell: boolean) => (tell ? field.change(value(), node) : field.keep(value()));
  return node;
}

const DATE_KINDS = {
  datepicker: { type: 'date', key: 'selected_date', initial: 'initial_date' },
  timepicker: { type: 'time', key: 'selected_time', initial: 'initial_time' },
  datetimepicker: { type: 'datetime-local', key: 'selected_date_time', initial: 'initial_date_time' },
} as const;

/** Seconds since 1970 → what a datetime-local input wants, in the browser's time zone. */
function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Date (`YYYY-MM-DD`), time (`HH:mm`) and both (seconds since 1970), with the browser's own picker. */
export function dateInput(element: Dates, field: Field): HTMLElement {
  const kind = DATE_KINDS[element.type];
  const initial = (element as unknown as Record<string, string | number | undefined>)[kind.initial] ?? null;
  const held = field.register({ type: element.type, [kind.key]: initial })[kind.key] ?? '';
  const node = h('input', {
    ...marks(field),
    class: 'input input-date',
    type: kind.type,
    on: {
      change: () => {
        const seconds = Math.floor(new Date(node.value).getTime() / 1000);
        const picked = element.type === 'datetimepicker' ? seconds : node.value;
        void field.change({ type: element.type, [kind.key]: node.value === '' ? null : picked }, node);
      },
    },
  });
  node.value = typeof held === 'number' ? localTime(held) : held;
  return node;
}

/** Checkboxes (any number) and radio buttons (one). */
export function checks(element: Checks, field: Field): HTMLElement {
  const many = element.type === 'checkboxes';
  const initial = many
    ? { type: element.type, selected_options: element.initial_options ?? [] }
    : { type: element.type, selected_option: element.initial_option ?? null };
  const held = field.register(initial);
  const chosen = many ? (held.selected_options ?? []) : held.selected_option ? [held.selected_option] : [];
  const name = freshId('group');
  const boxes = element.options.map((option) => {
    const box = h('input', {
      type: many ? 'checkbox' : 'radio',
      name,
      value: option.value,
      on: { change: () => void tell() },
    });
    box.checked = chosen.some((other) => other.value === option.value);
    return { box, option };
  });
  const tell = () => {
    const now: Option[] = boxes.filter(({ box }) => box.checked).map(({ option }) => option);
    return field.change(
      many
        ? { type: element.type, selected_options: now }
        : { type: element.type, selected_option: now[0] ?? null },
      root,
    );
  };
  const root = h(
    'div',
    { ...marks(field), class: 'checks', role: many ? 'group' : 'radiogroup' },
    ...boxes.map(({ box, option }) =>
      h(
        'label',
        { class: 'check' },
        box,
        h(
          'span',
          {},
          ...textNodes(option.text),
          option.description
            ? h('span', { class: 'check-description' }, ...textNodes(option.description))
            : null,
        ),
      ),
    ),
  );
  return root;
}
