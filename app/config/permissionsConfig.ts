import { z } from 'zod';

const userWanted = {
  error: 'the id of a person, such as U0123ABCDEF (in Slack: profile, ⋮, Copy member ID)',
};
const userId = z.string(userWanted).regex(/^[UW][A-Z0-9]{4,}$/, userWanted);
const groupWanted = { error: 'the id of a user group, such as S0123ABCDEF' };
const groupId = z.string(groupWanted).regex(/^S[A-Z0-9]{4,}$/, groupWanted);

/** The `permissions:` section: who may do what. @param channelId what the id of a channel is. */
export function permissionsSchema(channelId: z.ZodType<string>) {
  const who = z
    .strictObject({
      users: z
        .array(userId)
        .default([])
        .meta({ description: 'ids of people', examples: [['U0123ABCDEF']] }),
      groups: z
        .array(groupId)
        .default([])
        .meta({ description: 'ids of user groups', examples: [['S0123ABCDEF']] }),
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
        'who may `look`, ask for a `fit`, `mute` (and give verdicts on objects), `cancel`, or change `settings`. A permission that is left out is everybody’s. Who may not look may do nothing else',
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
