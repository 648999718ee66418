import { type Block, elementsOf } from './blockKit/check.ts';
import type { ViewState } from './types.ts';

type Value = Record<string, unknown>;

/** Element type → the key of its value in a payload, where it starts, and what "nothing" is. */
const keys: Record<string, { key: string; initial: string; empty: null | [] }> = {
  plain_text_input: { key: 'value', initial: 'initial_value', empty: null },
  number_input: { key: 'value', initial: 'initial_value', empty: null },
  email_text_input: { key: 'value', initial: 'initial_value', empty: null },
  url_text_input: { key: 'value', initial: 'initial_value', empty: null },
  checkboxes: { key: 'selected_options', initial: 'initial_options', empty: [] },
  radio_buttons: { key: 'selected_option', initial: 'initial_option', empty: null },
  static_select: { key: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { key: 'selected_option', initial: 'initial_option', empty: null },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', empty: [] },
  users_select: { key: 'selected_user', initial: 'initial_user', empty: null },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', empty: [] },
  channels_select: { key: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', empty: [] },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation', empty: null },
  multi_conversations_select: {
    key: 'selected_conversations',
    initial: 'initial_conversations',
    empty: [],
  },
  datepicker: { key: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { key: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time', empty: null },
};

/** The key under which an element of this type reports its value, such as `selected_option`. */
export function valueKey(type: string): string | undefined {
  return keys[type]?.key;
}

/** All choices an element offers. */
export function optionsOf(element: Value): { value: string; [key: string]: unknown }[] {
  const groups = (element.option_groups as { options: { value: string }[] }[] | undefined) ?? [];
  const options = (element.options as { value: string }[] | undefined) ?? [];
  return [...options, ...groups.flatMap((group) => group.options)];
}

/** What a person sees in the inputs before touching them: `values[block_id][action_id]`. */
export function initialState(blocks: readonly Block[]): ViewState {
  const values: ViewState['values'] = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const type = String(element.type);
      const entry = keys[type];
      if (!entry || block.block_id === undefined) continue;
      const inBlock = values[block.block_id] ?? {};
      inBlock[String(element.action_id)] = { type, [entry.key]: element[entry.initial] ?? entry.empty };
      values[block.block_id] = inBlock;
    }
  }
  return { values };
}

/** Puts what the page reports over the state; values of unknown elements are dropped, as Slack has none. */
export function mergeState(state: ViewState, reported: ViewState | undefined): ViewState {
  const merged = structuredClone(state);
  for (const [blockId, actions] of Object.entries(merged.values)) {
    for (const [actionId, value] of Object.entries(actions)) {
      const given = reported?.values[blockId]?.[actionId];
      if (given) actions[actionId] = { ...given, type: value.type };
    }
  }
  return merged;
}

function isEmpty(value: Value): boolean {
  const held = value[valueKey(String(value.type)) ?? 'value'];
  return held === null || held === undefined || held === '' || (Array.isArray(held) && held.length === 0);
}

function numberProblem(element: Value, text: string): string | undefined {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) return 'Please enter a number.';
  if (element.is_decimal_allowed === false && !Number.isInteger(number))
    return 'Please enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Please enter a number that is at least ${String(element.min_value)}.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Please enter a number that is at most ${String(element.max_value)}.`;
  return undefined;
}

function lengthProblem(element: Value, text: string): string | undefined {
  const least = Number(element.min_length ?? 0);
  const most = Number(element.max_length ?? 3000);
  if (text.length < least) return `Please enter at least ${least} characters.`;
  if (text.length > most) return `Please enter at most ${most} characters.`;
  return undefined;
}

function inputProblem(block: Block, state: ViewState): string | undefined {
  const [element] = elementsOf(block);
  const value = state.values[block.block_id ?? '']?.[String(element?.action_id)];
  if (!element || !value) return undefined;
  if (isEmpty(value)) return block.optional === true ? undefined : 'Please complete this required field.';
  if (typeof value.value !== 'string') return undefined;
  const isNumber = element.type === 'number_input';
  return isNumber ? numberProblem(element, value.value) : lengthProblem(element, value.value);
}

/** What Slack's own window refuses before the app hears of it: block id → words. */
export function windowErrors(blocks: readonly Block[], state: ViewState): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    const problem = block.type === 'input' ? inputProblem(block, state) : undefined;
    if (problem && block.block_id !== undefined) errors[block.block_id] = problem;
  }
  return errors;
}

/**
 * The state after a person filled in a form.
 * @param filled block id or action id → a text, a number, one option's value, several, or a whole value object.
 * @throws Error when there is no such input or no such option: then no person could have done it.
 */
export function fillIn(
  blocks: readonly Block[],
  state: ViewState,
  filled: Readonly<Record<string, unknown>>,
): ViewState {
  const after = structuredClone(state);
  for (const [id, wanted] of Object.entries(filled)) {
    const found = blocks
      .flatMap((block) => elementsOf(block).map((element) => ({ block, element })))
      .find(({ block, element }) => block.block_id === id || element.action_id === id);
    if (!found) throw new Error(`there is no input "${id}" in the view`);
    const { block, element } = found;
    const inBlock = after.values[block.block_id ?? ''];
    if (!inBlock) throw new Error(`"${id}" takes no value`);
    inBlock[String(element.action_id)] = valueFor(element, wanted);
  }
  return after;
}

/** The value object of one element for what a person chose or typed. */
export function valueFor(element: Value, wanted: unknown): Value {
  const type = String(element.type);
  const entry = keys[type];
  if (!entry) throw new Error(`an element of type ${type} takes no value`);
  if (typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)) return { type, ...wanted };
  if (entry.key === 'selected_option')
    return { type, selected_option: wanted === null ? null : pick(element, String(wanted)) };
  if (entry.key === 'selected_options') {
    const list = Array.isArray(wanted) ? wanted : [wanted];
    return { type, selected_options: list.map((one) => pick(element, String(one))) };
  }
  if (entry.key === 'value') return { type, value: wanted === null ? null : String(wanted) };
  return { type, [entry.key]: wanted };
}

function pick(element: Value, value: string): Value {
  const found = optionsOf(element).find((one) => one.value === value);
  if (found) return found;
  if (String(element.type).includes('external')) return { text: { type: 'plain_text', text: value }, value };
  const offered = optionsOf(element).map((one) => one.value);
  throw new Error(`"${value}" is not offered; there are: ${offered.join(', ')}`);
}
