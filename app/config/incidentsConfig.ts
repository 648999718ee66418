import { z } from 'zod';

const placeWanted = { error: 'the id of a person (U…) or of a channel (C…)' };
const place = z.string(placeWanted).regex(/^[UWCG][A-Z0-9]{4,}$/, placeWanted);

/** The `incidents:` section: who is told of trouble of the infrastructure. */
export const incidentsSchema = z
  .strictObject({
    tell: z
      .array(place)
      .optional()
      .meta({
        description:
          'ids of people and channels that are told of trouble which does not pass by itself, once, and again when it is over. Left out: the person of `permissions.ask`, if there is one',
        examples: [['U0123ABCDEF', 'C0123ABCDEF']],
      }),
    afterMinutes: z
      .number()
      .min(0)
      .max(1440)
      .default(15)
      .meta({ description: 'minutes that trouble lasts before anybody is told' }),
  })
  .prefault({});

/** The `monitoring:` section: where a monitoring system asks. */
export const monitoringSchema = z
  .strictObject({
    port: z
      .int()
      .min(1)
      .max(65_535)
      .nullable()
      .default(null)
      .meta({
        description:
          'port of `/health` and of Prometheus’ `/metrics` ([what they tell](install.md#monitoring)); `null`: neither is served',
        examples: [9464],
      }),
    host: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .meta({ description: 'address that the port is open on; anybody who reaches it may read both pages' }),
  })
  .prefault({});
