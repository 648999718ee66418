import type { types } from '@slack/bolt';
import { z } from 'zod';
import { classes, longestClass, longestComment } from '../../pipeline/api/opinions.ts';
import { cut } from '../messages/text.ts';
import { fieldAction, input, option, plain, readSubmission } from './formParts.ts';

/** Callback id of the form, and block ids of its fields. */
export const classifyFormId = 'nmma_classify_form';
export const classifyField = { class: 'class', other: 'other_class', comment: 'comment' } as const;

const placeSchema = z.object({
  object: z.string().min(1),
  channel: z.string().nullable(),
  threadTs: z.string().nullable(),
});
/** Which object, and where the answer belongs. */
export type ClassifyPlace = z.infer<typeof placeSchema>;

/** The window behind *Classified as…*. */
export function classifyForm(place: ClassifyPlace): types.ModalView {
  return {
    type: 'modal',
    callback_id: classifyFormId,
    private_metadata: JSON.stringify(place),
    title: plain('Classify'),
    submit: plain('Keep'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'section',
        text: plain(cut(`${place.object} is, in your verdict:`, 3000)),
      },
      input(
        classifyField.class,
        'Class',
        {
          type: 'static_select',
          action_id: fieldAction,
          placeholder: plain('Choose…'),
          options: classes.map((name) => option(name, name)),
        },
        { isOptional: true },
      ),
      input(
        classifyField.other,
        'Another class',
        { type: 'plain_text_input', action_id: fieldAction, max_length: longestClass },
        { isOptional: true, hint: 'Instead of one from the list.' },
      ),
      input(
        classifyField.comment,
        'Why',
        {
          type: 'plain_text_input',
          action_id: fieldAction,
          max_length: longestComment,
          placeholder: plain('A spectrum, see TNS'),
        },
        { isOptional: true },
      ),
    ],
  };
}

/** What was filled in, or what is wrong with it: block id → sentence. */
export type ClassifyFormContent =
  | { errors: Record<string, string> }
  | { place: ClassifyPlace; class: string; comment: string | null };

/**
 * Reads a submission.
 * @param view as Slack sends it. @throws ZodError or SyntaxError when it is no submission of this form.
 */
export function readClassifyForm(view: unknown): ClassifyFormContent {
  const form = readSubmission(view);
  const place = placeSchema.parse(JSON.parse(form.metadata));
  const chosen = form.chosen(classifyField.class);
  const other = form.typed(classifyField.other);
  if (chosen !== null && other !== '') {
    return { errors: { [classifyField.other]: `Choose ${chosen} or type another class, not both.` } };
  }
  const name = chosen ?? other;
  if (name === '') return { errors: { [classifyField.class]: 'Choose a class, or type another one below.' } };
  return { place, class: name, comment: form.typed(classifyField.comment) || null };
}
