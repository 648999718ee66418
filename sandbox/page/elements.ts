/// <reference lib="dom" />
/** Every element that can be pressed, chosen or filled in. */
import { suggest } from './api.ts';
import { confirmed } from './confirm.ts';
import { freshId, h } from './dom.ts';
import type { Field, Surface } from './form.ts';
import { icon } from './icons.ts';
import { checks, dateInput, textInput } from './inputs.ts';
import { closePopup, isOpen, openPopup } from './popup.ts';
import { select } from './select.ts';
import { textNodes } from './text.ts';
import type { Interactive } from './types.ts';

type Button = Extract<Interactive, { type: 'button' | 'workflow_button' }>;
type Overflow = Extract<Interactive, { type: 'overflow' }>;

export interface InputContext {
  id: string;
  label: string;
  dispatch: boolean;
}

/** Shows that an action is under way: the element is busy and does not take a second press. */
async function whileBusy(element: HTMLElement | undefined, work: () => Promise<void>): Promise<void> {
  if (element?.getAttribute('aria-busy') === 'true') return;
  element?.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    element?.removeAttribute('aria-busy');
  }
}

function button(element: Button, blockId: string, surface: Surface): HTMLElement {
  const actionId = element.action_id ?? '';
  const press = async () => {
    if (!(await confirmed(element.confirm))) return;
    await whileBusy(node, () =>
      surface.act({
        type: element.type,
        action_id: actionId,
        block_id: blockId,
        text: element.text,
        ...('value' in element && element.value !== undefined ? { value: element.value } : {}),
      }),
    );
  };
  const props = {
    class: `button ${element.style ? `button-${element.style}` : ''}`,
    'data-action-id': actionId,
    'data-block-id': blockId,
    'data-value': 'value' in element ? element.value : undefined,
    'aria-label': element.accessibility_label,
    on: { click: () => void press() },
  };
  const content = [
    h('span', { class: 'button-text' }, ...textNodes(element.text)),
    h('span', { class: 'spinner' }),
  ];
  const node: HTMLElement =
    'url' in element && element.url
      ? h(
          'a',
          { ...props, href: element.url, target: '_blank', rel: 'noopener noreferrer', role: 'button' },
          ...content,
        )
      : h('button', { ...props, type: 'button' }, ...content);
  return node;
}

function overflow(element: Overflow, blockId: string, surface: Surface): HTMLElement {
  const choose = async (option: (typeof element.options)[number]) => {
    closePopup();
    if (!(await confirmed(element.confirm))) return;
    const action = { type: 'overflow', action_id: element.action_id ?? '', block_id: blockId };
    await whileBusy(node, () => surface.act({ ...action, selected_option: option }));
  };
  const items = () =>
    element.options.map((option) =>
      h(
        option.url ? 'a' : 'button',
        {
          class: 'menu-item',
          role: 'menuitem',
          'data-value': option.value,
          ...(option.url
            ? { href: option.url, target: '_blank', rel: 'noopener noreferrer' }
            : { type: 'button' }),
          on: { click: () => void choose(option) },
        },
        ...textNodes(option.text),
      ),
    );
  const open = () => {
    if (isOpen(node)) return closePopup();
    const menu = h('div', { class: 'menu', role: 'menu' }, ...items());
    openPopup(node, menu, { align: 'right' });
    (menu.firstElementChild as HTMLElement | null)?.focus({ preventScroll: true });
  };
  const node = h(
    'button',
    {
      type: 'button',
      class: 'button button-overflow',
      'aria-label': 'More options',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-action-id': element.action_id,
      'data-block-id': blockId,
      on: { click: open },
    },
    icon('more', 18),
    h('span', { class: 'spinner' }),
  );
  return node;
}

/** Elements whose value is kept in the form. */
function stateful(element: Interactive, field: Field): HTMLElement {
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return textInput(element, field);
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return dateInput(element, field);
    case 'checkboxes':
    case 'radio_buttons':
      return checks(element, field);
    case 'static_select':
    case 'multi_static_select':
    case 'external_select':
    case 'multi_external_select':
    case 'users_select':
    case 'multi_users_select':
    case 'channels_select':
    case 'multi_channels_select':
    case 'conversations_select':
    case 'multi_conversations_select':
      return select(element, field);
    default:
      return h(
        'div',
        { class: 'unsupported', role: 'note' },
        `This page does not draw ${element.type} elements.`,
      );
  }
}

/**
 * Draws an element. Within an input block `input` gives its label and id, and whether it sends actions at all;
 * elsewhere every change sends one.
 */
export function interactive(
  element: Interactive,
  blockId: string,
  surface: Surface,
  input?: InputContext,
): HTMLElement {
  if (element.type === 'button' || element.type === 'workflow_button')
    return button(element, blockId, surface);
  if (element.type === 'overflow') return overflow(element, blockId, surface);
  const actionId = element.action_id ?? freshId('action');
  const dispatch = input?.dispatch ?? true;
  const keys =
    'dispatch_action_config' in element ? element.dispatch_action_config?.trigger_actions_on : undefined;
  return stateful(element, {
    blockId,
    actionId,
    id: input?.id,
    label: input?.label,
    dispatchOn: dispatch ? [...(keys ?? ['on_enter_pressed' as const])] : [],
    register: (initial) => surface.form.register(blockId, actionId, initial),
    suggest: (value) => suggest(surface.container, { action_id: actionId, block_id: blockId }, value),
    keep: (value) => surface.form.set(blockId, actionId, value),
    change: async (value, busy) => {
      surface.form.set(blockId, actionId, value);
      if (!dispatch) return;
      if (!(await confirmed('confirm' in element ? element.confirm : undefined))) return;
      await whileBusy(busy, () => surface.act({ ...value, action_id: actionId, block_id: blockId }));
    },
  });
}
