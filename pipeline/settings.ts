import { z } from 'zod';

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
