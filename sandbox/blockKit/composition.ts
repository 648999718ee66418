import { z } from 'zod';
import { anyText, plainText } from './text.ts';

/**
 * One choice of a select or overflow menu.
 * @see https://docs.slack.dev/reference/block-kit/composition-objects/option-object
 */
export const option = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});

/** One choice of checkboxes or radio buttons: its words may be mrkdwn. */
export const richOption = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
});

/** One choice of an overflow menu: it may be a link. */
export const overflowOption = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
  url: z.string().max(3000).optional(),
});

/** A titled group of choices. */
export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(option).min(1).max(100),
});

/**
 * The "are you sure?" of an element.
 * @see https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
 */
export const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
});

/** Which conversations a conversations select offers. */
export const conversationFilter = z.strictObject({
  include: z
    .array(z.enum(['im', 'mpim', 'private', 'public']))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});

/** When a text input sends `block_actions`. */
export const dispatchActionConfig = z.strictObject({
  trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
});

/** A file of Slack's own, by id or by its `url_private`. */
export const slackFile = z
  .strictObject({ id: z.string().min(1).optional(), url: z.string().min(1).max(3000).optional() })
  .refine((file) => (file.id === undefined) !== (file.url === undefined), {
    error: 'must define either `id` or `url`',
  });
