import { SlackError } from './errors.ts';

/**
 * Which bot scope each method needs (null: none beyond a valid token). A method that is not here is unknown to
 * the sandbox. From the "Scopes" of each page under https://docs.slack.dev/reference/methods.
 */
export const methodScopes = {
  'api.test': null,
  'auth.test': null,
  'apps.connections.open': null,
  'bots.info': 'users:read',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.delete': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.getPermalink': null,
  'conversations.list': 'channels:read',
  'conversations.info': 'channels:read',
  'conversations.members': 'channels:read',
  'conversations.history': 'channels:history',
  'conversations.replies': 'channels:history',
  'conversations.join': 'channels:join',
  'conversations.open': 'im:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
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

/** Direct conversations need scopes of their own. */
const directScopes: Partial<Record<MethodName, string>> = {
  'conversations.info': 'im:read',
  'conversations.members': 'im:read',
  'conversations.history': 'im:history',
  'conversations.replies': 'im:history',
};

/** true when the name is a method that the sandbox answers. */
export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methodScopes, name);
}

/**
 * Refuses a call whose scope the app was not given.
 * @param direct the call is about a direct conversation.
 * @throws SlackError `missing_scope` with `needed` and `provided`, as Slack has it.
 */
export function requireScope(method: MethodName, scopes: ReadonlySet<string>, direct = false): void {
  const needed = (direct ? directScopes[method] : undefined) ?? methodScopes[method];
  if (needed === null || scopes.has(needed)) return;
  throw missingScope(needed, scopes);
}

/** The refusal itself. */
export function missingScope(needed: string, scopes: ReadonlySet<string>): SlackError {
  return new SlackError('missing_scope', { needed, provided: [...scopes].join(',') });
}
