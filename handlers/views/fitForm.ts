import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { FitDefaults, ModelChoice, PipelineService } from '../../pipeline/api/service.ts';
import { type FitSettingsOverride, fitSettingsSchema } from '../../pipeline/api/service.ts';
import { actions, button } from '../messages/blocks.ts';
import { cut } from '../messages/text.ts';
import { fieldAction, input, option, plain, readSubmission } from './formParts.ts';

/** Callback id of the form, and block ids of its fields. */
export const fitFormId = 'nmma_fit_form';
export const fitField = {
  objects: 'objects',
  models: 'models',
  livePoints: 'live_points',
  tmin: 'tmin',
  tmax: 'tmax',
  limits: 'limits',
  trigger: 'trigger',
  triggerJd: 'trigger_jd',
  priorSet: 'prior_set',
  force: 'force',
} as const;
/** By it the app is asked for names of objects while somebody types. */
export const objectSuggestions = 'nmma_objects';

const mostObjects = 20;

/** Where the answer belongs, and the object chosen beforehand (null: none); travels in the form's private metadata. */
const placeSchema = z.object({
  channel: z.string().nullable(),
  threadTs: z.string().nullable(),
  objectName: z.string().nullable(),
});
export type FormPlace = z.infer<typeof placeSchema>;

/** Reads the place of a form of ours. @throws ZodError or SyntaxError when it is another one. */
export function readFormPlace(metadata: string): FormPlace {
  return placeSchema.parse(JSON.parse(metadata));
}

/** What a form offers, and what a fit is made with where nothing is filled in. */
export interface FormChoices {
  models: readonly ModelChoice[];
  defaults: FitDefaults;
}

/** What the pipeline offers now. */
export function formChoices(service: Pick<PipelineService, 'models' | 'fitDefaults'>): FormChoices {
  return { models: service.models(), defaults: service.fitDefaults() };
}

/** The button that shows the other fields. */
export const moreSettingsId = 'nmma_more_settings';

const longestPlaceholder = 150;
const limitsOption = option('Non-detections count in the likelihood', 'use');
const forceOption = option('Fit again even if nothing has changed', 'force');
const triggerOptions = {
  free: option('Free: the explosion time is fitted', 'free'),
  fixed: option('Fixed', 'fixed'),
};
const priorOptions = {
  own: option('Each model’s own', 'own'),
  tuned: option('Tuned: physical ranges', 'tuned'),
  old: option('Old: the ranges of the pipeline of 2022', 'old'),
};

/** @param usual what counts when nothing is typed, in words. */
function numberInput(isDecimal: boolean, usual: string): types.NumberInput {
  return {
    type: 'number_input',
    action_id: fieldAction,
    is_decimal_allowed: isDecimal,
    placeholder: plain(cut(usual, longestPlaceholder)),
  };
}

/** "400", or where models differ "400 (Me2017), 250 (Piro2021)". */
function livePointsWords({ livePoints }: FitDefaults): string {
  const byNumber = Map.groupBy(livePoints, (one) => one.livePoints);
  const [only] = byNumber.keys();
  if (byNumber.size <= 1) return only === undefined ? 'as the model has it' : String(only);
  const words = [...byNumber].map(
    ([number, those]) => `${number} (${those.map(({ model }) => model).join(', ')})`,
  );
  return words.join(', ');
}

/** The five fields behind *More settings*. */
function moreFields({ useLimits, fixTrigger, triggerJd, priorSet }: FitDefaults): types.InputBlock[] {
  return [
    input(
      fitField.limits,
      'Limits',
      {
        type: 'checkboxes',
        action_id: fieldAction,
        options: [limitsOption],
        ...(useLimits ? { initial_options: [limitsOption] } : {}),
      },
      { isOptional: true },
    ),
    input(fitField.trigger, 'Trigger time', {
      type: 'radio_buttons',
      action_id: fieldAction,
      options: [triggerOptions.free, triggerOptions.fixed],
      initial_option: fixTrigger ? triggerOptions.fixed : triggerOptions.free,
    }),
    input(
      fitField.triggerJd,
      'Trigger at',
      numberInput(true, triggerJd === null ? 'where the outburst begins' : String(triggerJd)),
      { isOptional: true, hint: 'Julian date (UTC).' },
    ),
    input(fitField.priorSet, 'Priors', {
      type: 'static_select',
      action_id: fieldAction,
      options: Object.values(priorOptions),
      initial_option: priorOptions[priorSet ?? 'own'],
    }),
    input(
      fitField.force,
      'Earlier results',
      { type: 'checkboxes', action_id: fieldAction, options: [forceOption] },
      { isOptional: true },
    ),
  ];
}

/**
 * The window behind *Refit…*, `/nmma fit` and the shortcuts.
 * @param choices Slack's selects hold 100 models. @param isWhole with the fields behind *More settings*.
 */
