import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import { isMethod, type MethodName, requireScope } from '../scopes.ts';
import type { Args } from './arguments.ts';
import { blockMethods } from './blocks.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { peopleMethods } from './people.ts';
import { reactionMethods } from './reactions.ts';
import { viewMethods } from './views.ts';

type Handler = (args: Args, context: Context) => Record<string, unknown>;

const handlers: Record<MethodName, Handler> = {
  ...blockMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...reactionMethods,
  ...viewMethods,
};

function checkToken(method: MethodName, token: string | undefined, context: Context): void {
  if (method === 'api.test') return;
  if (token === undefined) throw new SlackError('not_authed');
  const isApp = token === context.appToken;
  if (!isApp && token !== context.botToken) throw new SlackError('invalid_auth');
  if (isApp !== (method === 'apps.connections.open')) throw new SlackError('not_allowed_token_type');
}

/**
 * Answers one call of the Web API.
 * @param name the method, as in the address; @param token from the header or the form.
 * @returns the whole answer, `ok` included. Refusals are answers too; nothing is thrown.
 */
export function callMethod(
  name: string,
  args: Args,
  token: string | undefined,
  context: Context,
): Record<string, unknown> & { ok: boolean } {
  try {
    if (!isMethod(name)) throw new SlackError('unknown_method', { req_method: name });
    checkToken(name, token, context);
    requireScope(name, context.scopes);
    return { ok: true, ...handlers[name](args, context) };
  } catch (error) {
    if (error instanceof SlackError) return { ok: false, error: error.code, ...error.fields };
    throw error;
  }
}
