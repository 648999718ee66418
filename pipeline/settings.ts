import { z } from 'zod';
import type { Model } from './models.ts';
import { UserInputError } from './service.ts';

/** Settings of a fit, as request.json carries them. Days and magnitudes. */
export const fitSettingsSchema = z.strictObject({
  livePoints: z.int().min(20).max(20000),
  seed: z.int().min(0),
  tmin: z.number(),
  tmax: z.number(),
  errorBudget: z.number().positive(),
  useLimits: z.boolean(),
  triggerJd: z.number().nullable(),
  fixTrigger: z.boolean(),
});
export type FitSettings = z.infer<typeof fitSettingsSchema>;

/** What a person may change of the settings for one request. */
export type FitSettingsOverride = Partial<FitSettings>;

/** What every fit is made with, unless models.yml, the configuration or a person says otherwise. */
const common = {
  seed: 42,
  tmin: 0,
  // Two weeks: a kilonova has faded by then, and NMMA's own examples end there.
  tmax: 14,
  // NMMA's default systematic error, mag.
  errorBudget: 1,
  useLimits: true,
  triggerJd: null,
  fixTrigger: false,
} as const;

/**
 * The settings of a fit: a person's over the configuration's over the model's own.
 * @throws UserInputError naming the setting that is out of bounds.
 */
export function settingsFor(model: Model, ...overrides: FitSettingsOverride[]): FitSettings {
  const wanted = Object.assign({ livePoints: model.livePoints, ...common }, ...overrides.map(given));
  const parsed = fitSettingsSchema.safeParse(wanted);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserInputError(`Setting ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong value'}.`);
  }
  const { tmin, tmax } = parsed.data;
  if (tmax <= tmin) {
    throw new UserInputError(`The window ends (tmax ${tmax} d) before it begins (tmin ${tmin} d).`);
  }
  return parsed.data;
}

/** The settings that are really given: an undefined one leaves the default alone. */
function given(override: FitSettingsOverride): FitSettingsOverride {
  return Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
}
