/** The checks that Slack's own client makes before it submits a modal. */
import type { ElementValue, FormState, InputBlock, KnownBlock } from './types.ts';

function isEmpty(value: ElementValue | undefined): boolean {
  if (!value) return true;
  const { type: _type, ...held } = value;
  return Object.values(held).every(
    (part) =>
      part === null || part === undefined || part === '' || (Array.isArray(part) && part.length === 0),
  );
}

function numberError(element: Extract<InputBlock['element'], { type: 'number_input' }>, text: string) {
  const number = Number(text);
  if (!Number.isFinite(number)) return 'Please enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value)) {
    return `Please enter a number that is ${element.min_value} or more.`;
  }
  if (element.max_value !== undefined && number > Number(element.max_value)) {
    return `Please enter a number that is ${element.max_value} or less.`;
  }
  return undefined;
}

function errorOf(block: InputBlock, value: ElementValue | undefined): string | undefined {
  if (isEmpty(value)) return block.optional ? undefined : 'Please complete this required field.';
  const { element } = block;
  const text = value?.value ?? '';
  switch (element.type) {
    case 'number_input':
      return numberError(element, text);
    case 'plain_text_input':
      if (element.min_length !== undefined && text.length < element.min_length) {
        return `Please enter at least ${element.min_length} characters.`;
      }
      if (element.max_length !== undefined && text.length > element.max_length) {
        return `Please enter no more than ${element.max_length} characters.`;
      }
      return undefined;
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(text) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(text) ? undefined : 'Please enter a valid URL.';
    default:
      return undefined;
  }
}

/** Errors by block_id; empty when the form may be sent. */
export function validate(blocks: KnownBlock[], state: FormState): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || !block.block_id) continue;
    const error = errorOf(block, state.values[block.block_id]?.[block.element.action_id ?? '']);
    if (error) errors[block.block_id] = error;
  }
  return errors;
}
