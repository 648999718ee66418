import { z } from 'zod';
import { confirm, overflowOption, richOption, slackFile } from './composition.ts';
import { anyText, identifier, plainText } from './text.ts';

const focus = z.boolean().optional();
const placeholder = plainText(150).optional();

/** @see https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: identifier,
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

/** The picture beside a section or in a context. */
export const imageElement = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(2000),
    image_url: z.string().min(1).max(3000).optional(),
    slack_file: slackFile.optional(),
  })
  .refine((image) => (image.image_url === undefined) !== (image.slack_file === undefined), {
    error: 'must define either `image_url` or `slack_file`',
  });

/** @see https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: identifier,
  options: z.array(overflowOption).min(1).max(5),
  confirm: confirm.optional(),
});

const sameOption = (a: { value: string }, b: { value: string }) => a.value === b.value;

/** At most 10 boxes; those ticked at first must be among them. */
export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    action_id: identifier,
    options: z.array(richOption).min(1).max(10),
    initial_options: z.array(richOption).min(1).optional(),
    confirm: confirm.optional(),
    focus_on_load: focus,
  })
  .refine(
    (element) =>
      (element.initial_options ?? []).every((initial) =>
        element.options.some((one) => sameOption(one, initial)),
      ),
    { error: 'initial_options must be among options', path: ['initial_options'] },
  );

/** At most 10 buttons; the one chosen at first must be among them. */
export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    action_id: identifier,
    options: z.array(richOption).min(1).max(10),
    initial_option: richOption.optional(),
    confirm: confirm.optional(),
    focus_on_load: focus,
  })
  .refine(
    ({ initial_option: initial, options }) =>
      initial === undefined || options.some((one) => sameOption(one, initial)),
    { error: 'initial_option must be among options', path: ['initial_option'] },
  );

/** A calendar; dates are YYYY-MM-DD. */
export const datePicker = z.strictObject({
  type: z.literal('datepicker'),
  action_id: identifier,
  initial_date: z.iso.date().optional(),
  placeholder,
  confirm: confirm.optional(),
  focus_on_load: focus,
});

/** A clock; times are HH:mm, 24 hours. */
export const timePicker = z.strictObject({
  type: z.literal('timepicker'),
  action_id: identifier,
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .optional(),
  timezone: z.string().optional(),
  placeholder,
  confirm: confirm.optional(),
  focus_on_load: focus,
});

/** Date and time, in Unix seconds of exactly ten digits. */
export const dateTimePicker = z.strictObject({
  type: z.literal('datetimepicker'),
  action_id: identifier,
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  confirm: confirm.optional(),
  focus_on_load: focus,
});

/** What a context block may hold besides pictures. */
export const contextText = anyText(2000);
