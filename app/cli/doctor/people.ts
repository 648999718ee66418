import type { Config } from '../../config/config.ts';
import { redactedWords } from '../../secrets.ts';
import { type ChannelLook, permissionChannels } from './channels.ts';
import type { Finding } from './finding.ts';
import { type ConnectedSlack, slackCode } from './slack.ts';

/** Every person and user group that `permissions:` names. */
export function peopleAndGroups({ permissions }: Pick<Config, 'permissions'>): {
  users: string[];
  groups: string[];
} {
  const { ask, ...rules } = permissions;
  const all = Object.values(rules);
  const users = [...all.flatMap((rule) => rule?.users ?? []), ...(ask === undefined ? [] : [ask])];
  return {
    users: [...new Set(users)],
    groups: [...new Set(all.flatMap((rule) => rule?.groups ?? []))],
  };
}

async function membersOf({ client }: ConnectedSlack, channel: string): Promise<Set<string>> {
  const members = new Set<string>();
  let cursor: string | undefined;
  do {
    const answer = await client.conversations.members({ channel, limit: 500, cursor });
    for (const one of answer.members ?? []) members.add(one);
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return members;
}

async function checkPerson(slack: ConnectedSlack, id: string): Promise<Finding> {
  const what = `permissions: person ${id}`;
  try {
    const { user } = await slack.client.users.info({ user: id });
    if (!user?.deleted) return { ok: true, what: `${what} is ${user?.real_name ?? user?.name ?? id}` };
    return { ok: false, what, todo: 'the account was deactivated: take the id out of permissions' };
  } catch (error) {
    const code = slackCode(error);
    if (code === 'missing_scope') {
      const words = `${what} is in no channel of the app: nobody can tell whether that is right without users:read`;
      return { ok: true, isNote: true, what: words };
    }
    const isWrong = code === 'user_not_found' || code === 'users_not_found' || code === 'user_not_visible';
    const todo = isWrong
      ? 'there is nobody with that id: see a person’s profile, ⋮, Copy member ID'
      : redactedWords(error);
    return { ok: false, what, todo };
  }
}

async function checkGroup(slack: ConnectedSlack, id: string): Promise<Finding> {
  const what = `permissions: user group ${id}`;
  try {
    const { users = [] } = await slack.client.usergroups.users.list({ usergroup: id });
    if (users.length > 0) return { ok: true, what: `${what} has ${users.length} members` };
    return { ok: false, what, todo: 'it has no members: nobody has the rights that it is given' };
  } catch (error) {
    const todo =
      slackCode(error) === 'no_such_subteam'
        ? 'there is no user group with that id'
        : `Slack does not show its members: ${redactedWords(error)}`;
    return { ok: false, what, todo };
  }
}

function checkChannel(look: ChannelLook, hasMembers: boolean): Finding {
  const what = `permissions: members of ${'name' in look ? `#${look.name}` : look.id}`;
  if (!('name' in look)) {
    const todo =
      look.code === 'missing_scope'
        ? `Slack shows them with the scope ${look.needed} only: add it to the app’s manifest, and install the app again`
        : `Slack does not show that channel (${look.code ?? redactedWords(look.error)}): check the id; a private channel needs the bot in it`;
    return { ok: false, what, todo };
  }
  if (hasMembers) return { ok: true, what };
  return { ok: false, what, todo: 'Slack does not say who they are: nobody has the rights they are given' };
}

/**
 * Whether everybody whom `permissions:` names exists.
 * @param looks at its channels. @param posted ids of channels that the bot is in, whose members are known.
 */
export async function checkPermissions(
  config: Config,
  slack: ConnectedSlack,
  looks: readonly ChannelLook[],
  posted: readonly string[],
): Promise<Finding[]> {
  const { users, groups } = peopleAndGroups(config);
  const named = permissionChannels(config);
  if (users.length + groups.length + named.length === 0) {
    return [{ ok: true, what: 'permissions: everybody may do everything' }];
  }
  const members = new Map<string, Set<string>>();
  for (const id of new Set([...named, ...(users.length > 0 ? posted : [])])) {
    // What cannot be listed is told by its channel's own line.
    const found = await membersOf(slack, id).catch(() => null);
    if (found !== null) members.set(id, found);
  }
  const met = new Set([...members.values()].flatMap((one) => [...one]));
  const findings: Finding[] = looks.map((look) => checkChannel(look, members.has(look.id)));
  for (const id of groups) findings.push(await checkGroup(slack, id));
  const known = users.filter((id) => met.has(id));
  if (known.length > 0) {
    findings.push({ ok: true, what: `permissions: ${known.join(', ')} found in the app’s channels` });
  }
  for (const id of users) if (!met.has(id)) findings.push(await checkPerson(slack, id));
  return findings;
}
