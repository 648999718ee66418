import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { MuteEnd } from '../../pipeline/api/service.ts';
import { readMuteEnd } from '../commands/durations.ts';
import { fieldAction, input, option, plain, readSubmission } from './formParts.ts';

/** Callback id of the form, and block ids of its fields. */
export const muteFormId = 'nmma_mute_form';
export const muteField = { duration: 'duration', date: 'date', reason: 'reason' } as const;

const longestReason = 3000;

const placeSchema = z.object({
  object: z.string().min(1),
  channel: z.string().nullable(),
  threadTs: z.string().nullable(),
});
/** Which object, and where the answer belongs. */
export type MutePlace = z.infer<typeof placeSchema>;

const durations = {
  unmuted: option('Until somebody unmutes it', 'unmuted'),
  next: option('Until its next detection', 'next'),
  day: option('One day', '1d'),
  days: option('Two days', '2d'),
  week: option('One week', '1w'),
  month: option('Four weeks', '4w'),
  date: option('Until a date', 'date'),
};

/** The window behind *Mute…*. */
export function muteForm(place: MutePlace): types.ModalView {
  return {
    type: 'modal',
    callback_id: muteFormId,
    private_metadata: JSON.stringify(place),
    title: plain('Mute'),
    submit: plain('Mute'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'section',
        text: plain(`${place.object}: new data will not be fitted. The channel sees who muted it and why.`),
      },
      input(muteField.duration, 'How long', {
        type: 'static_select',
        action_id: fieldAction,
        options: Object.values(durations),
        initial_option: durations.unmuted,
      }),
      input(
        muteField.date,
        'Date',
        { type: 'datepicker', action_id: fieldAction },
        { isOptional: true, hint: 'Only for “Until a date”; it ends at 0 h UTC.' },
      ),
      input(
        muteField.reason,
        'Why',
        {
          type: 'plain_text_input',
          action_id: fieldAction,
          multiline: true,
          max_length: longestReason,
          placeholder: plain('An AGN, see Fritz'),
        },
        { isOptional: true },
      ),
    ],
  };
}

/** What was filled in, or what is wrong with it: block id → sentence. */
export type MuteFormContent =
  | { errors: Record<string, string> }
  | { place: MutePlace; end: MuteEnd; reason: string | null };

/**
 * Reads a submission.
 * @param view as Slack sends it. @throws ZodError or SyntaxError when it is no submission of this form.
 */
export function readMuteForm(view: unknown, now: Date): MuteFormContent {
  const form = readSubmission(view);
  const place = placeSchema.parse(JSON.parse(form.metadata));
  const reason = form.typed(muteField.reason) || null;
  const duration = form.chosen(muteField.duration) ?? 'unmuted';
  const date = form.chosen(muteField.date);
  if (duration === 'date' && date === null) {
    return { errors: { [muteField.date]: 'Choose the date at which the mute ends.' } };
  }
  const { end = null } = readMuteEnd([duration === 'date' ? (date ?? '') : duration], now);
  return { place, end, reason };
}
