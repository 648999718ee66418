import { z } from 'zod';
import { slackFile } from './composition.ts';
import {
  button,
  checkboxes,
  contextText,
  datePicker,
  dateTimePicker,
  imageElement,
  overflow,
  radioButtons,
  timePicker,
} from './elements.ts';
import { addressInputs, numberInput, plainTextInput } from './inputs.ts';
import { richTextBlock } from './richText.ts';
import { multiStaticSelect, otherMultiSelects, otherSelects, staticSelect } from './selects.ts';
import { tableBlock } from './table.ts';
import { anyText, identifier, plainText } from './text.ts';

/** Where blocks stand. Some blocks are for messages alone. */
export type Surface = 'message' | 'modal' | 'home';

const pickers = [checkboxes, radioButtons, datePicker, timePicker] as const;
const selects = [staticSelect, ...otherSelects, multiStaticSelect, ...otherMultiSelects] as const;

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: identifier,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z
      .discriminatedUnion('type', [button, imageElement, overflow, ...pickers, ...selects])
      .optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    error: 'must define either `text` or `fields`',
  });

const header = z.strictObject({ type: z.literal('header'), block_id: identifier, text: plainText(150) });
const divider = z.strictObject({ type: z.literal('divider'), block_id: identifier });

const image = z
  .strictObject({
    type: z.literal('image'),
    block_id: identifier,
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
    image_url: z.string().min(1).max(3000).optional(),
    slack_file: slackFile.optional(),
  })
  .refine((block) => (block.image_url === undefined) !== (block.slack_file === undefined), {
    error: 'must define either `image_url` or `slack_file`',
  });

const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: identifier,
  elements: z
    .array(z.discriminatedUnion('type', [button, overflow, dateTimePicker, ...pickers, ...selects]))
    .min(1)
    .max(25),
});

const context = z.strictObject({
  type: z.literal('context'),
  block_id: identifier,
  elements: z
    .array(z.discriminatedUnion('type', [imageElement, ...contextText.options]))
    .min(1)
    .max(10),
});

const input = z.strictObject({
  type: z.literal('input'),
  block_id: identifier,
  label: plainText(2000),
  element: z.discriminatedUnion('type', [
    plainTextInput,
    numberInput,
    ...addressInputs,
    dateTimePicker,
    ...pickers,
    ...selects,
  ]),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});

/** A remote file that the app registered before: the sandbox checks its shape only. */
const file = z.strictObject({
  type: z.literal('file'),
  block_id: identifier,
  external_id: z.string().min(1),
  source: z.literal('remote'),
});

const everywhere = [section, header, divider, image, actions, context, input, richTextBlock] as const;

/** The blocks that may stand in a message. */
export const messageBlock = z.discriminatedUnion('type', [...everywhere, file, tableBlock]);
/** The blocks that may stand in a modal or in App Home. */
export const viewBlock = z.discriminatedUnion('type', [...everywhere]);

/** Blocks that Slack has and this sandbox does not: named, so that a refusal can say so. */
export const unsupportedHere: ReadonlySet<string> = new Set([
  'video',
  'call',
  'context_actions',
  'alert',
  'card',
  'carousel',
  'container',
  'data_table',
  'markdown',
  'plan',
  'task_card',
]);
