import { SlackError } from './errors.ts';
import type { Channel } from './types.ts';

/**
 * Which bot scope each method needs (null: none beyond a valid token). A method that is not here is unknown to
 * the sandbox. From the "Scopes" of each page under https://docs.slack.dev/reference/methods.
 */
export const methodScopes = {
  'api.test': null,
  'auth.test': null,
  'apps.connections.open': null,
  'blocks.validate': null,
  'bots.info': 'users:read',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.getPermalink': null,
  'chat.unfurl': 'links:write',
  'conversations.list': 'channels:read',
  'conversations.info': 'channels:read',
  'conversations.members': 'channels:read',
  'conversations.history': 'channels:history',
  'conversations.replies': 'channels:history',
  'conversations.join': 'channels:join',
  'conversations.open': 'im:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.delete': 'files:write',
  'files.info': 'files:read',
  'reactions.add': 'reactions:write',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'views.open': null,
  'views.push': null,
  'views.update': null,
  'views.publish': null,
} as const satisfies Record<string, string | null>;

/** A method the sandbox answers. */
export type MethodName = keyof typeof methodScopes;

/** Direct conversations and private channels need scopes of their own. */
const placeScopes = {
  direct: {
    'conversations.info': 'im:read',
    'conversations.members': 'im:read',
    'conversations.history': 'im:history',
    'conversations.replies': 'im:history',
  },
  private: {
    'conversations.info': 'groups:read',
    'conversations.members': 'groups:read',
    'conversations.history': 'groups:history',
    'conversations.replies': 'groups:history',
  },
} as const satisfies Record<string, Partial<Record<MethodName, string>>>;

/** A method whose scope depends on what conversation it is about. */
export type PlaceMethod = keyof typeof placeScopes.direct;

/** true when the name is a method that the sandbox answers. */
export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methodScopes, name);
}

/**
 * Refuses a call whose scope the app was not given.
 * @throws SlackError `missing_scope` with `needed` and `provided`, as Slack has it.
 */
export function requireScope(method: MethodName, scopes: ReadonlySet<string>): void {
  const needed = methodScopes[method];
  if (needed === null || scopes.has(needed)) return;
  throw missingScope(needed, scopes);
}

/** The same for a call about one conversation. @throws SlackError. */
export function requirePlaceScope(method: PlaceMethod, channel: Channel, scopes: ReadonlySet<string>): void {
  const isOwn = channel.isIm || channel.isPrivate === true;
  const needed = isOwn ? placeScopes[channel.isIm ? 'direct' : 'private'][method] : methodScopes[method];
  if (!scopes.has(needed)) throw missingScope(needed, scopes);
}

/** The refusal itself. */
export function missingScope(needed: string, scopes: ReadonlySet<string>): SlackError {
  return new SlackError('missing_scope', { needed, provided: [...scopes].join(',') });
}
