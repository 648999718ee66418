import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { ModelChoice } from '../../pipeline/service.ts';
import { type FitSettingsOverride, fitSettingsSchema } from '../../pipeline/settings.ts';
import { cut } from '../messages/text.ts';

/** Callback id of the modal, and block ids of its fields. */
export const refitModalId = 'nmma_refit_modal';
const field = {
  models: 'models',
  livePoints: 'live_points',
  tmax: 'tmax',
  limits: 'limits',
  trigger: 'trigger',
  priorSet: 'prior_set',
  force: 'force',
} as const;
/** Every field's element has this action id. */
const actionId = 'value';

const placeSchema = z.object({
  object: z.string().min(1),
  channel: z.string().min(1),
  threadTs: z.string().nullable(),
});

/** Whose refit, and where the answer belongs; travels in the modal's private metadata. */
export type RefitPlace = z.infer<typeof placeSchema>;

function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

function option(text: string, value: string): types.PlainTextOption {
  return { text: plain(cut(text, 75)), value };
}

const limitsOption = option('Non-detections count in the likelihood', 'use');
const forceOption = option('Fit again even if nothing has changed', 'force');
const triggerOptions = {
  free: option('Free: the explosion time is fitted', 'free'),
  fixed: option('Fixed at the first detection', 'fixed'),
};

const priorOptions = {
  own: option('Each model’s own', 'own'),
  tuned: option('Tuned: physical ranges', 'tuned'),
  old: option('Old: the ranges of the pipeline of 2022', 'old'),
};

/** The window behind *Refit…*. Slack's selects hold 100 models. */
export function refitModal(place: RefitPlace, models: readonly ModelChoice[]): types.ModalView {
  const options = models.slice(0, 100).map((one) => option(`${one.kind}: ${one.title}`, one.model));
  const defaults = models
    .slice(0, 100)
    .flatMap((one, index) => (one.isDefaultOfKind && one.isInPlay ? [options[index]] : []))
    .filter((one) => one !== undefined);
  return {
    type: 'modal',
    callback_id: refitModalId,
    private_metadata: JSON.stringify(place),
    title: plain('Refit'),
    submit: plain('Fit'),
    close: plain('Cancel'),
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: cut(place.object, 150), emoji: false } },
      {
        type: 'input',
        block_id: field.models,
        label: plain('Models'),
        element: {
          type: 'multi_static_select',
          action_id: actionId,
          options,
          ...(defaults.length > 0 ? { initial_options: defaults } : {}),
        },
      },
      {
        type: 'input',
        block_id: field.livePoints,
        optional: true,
        label: plain('Live points'),
        hint: plain('More are slower and surer. Empty: each model’s own number.'),
        element: { type: 'number_input', action_id: actionId, is_decimal_allowed: false },
      },
      {
        type: 'input',
        block_id: field.tmax,
        optional: true,
        label: plain('End of the window'),
        hint: plain('Days after the trigger. Empty: as usual.'),
        element: { type: 'number_input', action_id: actionId, is_decimal_allowed: true },
      },
      {
        type: 'input',
        block_id: field.limits,
        optional: true,
        label: plain('Limits'),
        element: {
          type: 'checkboxes',
          action_id: actionId,
          options: [limitsOption],
          initial_options: [limitsOption],
        },
      },
      {
        type: 'input',
        block_id: field.trigger,
        label: plain('Trigger time'),
        element: {
          type: 'radio_buttons',
          action_id: actionId,
          options: [triggerOptions.free, triggerOptions.fixed],
          initial_option: triggerOptions.free,
        },
      },
      {
        type: 'input',
        block_id: field.priorSet,
        label: plain('Priors'),
        element: {
          type: 'static_select',
          action_id: actionId,
          options: Object.values(priorOptions),
          initial_option: priorOptions.own,
        },
      },
      {
        type: 'input',
        block_id: field.force,
        optional: true,
        label: plain('Earlier results'),
        element: { type: 'checkboxes', action_id: actionId, options: [forceOption] },
      },
    ],
  };
}

/** One input's value, whichever kind it is; everything else that Slack adds is let through unseen. */
const inputSchema = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});
const submissionSchema = z.object({
  private_metadata: z.string(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), inputSchema)) }),
});

/** What was filled in, or what is wrong with it: block id → sentence. */
export type RefitForm =
  | { errors: Record<string, string> }
  | { place: RefitPlace; words: string[]; settings: FitSettingsOverride; force: boolean };

/**
 * Reads a submission.
 * @param view as Slack sends it.
 * @throws ZodError or SyntaxError when it is not a submission of this modal at all.
 */
export function readRefitForm(view: unknown): RefitForm {
  const { private_metadata: metadata, state } = submissionSchema.parse(view);
  const input = (block: string) => state.values[block]?.[actionId];
  const errors: Record<string, string> = {};
  const settings: FitSettingsOverride = {};

  const words = (input(field.models)?.selected_options ?? []).map((one) => one.value);
  if (words.length === 0) errors[field.models] = 'Choose at least one model.';

  const livePoints = input(field.livePoints)?.value;
  if (livePoints) {
    const parsed = fitSettingsSchema.shape.livePoints.safeParse(Number(livePoints));
    if (parsed.success) settings.livePoints = parsed.data;
    else
      errors[field.livePoints] = `“${livePoints}” does not serve: expected a whole number from 20 to 20000.`;
  }
  const tmax = input(field.tmax)?.value;
  if (tmax) {
    const days = Number(tmax);
    if (Number.isFinite(days) && days > 0) settings.tmax = days;
    else errors[field.tmax] = `“${tmax}” does not serve: expected a number of days above 0.`;
  }
  if (Object.keys(errors).length > 0) return { errors };

  settings.useLimits = (input(field.limits)?.selected_options ?? []).some((one) => one.value === 'use');
  settings.fixTrigger = input(field.trigger)?.selected_option?.value === 'fixed';
  const priorSet = fitSettingsSchema.shape.priorSet.safeParse(input(field.priorSet)?.selected_option?.value);
  if (priorSet.success) settings.priorSet = priorSet.data;
  const force = (input(field.force)?.selected_options ?? []).some((one) => one.value === 'force');
  return { place: placeSchema.parse(JSON.parse(metadata)), words, settings, force };
}
