import { z } from 'zod';

const bands = ['ztfg', 'ztfr', 'ztfi'] as const;

function perBand(g: number, r: number, i: number, description: string) {
  const days = (fallback: number) => z.number().min(0).default(fallback).meta({ description });
  return z.strictObject({ ztfg: days(g), ztfr: days(r), ztfi: days(i) }).prefault({});
}

/**
 * How fast an object must change, per band. The defaults are those that ZTFReST ran with (Andreoni et al. 2021, ApJ
 * 918, 63, and its filter_kn.py): rates are measured over at least a day; slower than 1 mag a day up or 0.3 mag a day
 * down is too slow; so is no change at all in 6, 8, 10 days of g, r, i.
 */
export const evolutionSchema = z.strictObject({
  riseRate: perBand(1, 1, 1, 'least rise per band, mag per day'),
  fadeRate: perBand(0.3, 0.3, 0.3, 'least fading per band, mag per day'),
  flatDays: perBand(
    6,
    8,
    10,
    'days from the brightest to the faintest detection after which a change must be visible',
  ),
  baselineDays: z
    .number()
    .positive()
    .default(1)
    .meta({ description: 'rates are measured over at least this many days' }),
});

/** What deserves a fit: the `policy:` section of the configuration. By default, every object with two detections,
 * the last one within two weeks. */
export const policySchema = z.strictObject({
  minDetections: z
    .int()
    .min(2)
    .default(2)
    .meta({ description: 'least number of detections; one cannot be fitted' }),
  minFilters: z
    .int()
    .min(1)
    .max(3)
    .default(1)
    .meta({ description: 'least number of filters with a detection' }),
  maxAgeDays: z
    .number()
    .positive()
    .nullable()
    .default(14)
    .meta({ description: 'most days since the last detection; `null`: any age' }),
  minDurationDays: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .meta({ description: 'least days from first to last detection', examples: [1] }),
  maxDurationDays: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .meta({ description: 'most days from first to last detection; ZTFReST’s is 15', examples: [15] }),
  minGalacticLatitude: z
    .number()
    .min(0)
    .max(90)
    .nullable()
    .default(null)
    .meta({
      description: 'least distance from the Galactic plane, degrees; objects without a position pass',
      examples: [10],
    }),
  changedPoints: z
    .int()
    .min(0)
    .default(0)
    .meta({ description: 'fit again when more than this many points have changed since the last fit' }),
  evolution: evolutionSchema
    .nullable()
    .default(null)
    .meta({
      description: '`null`: the rate of change does not matter; `{}`: ZTFReST’s thresholds, below',
      examples: [{}],
    }),
});

/** What deserves a fit. */
export type Policy = z.infer<typeof policySchema>;
/** How fast an object must change. */
export type EvolutionPolicy = z.infer<typeof evolutionSchema>;
/** A band that rates are measured in. */
export type Band = (typeof bands)[number];

/** The bands that rates are measured in. */
export const policyBands: readonly Band[] = bands;

/** Every object with two detections, however old: for the demo and for tests, which bring their own light curves. */
export const defaultPolicy: Policy = { ...policySchema.parse({}), maxAgeDays: null };
