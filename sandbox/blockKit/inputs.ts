import { z } from 'zod';
import { dispatchActionConfig } from './composition.ts';
import { identifier, plainText } from './text.ts';

const typed = {
  action_id: identifier,
  dispatch_action_config: dispatchActionConfig.optional(),
  focus_on_load: z.boolean().optional(),
  placeholder: plainText(150).optional(),
};

/** @see https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  })
  .refine((input) => (input.min_length ?? 0) <= (input.max_length ?? 3000), {
    error: 'min_length must not be more than max_length',
    path: ['min_length'],
  });

const numeral = z.string().regex(/^[+-]?(\d+\.?\d*|\.\d+)$/);

/** Numbers travel as strings; `is_decimal_allowed` is required. */
export const numberInput = z
  .strictObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: numeral.optional(),
    min_value: numeral.optional(),
    max_value: numeral.optional(),
  })
  .refine(
    (input) =>
      input.min_value === undefined ||
      input.max_value === undefined ||
      Number(input.min_value) <= Number(input.max_value),
    { error: 'min_value must not be more than max_value', path: ['min_value'] },
  );

/** An address of the web or of a mailbox. */
export const addressInputs = [
  z.strictObject({ type: z.literal('email_text_input'), ...typed, initial_value: z.string().optional() }),
  z.strictObject({ type: z.literal('url_text_input'), ...typed, initial_value: z.string().optional() }),
] as const;
