import { z } from 'zod';
import { timeZone } from './intakeConfig.ts';

const userWanted = {
  error: 'the id of a person, such as U0123ABCDEF (in Slack: profile, ⋮, Copy member ID)',
};
const userId = z.string(userWanted).regex(/^[UW][A-Z0-9]{4,}$/, userWanted);
const groupWanted = { error: 'the id of a user group, such as S0123ABCDEF' };
const groupId = z.string(groupWanted).regex(/^S[A-Z0-9]{4,}$/, groupWanted);
const users = z
  .array(userId)
  .default([])
  .meta({ description: 'ids of people', examples: [['U0123ABCDEF']] });
const groups = z
  .array(groupId)
  .default([])
  .meta({ description: 'ids of user groups', examples: [['S0123ABCDEF']] });

const clock = { error: 'a time of day such as 22:00' };
const timeOfDay = z.string(clock).regex(/^([01]\d|2[0-3]):[0-5]\d$/, clock);

/** The `alert:` section: whom a strong kilonova calls. */
export const alertSchema = z
  .strictObject({
    score: z.number().default(5).meta({ description: 'least kilonova score' }),
    users,
    groups,
    quietHours: z
      .strictObject({
        from: timeOfDay.meta({ description: 'time of day', examples: ['22:00'] }),
        to: timeOfDay.meta({
          description: 'time of day; an earlier one than `from` is on the next day',
          examples: ['07:00'],
        }),
        timeZone: timeZone
          .default('UTC')
          .meta({ description: 'time zone of both', examples: ['America/Los_Angeles'] }),
      })
      .nullable()
      .default(null)
      .meta({
        description: 'a part of each day in which nobody is called; `null`: none',
        examples: [{ from: '22:00', to: '07:00', timeZone: 'America/Los_Angeles' }],
      }),
  })
  .refine(({ users, groups }) => users.length + groups.length > 0, { error: 'at least one of users, groups' })
  .optional()
  .meta({ description: 'whom a strong kilonova calls', examples: [{ groups: ['S0123ABCDEF'] }] });

/** The `permissions:` section: who may do what. @param channelId what the id of a channel is. */
export function permissionsSchema(channelId: z.ZodType<string>) {
  const who = z
    .strictObject({
      users,
      groups,
      channels: z
        .array(channelId)
        .default([])
        .meta({ description: 'members of these channels', examples: [['C0123ABCDEF']] }),
    })
    .refine(({ users, groups, channels }) => users.length + groups.length + channels.length > 0, {
      error: 'at least one of users, groups, channels',
    })
    .meta({
      description:
        'who may `look`, ask for a `fit`, `mute` (and give verdicts on objects), `cancel`, or change `settings`. A permission that is left out is everybody’s; `look` is that of the members of the channels that see more than public data, where there are such. Who may not look may do nothing else',
      examples: [{ channels: ['C0123ABCDEF'] }],
    });
  return z
    .strictObject({
      ask: userId
        .optional()
        .meta({ description: 'id of the person a refused person is sent to', examples: ['U0123ABCDEF'] }),
      look: who.optional(),
      fit: who.optional(),
      mute: who.optional(),
      cancel: who.optional(),
      settings: who.optional(),
    })
    .prefault({});
}

/** Who may do what, as far as {@link permissionsSchema} reads it. */
type Rules = z.infer<ReturnType<typeof permissionsSchema>>;

/**
 * Who may look where nobody said: where some channels see more than public data, their members, so that nobody else can
 * ask privately what those channels are told. Where no channel does, everybody.
 * @param channels the `channels:` section.
 */
export function withLookers(
  rules: Rules,
  channels: readonly { id: string; sees: readonly string[] }[],
): Rules {
  if (rules.look !== undefined) return rules;
  const seeing = channels.filter(({ sees }) => sees.some((programme) => programme !== 'public'));
  if (seeing.length === 0) return rules;
  return { ...rules, look: { users: [], groups: [], channels: seeing.map(({ id }) => id) } };
}
