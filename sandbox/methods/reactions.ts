import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import { type Args, required } from './arguments.ts';
import { joinedChannel, messageOf } from './places.ts';

function add(args: Args, context: Context) {
  const name = required(args, 'name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError('invalid_name');
  const channel = joinedChannel(args, context);
  const message = messageOf(channel, required(args, 'timestamp'), context);
  const me = context.workspace.bot.id;
  const reactions = message.reactions ?? [];
  const same = reactions.find((one) => one.name === name);
  if (same?.users.includes(me)) throw new SlackError('already_reacted');
  if (same) same.users.push(me);
  else reactions.push({ name, users: [me] });
  message.reactions = reactions;
  context.workspace.messageChanged(message);
  return {};
}

/** The `reactions.*` family. */
export const reactionMethods = { 'reactions.add': add };
