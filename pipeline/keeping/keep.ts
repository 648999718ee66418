import { z } from 'zod';

const limitsOf = (days: number, gone: string, largest: string) =>
  z
    .strictObject({
      days: z
        .number()
        .min(1)
        .max(36_500)
        .nullable()
        .default(days)
        .meta({ description: `${gone}. \`null\`: for ever` }),
      gigabytes: z
        .number()
        .min(0.01)
        .max(1e6)
        .nullable()
        .default(null)
        .meta({ description: `${largest} go beyond so many GB; \`null\`: no limit`, examples: [50] }),
    })
    .prefault({});

/** The `keep:` section of the configuration. A gigabyte is 10⁹ bytes; what is too much goes from the oldest on. */
export const keepSchema = z.strictObject({
  jobs: limitsOf(
    365,
    'days after its end that a fit’s files stay, its result among them. Without it a fit keeps its ln Z and its verdict, but its parameters and charts can no longer be shown, and the same fit runs again when it is asked for',
    'the oldest files of fits',
  ),
  charts: limitsOf(
    90,
    'days that a chart stays. It is drawn again when somebody asks, as long as the fit’s result is there',
    'the oldest charts',
  ),
  originals: limitsOf(
    365,
    'days that the files of light curves stay as they came; the database has their points anyway',
    'the oldest originals',
  ),
});

/** How long things are kept, and how much of them, by kind. */
export type Keep = z.infer<typeof keepSchema>;

/** Limits of one kind. */
export type KeepLimits = Keep['jobs'];
