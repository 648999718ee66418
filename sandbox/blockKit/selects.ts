import { z } from 'zod';
import { confirm, conversationFilter, option, optionGroup } from './composition.ts';
import { identifier, plainText } from './text.ts';

const common = {
  action_id: identifier,
  placeholder: plainText(150).optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
};
const many = { ...common, max_selected_items: z.int().min(1).optional() };
const choices = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};

interface Choices {
  options?: { value: string }[] | undefined;
  option_groups?: { options: { value: string }[] }[] | undefined;
}

function hasOneList(element: Choices): boolean {
  return (element.options === undefined) !== (element.option_groups === undefined);
}

function offers(element: Choices, wanted: { value: string }[]): boolean {
  const all = [
    ...(element.options ?? []),
    ...(element.option_groups ?? []).flatMap((group) => group.options),
  ];
  return wanted.every((one) => all.some((offered) => offered.value === one.value));
}

const oneListOnly = { error: 'must define either `options` or `option_groups`' };

/** @see https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
export const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...common,
    ...choices,
    initial_option: option.optional(),
  })
  .refine(hasOneList, oneListOnly)
  .refine((element) => offers(element, element.initial_option ? [element.initial_option] : []), {
    error: 'initial_option must be among options',
    path: ['initial_option'],
  });

/** @see https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element */
export const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...many,
    ...choices,
    initial_options: z.array(option).min(1).optional(),
  })
  .refine(hasOneList, oneListOnly)
  .refine((element) => offers(element, element.initial_options ?? []), {
    error: 'initial_options must be among options',
    path: ['initial_options'],
  });

/** Selects whose choices Slack or the app supplies while the person types. */
export const otherSelects = [
  z.strictObject({ type: z.literal('users_select'), ...common, initial_user: z.string().optional() }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...common,
    initial_channel: z.string().optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...common,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    response_url_enabled: z.boolean().optional(),
    filter: conversationFilter.optional(),
  }),
  z.strictObject({
    type: z.literal('external_select'),
    ...common,
    initial_option: option.optional(),
    min_query_length: z.int().min(0).optional(),
  }),
] as const;

/** The same, for several choices. */
export const otherMultiSelects = [
  z.strictObject({
    type: z.literal('multi_users_select'),
    ...many,
    initial_users: z.array(z.string()).min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    ...many,
    initial_channels: z.array(z.string()).min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...many,
    initial_conversations: z.array(z.string()).min(1).optional(),
    default_to_current_conversation: z.boolean().optional(),
    filter: conversationFilter.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...many,
    initial_options: z.array(option).min(1).optional(),
    min_query_length: z.int().min(0).optional(),
  }),
] as const;