export function fitForm(place: FormPlace, choices: FormChoices, isWhole: boolean): types.ModalView {
  const { objectName } = place;
  const { defaults } = choices;
  const models = choices.models.slice(0, 100);
  const options = models.map((one) => option(`${one.kind}: ${one.title}`, one.model));
  const chosen = models
    .flatMap((one, index) => (one.isDefaultOfKind && one.isInPlay ? [options[index]] : []))
    .filter((one) => one !== undefined);
  return {
    type: 'modal',
    callback_id: fitFormId,
    private_metadata: JSON.stringify(place),
    title: plain(objectName === null ? 'Fit' : 'Refit'),
    submit: plain('Fit'),
    close: plain('Cancel'),
    blocks: [
      input(fitField.objects, 'Objects', {
        type: 'multi_external_select',
        action_id: objectSuggestions,
        min_query_length: 0,
        max_selected_items: mostObjects,
        placeholder: plain('Type a part of the name'),
        ...(objectName === null ? {} : { initial_options: [option(objectName, objectName)] }),
      }),
      input(fitField.models, 'Models', {
        type: 'multi_static_select',
        action_id: fieldAction,
        options,
        ...(chosen.length > 0 ? { initial_options: chosen } : {}),
      }),
      input(fitField.livePoints, 'Live points', numberInput(false, livePointsWords(defaults)), {
        isOptional: true,
        hint: 'More are slower and surer.',
      }),
      input(fitField.tmin, 'Begin of the window', numberInput(true, numeral(defaults.tmin)), {
        isOptional: true,
        hint: 'Days after the trigger.',
      }),
      input(fitField.tmax, 'End of the window', numberInput(true, numeral(defaults.tmax)), {
        isOptional: true,
        hint: 'Days after the trigger.',
      }),
      ...(isWhole
        ? moreFields(defaults)
        : [actions(`${moreSettingsId}_block`, [button('More settings', moreSettingsId, 'more')])]),
    ],
  };
}

const numeral = (value: number) => String(value).replace('-', '−');

/** What was filled in, or what is wrong with it: block id → sentence. */
export type FitFormContent =
  | { errors: Record<string, string> }
  | { place: FormPlace; objects: string[]; words: string[]; settings: FitSettingsOverride; force: boolean };

/** Years 1858 to 2132; anything else is no Julian date of a transient, most often a modified one. */
const jdRange = [2_400_000, 2_500_000] as const;

/**
 * Reads a submission.
 * @param view as Slack sends it.
 * @throws ZodError or SyntaxError when it is not a submission of this form at all.
 */
export function readFitForm(view: unknown): FitFormContent {
  const form = readSubmission(view, { [fitField.objects]: objectSuggestions });
  const errors: Record<string, string> = {};
  const settings: FitSettingsOverride = {};
  const objects = form.allChosen(fitField.objects);
  if (objects.length === 0) errors[fitField.objects] = 'Choose at least one object.';
  const words = form.allChosen(fitField.models);
  if (words.length === 0) errors[fitField.models] = 'Choose at least one model.';

  const read = (field: string, expected: string, take: (value: number) => boolean) => {
    const typed = form.typed(field);
    if (typed && !take(Number(typed))) errors[field] = `“${typed}” does not serve: expected ${expected}.`;
  };
  read(fitField.livePoints, 'a whole number from 20 to 20000', (value) => {
    const parsed = fitSettingsSchema.shape.livePoints.safeParse(value);
    if (parsed.success) settings.livePoints = parsed.data;
    return parsed.success;
  });
  read(fitField.tmin, 'a number of days', (value) => {
    settings.tmin = value;
    return Number.isFinite(value) && Math.abs(value) <= 1e5;
  });
  read(fitField.tmax, 'a number of days above 0', (value) => {
    settings.tmax = value;
    return Number.isFinite(value) && value > 0 && value <= 1e5;
  });
  read(fitField.triggerJd, `a Julian date such as 2459834.8`, (value) => {
    settings.triggerJd = value;
    return value > jdRange[0] && value < jdRange[1];
  });
  if (Object.keys(errors).length > 0) return { errors };

  // What is behind *More settings* keeps its default while it is not shown.
  if (form.has(fitField.limits)) settings.useLimits = form.allChosen(fitField.limits).includes('use');
  if (form.has(fitField.trigger)) settings.fixTrigger = form.chosen(fitField.trigger) === 'fixed';
  const priorSet = fitSettingsSchema.shape.priorSet.safeParse(form.chosen(fitField.priorSet));
  if (priorSet.success) settings.priorSet = priorSet.data;
  const force = form.allChosen(fitField.force).includes('force');
  return { place: readFormPlace(form.metadata), objects, words, settings, force };
}
