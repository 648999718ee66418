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
      users: z.array(userId).default([]),
      groups: z.array(groupId).default([]),
      channels: z.array(channelId).default([]),
    })
    .refine(({ users, groups, channels }) => users.length + groups.length + channels.length > 0, {
      error: 'at least one of users, groups, channels',
    });
  return z
    .strictObject({
      ask: userId.optional(),
      look: who.optional(),
      fit: who.optional(),
      mute: who.optional(),
      cancel: who.optional(),
      settings: who.optional(),
    })
    .prefault({});
}
