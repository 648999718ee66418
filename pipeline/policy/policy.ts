import { z } from 'zod';

const bands = ['ztfg', 'ztfr', 'ztfi'] as const;

function perBand(g: number, r: number, i: number) {
  const days = z.number().min(0);
  return z.strictObject({ ztfg: days.default(g), ztfr: days.default(r), ztfi: days.default(i) }).prefault({});
}

/**
 * How fast an object must change, per band. The defaults are those that ZTFReST ran with (Andreoni et al. 2021, ApJ
 * 918, 63, and its filter_kn.py): rates are measured over at least a day; slower than 1 mag a day up or 0.3 mag a day
 * down is too slow; so is no change at all in 6, 8, 10 days of g, r, i.
 */
export const evolutionSchema = z.strictObject({
  /** Least rise, mag per day. */
  riseRate: perBand(1, 1, 1),
  /** Least fading, mag per day. */
  fadeRate: perBand(0.3, 0.3, 0.3),
  /** Days between the brightest and the faintest detection after which a change must be seen. */
  flatDays: perBand(6, 8, 10),
  /** Rates are measured when detections lie at least so many days apart. */
  baselineDays: z.number().positive().default(1),
});

/** What deserves a fit: the `policy:` section of the configuration. By default, every object with two detections,
 * the last one within two weeks. */
export const policySchema = z.strictObject({
  /** Least detections; one cannot be fitted. */
  minDetections: z.int().min(2).default(2),
  /** Least filters with a detection. */
  minFilters: z.int().min(1).max(3).default(1),
  /** Days since the last detection; so a first start does not fit years of old objects. null: any age. */
  maxAgeDays: z.number().positive().nullable().default(14),
  /** Days from first to last detection. ZTFReST: at most 15. */
  minDurationDays: z.number().min(0).nullable().default(null),
  maxDurationDays: z.number().positive().nullable().default(null),
  /** Degrees from the plane of the Milky Way. */
  minGalacticLatitude: z.number().min(0).max(90).nullable().default(null),
  /** Fitted again when more than so many points changed since the last fit. */
  changedPoints: z.int().min(0).default(0),
  /** null: how fast it changes makes no difference; {}: as ZTFReST. */
  evolution: evolutionSchema.nullable().default(null),
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
