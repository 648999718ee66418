import { z } from 'zod';

/**
 * A `plain_text` object of 1 to `max` characters.
 * @see https://docs.slack.dev/reference/block-kit/composition-objects/text-object
 */
export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

/** A `mrkdwn` object of 1 to `max` characters. */
export function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

/** Either kind of text object, 1 to `max` characters. */
export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

/** `action_id` and `block_id`: 1 to 255 characters; Slack makes one up when it is left out. */
export const identifier = z.string().min(1).max(255).optional();
