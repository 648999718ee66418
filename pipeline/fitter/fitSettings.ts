import { z } from 'zod';
import { UserInputError } from '../shared/userInputError.ts';
import type { Model } from './models.ts';

/** A known host galaxy: its redshift or its luminosity distance (Mpc), each with its standard error. */
const hostSchema = z.union([
  z.strictObject({ redshift: z.number().positive().max(2), redshiftError: z.number().nonnegative().max(2) }),
  z.strictObject({
    luminosityDistanceMpc: z.number().positive().max(1e5),
    luminosityDistanceErrorMpc: z.number().positive().max(1e5),
  }),
]);

/** What request.json carries of a fit's settings. Days and magnitudes; null as its schema says. */
const requestSettingsSchema = z.strictObject({
  livePoints: z
    .int()
    .min(20)
    .max(20000)
    .meta({ description: 'live points of the sampler. Left out: the model’s', examples: [400] }),
  seed: z
    .int()
    .min(0)
    .meta({ description: 'seed of the random numbers. Left out: 42', examples: [42] }),
  tmin: z
    .number()
    .min(-1e5)
    .max(1e5)
    .meta({
      description:
        'start of the window, days after the trigger time. Left out: 0. Negative values let earlier limits count',
      examples: [-2],
    }),
  tmax: z
    .number()
    .min(-1e5)
    .max(1e5)
    .meta({ description: 'end of the window, days after the trigger time. Left out: 14', examples: [7] }),
  errorBudget: z
    .number()
    .positive()
    .max(100)
    .nullable()
    .meta({
      description:
        'systematic error added to every point in quadrature, mag; `null`: fitted. Left out: fitted, 1 with `priorSet: old`',
      examples: [0.5],
    }),
  useLimits: z.boolean().meta({ description: '`false` leaves non-detections out. Left out: `true`' }),
  triggerJd: z
    .number()
    .nullable()
    .meta({
      description:
        'the trigger time as a Julian date. Left out: [the beginning of the outburst](results.md#the-trigger-time-and-the-window)',
      examples: [2459834.8],
    }),
  fixTrigger: z
    .boolean()
    .meta({ description: '`true` fixes the explosion at the trigger time. Left out: `false`' }),
  detectionLimits: z
    .partialRecord(z.enum(['ztfg', 'ztfr', 'ztfi']), z.number().min(-30).max(99))
    .nullable()
    .meta({
      description:
        'depth of the survey per filter, mag, or `null`. Left out: 21.5 in `ztfg`, `ztfr` and `ztfi`; other filters have none',
      examples: [{ ztfg: 21.5, ztfr: 21.5, ztfi: 21.5 }],
    }),
  dt: z
    .number()
    .min(0.01)
    .max(1000)
    .nullable()
    .meta({
      description: 'step of a linear grid of times, days; `null`, also when left out: the model’s own grid',
      examples: [0.5],
    }),
  ebv: z
    .number()
    .nonnegative()
    .max(100)
    .nullable()
    .meta({
      description: 'E(B−V) of the host, mag; `null`, also when left out: the prior’s',
      examples: [0.1],
    }),
  milkyWayEbv: z
    .number()
    .nonnegative()
    .max(200)
    .nullable()
    .meta({
      description:
        'E(B−V) of the Milky Way, mag; `null`, also when left out: looked up where the position is known',
      examples: [0.05],
    }),
  effectiveSamples: z
    .int()
    .min(10)
    .max(100_000)
    .nullable()
    .meta({ description: 'when a fit ends; `null`, also when left out: the model’s', examples: [2000] }),
});

/** Settings of a fit: those, the set of priors, a known host and where the object is (ICRS, degrees). */
export const fitSettingsSchema = z.strictObject({
  ...requestSettingsSchema.shape,
  priorSet: z.enum(['old', 'tuned']).meta({
    description: 'see [models.md](models.md#two-sets-of-priors). Left out: the model’s, which is `tuned`',
  }),
  host: hostSchema.nullable(),
  position: z
    .strictObject({ raDeg: z.number().min(0).max(360), decDeg: z.number().min(-90).max(90) })
    .nullable(),
});
export type FitSettings = z.infer<typeof fitSettingsSchema>;

/** What a person may change of the settings for one request. */
export type FitSettingsOverride = Partial<FitSettings>;

/**
 * The systematic error that goes with the old priors, mag: NMMA's default, as in the old pipeline. Otherwise it is fitted,
 * which tells classes apart best (docs/verdict.md).
 */
const oldErrorBudget = 1;

/** What every fit is made with, unless models.yml, the configuration or a person says otherwise. */
export const commonSettings = {
  seed: 42,
  tmin: 0,
  // Two weeks: a kilonova has faded by then, and NMMA's own examples end there.
  tmax: 14,
  useLimits: true,
  triggerJd: null,
  fixTrigger: false,
  // ZTF's depth, as the old pipeline had it: magnitudes beyond which nothing could have been detected.
  detectionLimits: { ztfg: 21.5, ztfr: 21.5, ztfi: 21.5 },
  dt: null,
  ebv: null,
  milkyWayEbv: null,
  effectiveSamples: null,
  host: null,
  position: null,
} as const;

/**
 * The settings of a fit: a person's over the configuration's over the model's own.
 * @throws UserInputError naming the setting that is out of bounds.
 */
export function settingsFor(model: Model, ...overrides: FitSettingsOverride[]): FitSettings {
  const own = { livePoints: model.livePoints, priorSet: model.priorSet, ...commonSettings };
  const wanted: FitSettingsOverride = Object.assign({}, own, ...overrides.map(given));
  if (wanted.errorBudget === undefined)
    wanted.errorBudget = wanted.priorSet === 'old' ? oldErrorBudget : null;
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

/** Made once: zod compiles a schema when it is first used. */
const storedSchema = fitSettingsSchema.exactPartial();

/** A fit's stored settings; what an earlier version did not know yet is as it would be now. */
export function storedSettings(model: Model, stored: string): FitSettings {
  return settingsFor(model, storedSchema.parse(JSON.parse(stored)));
}

/** The part of the settings that request.json has under that name. */
export function requestSettings(settings: FitSettings): z.infer<typeof requestSettingsSchema> {
  const { priorSet: _, host: __, position: ___, ...rest } = settings;
  return rest;
}
