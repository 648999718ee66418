import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { ModelChoice } from '../../pipeline/api/service.ts';
import type { AppSettings } from '../../pipeline/api/views.ts';
import { fieldAction, input, option, plain, readSubmission } from './formParts.ts';

/** Callback id of the form, and block ids of its fields. */
export const settingsFormId = 'nmma_settings_form';
export const settingsField = { models: 'models_in_play', threshold: 'post_threshold' } as const;

/** What was in force when the form was opened; travels in its private metadata. */
const openedSchema = z.object({ modelsInPlay: z.array(z.string()), postThreshold: z.number().nullable() });

/** Slack's selects hold so many. */
const mostModels = 100;
/** ΔlnZ of real light curves stays far below. */
const mostThreshold = 10_000;

/** A number as Slack's number fields take it: never with an exponent. */
function numeral(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** The window behind *Settings…* of App Home. */
export function settingsForm(models: readonly ModelChoice[], settings: AppSettings): types.ModalView {
  const shown = models.slice(0, mostModels);
  const options = shown.map((one) => option(`${one.kind}: ${one.title}`, one.model));
  const inPlay = options.filter((one) => settings.modelsInPlay.includes(one.value ?? ''));
  return {
    type: 'modal',
    callback_id: settingsFormId,
    private_metadata: JSON.stringify({
      modelsInPlay: inPlay.map((one) => one.value),
      postThreshold: settings.postThreshold,
    }),
    title: plain('Settings'),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [
      input(
        settingsField.models,
        'Models in play',
        {
          type: 'multi_static_select',
          action_id: fieldAction,
          options,
          initial_options: inPlay.length > 0 ? inPlay : undefined,
        },
        { hint: 'Every new light curve is fitted with each of them. Others can still be asked for.' },
      ),
      input(
        settingsField.threshold,
        'Threshold for a message of its own',
        {
          type: 'number_input',
          action_id: fieldAction,
          is_decimal_allowed: true,
          initial_value: settings.postThreshold === null ? undefined : numeral(settings.postThreshold),
        },
        {
          isOptional: true,
          hint: 'ΔlnZ of the best kilonova against the best other model. Objects below stand in the summary only. Empty: every object has a message.',
        },
      ),
    ],
  };
}

/** A window with words only, for who may not. */
export function settingsRefusal(words: string): types.ModalView {
  return {
    type: 'modal',
    title: plain('Settings'),
    close: plain('Close'),
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: words } }],
  };
}

/** What was filled in, or what is wrong with it: block id → sentence. */
export type SettingsFormContent = { errors: Record<string, string> } | { change: Partial<AppSettings> };

/**
 * Reads a submission.
 * @param view as Slack sends it.
 * @returns what the person changed: what somebody else changed meanwhile stays.
 * @throws ZodError or SyntaxError when it is no submission of this form.
 */
export function readSettingsForm(view: unknown): SettingsFormContent {
  const form = readSubmission(view);
  const opened = openedSchema.parse(JSON.parse(form.metadata));
  const errors: Record<string, string> = {};
  const modelsInPlay = form.allChosen(settingsField.models);
  if (modelsInPlay.length === 0) errors[settingsField.models] = 'Choose at least one model.';
  const typed = form.typed(settingsField.threshold);
  const postThreshold = typed === '' ? null : Number(typed.replace(',', '.').replace('−', '-'));
  if (postThreshold !== null && !(Math.abs(postThreshold) <= mostThreshold)) {
    errors[settingsField.threshold] =
      `“${typed}” does not serve: expected a ΔlnZ such as 3, or nothing for every object.`;
  }
  if (Object.keys(errors).length > 0) return { errors };
  const isOther = [...modelsInPlay].sort().join('\n') !== [...opened.modelsInPlay].sort().join('\n');
  return {
    change: {
      ...(isOther ? { modelsInPlay } : {}),
      ...(postThreshold === opened.postThreshold ? {} : { postThreshold }),
    },
  };
}
