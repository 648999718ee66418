import type { webApi } from '@slack/bolt';
import { PublishError } from '../pipeline/api/posts.ts';
import type { PipelineService } from '../pipeline/api/service.ts';
import type { Log } from '../pipeline/shared/log.ts';
import { UserInputError } from '../pipeline/shared/userInputError.ts';
import { missingScopeOf, slackErrorCode } from './slackErrors.ts';

/** What not everybody may do, where the configuration says so. */
export const permissionNames = ['look', 'fit', 'mute', 'cancel', 'settings'] as const;
export type Permission = (typeof permissionNames)[number];

/** Who may do one thing: anybody who is in one of these. */
export interface PermissionRule {
  /** User ids. */
  users: string[];
  /** Ids of user groups. */
  groups: string[];
  /** Ids of channels whose members may. */
  channels: string[];
}

/** Who may do what; what is left out everybody may. */
export interface PermissionRules extends Partial<Record<Permission, PermissionRule | undefined>> {
  /** User id of whoever a refused person should ask. */
  ask?: string | undefined;
}

/** Says who may do what. */
export interface Permissions {
  /** Why that person may not do that, in one sentence that says whom to ask; null: they may. */
  refusal(user: string, permission: Permission): Promise<string | null>;
}

const words: Record<Permission, string> = {
  look: 'look at what is fitted here',
  fit: 'ask for fits',
  mute: 'mute objects or give verdicts on them',
  cancel: 'cancel fits',
  settings: 'change settings',
};

/** For a shell on the machine itself, whose owner may do everything. */
export const everythingAllowed: Permissions = { refusal: async () => null };

/** That somebody may not do something. Its words name people and channels as Slack's mrkdwn does. */
export class RefusalError extends UserInputError {
  constructor(message: string) {
    super(message);
    this.name = 'RefusalError';
  }
}

/** @throws RefusalError */
export async function require(permissions: Permissions, user: string, permission: Permission): Promise<void> {
  const refusal = await permissions.refusal(user, permission);
  if (refusal !== null) throw new RefusalError(refusal);
}

/**
 * Lets those look at an object who may look at everything, and everybody at one that every channel may see.
 * @throws RefusalError
 */
export async function requireSight(
  deps: { permissions: Permissions; service: Pick<PipelineService, 'maySee'> },
  user: string,
  objectName: string,
): Promise<void> {
  const refusal = await deps.permissions.refusal(user, 'look');
  if (refusal !== null && !deps.service.maySee(null, objectName)) throw new RefusalError(refusal);
}

/** What has to be done before Slack gives a list of members. */
function cureOf(error: unknown, list: string): string {
  const scope = missingScopeOf(error);
  if (scope !== null) return `the app needs the scope ${scope} in its manifest, and a new installation`;
  // Slack's answer for a private channel that the app is not in.
  const isHidden = slackErrorCode(error) === 'channel_not_found';
  return isHidden ? `the app is not in <#${list}>, /invite it there` : 'try again in a minute';
}

/** How long a list of members is good, ms. */
const memoryMs = 60_000;
const pageSize = 500;

/** Rules of the configuration, with the members of groups and channels as Slack knows them. */
export class SlackPermissions implements Permissions {
  readonly #rules: PermissionRules;
  readonly #client: webApi.WebClient;
  readonly #log: Log;
  readonly #members = new Map<string, { at: number; users: Set<string> }>();

  constructor(rules: PermissionRules, client: webApi.WebClient, log: Log) {
    this.#rules = rules;
    this.#client = client;
    this.#log = log;
  }

  /** @see Permissions.refusal. A list that Slack does not give permits nobody; who may not look may do nothing else. */
  async refusal(user: string, permission: Permission): Promise<string | null> {
    const blind = permission === 'look' ? null : await this.refusal(user, 'look');
    if (blind !== null) return blind;
    const rule = this.#rules[permission];
    const answer = await this.#isIn(user, rule);
    if (!rule || answer === true) return null;
    const ask = this.#rules.ask ? `Ask <@${this.#rules.ask}>.` : 'Ask whoever looks after config.yml.';
    if (typeof answer === 'string')
      return `Couldn’t check your permissions with Slack, so you may not ${words[permission]} now: ${answer}. ${ask}`;
    const named = [
      ...rule.groups.map((id) => `<!subteam^${id}>`),
      ...rule.channels.map((id) => `the members of <#${id}>`),
    ];
    const who = named.length > 0 ? ` Only ${named.join(' and ')} may.` : '';
    const but = permission === 'look' ? 'You may not' : 'You may look, but not';
    return `${but} ${words[permission]}.${who} ${ask}`;
  }

  /**
   * Whether a person may look at everything.
   * @throws PublishError when Slack does not say: what waits for the answer is tried again.
   */
  async mayLook(user: string): Promise<boolean> {
    const answer = await this.#isIn(user, this.#rules.look);
    if (typeof answer === 'boolean') return answer;
    throw new PublishError(`Slack does not say who may look: ${answer}.`, { mayHaveBeenSent: false });
  }

  /** Whether a person is in one of the lists of a rule; where Slack does not say, what cures it. */
  async #isIn(user: string, rule: PermissionRule | undefined): Promise<boolean | string> {
    if (!rule || rule.users.includes(user)) return true;
    let cure: string | null = null;
    for (const [id, look] of [
      ...rule.groups.map((id) => [id, () => this.#groupMembers(id)] as const),
      ...rule.channels.map((id) => [id, () => this.#channelMembers(id)] as const),
    ]) {
      try {
        if ((await this.#remembered(id, look)).has(user)) return true;
      } catch (error) {
        cure = cureOf(error, id);
        this.#log.warn({ err: error, list: id }, 'Slack does not say who may do what');
      }
    }
    return cure ?? false;
  }

  async #remembered(id: string, look: () => Promise<string[]>): Promise<Set<string>> {
    const known = this.#members.get(id);
    if (known && Date.now() - known.at < memoryMs) return known.users;
    const users = new Set(await look());
    this.#members.set(id, { at: Date.now(), users });
    return users;
  }

  async #groupMembers(usergroup: string): Promise<string[]> {
    return (await this.#client.usergroups.users.list({ usergroup })).users ?? [];
  }

  async #channelMembers(channel: string): Promise<string[]> {
    const members: string[] = [];
    let cursor: string | undefined;
    do {
      const answer = await this.#client.conversations.members({
        channel,
        limit: pageSize,
        cursor,
      });
      members.push(...(answer.members ?? []));
      cursor = answer.response_metadata?.next_cursor;
    } while (cursor);
    return members;
  }
}
