import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import { context, type Message } from '../messages/blocks.ts';
import { type Permission, require as requirePermission } from '../permissions.ts';
import { type Answer, didYouMean } from './command.ts';
import { commands } from './nmma.ts';

/** What was typed, taken apart. Phones turn `--share` into `—share`. */
function parse(text: string): { word: string; words: string[]; isShared: boolean } {
  // Of a link the address, of a setting one word.
  const joined = text
    .replace(/<(https?:[^|<>\s]+)\|[^<>]*>/g, '$1')
    .replace(/(?<=\s\w+)\s*=\s+|(?<=\s\w+)\s+=/g, '=');
  const all = joined.split(/\s+/).filter(Boolean);
  const isShare = (word: string) => /^(--|—|–)share$/i.test(word);
  const [word = 'help', ...words] = all.filter((one) => !isShare(one));
  return { word: word.toLowerCase(), words, isShared: all.some(isShare) };
}

/** The answer for one person, and why nobody else sees it. */
function notShared(message: Message): Message {
  const words = 'Only you see this: not everything may be shown in this channel (`channels:` in config.yml).';
  return { ...message, blocks: [...message.blocks, context(words)] };
}

/** What {@link runCommand} needs. */
export type CommandDeps = Pick<HandlerDeps, 'service' | 'permissions' | 'log'>;

/**
 * Does what was typed after `/nmma`.
 * @param text without the command itself. @param user Slack user id, or who it is in a shell.
 * @returns the answer, and whether everybody may see it.
 * @throws UserInputError for what was typed wrongly or is not permitted.
 */
export async function doCommand(
  deps: CommandDeps,
  text: string,
  user: string,
): Promise<{ answer: Answer; isShared: boolean }> {
  const { word, words, isShared } = parse(text);
  const command = commands.find((one) => one.word === word);
  if (!command) {
    const known = commands.map((one) => one.word);
    throw new UserInputError(
      `No command “${word}”.${didYouMean(word, known) || ` There are ${known.join(', ')}.`}`,
    );
  }
  const { service, permissions } = deps;
  const require = (permission: Permission) => requirePermission(permissions, user, permission);
  // What there is to type is no secret.
  if (word !== 'help') await require('look');
  return { answer: await command.run({ service, words, user, require }), isShared };
}

/**
 * Does what was typed after `/nmma` and answers it; nothing is thrown.
 * @param channel where it was typed: an answer is shown to everybody only where everything may be seen.
 * @returns the answer, and whether everybody may see it: never when something went wrong. `form`: what to open.
 */
export async function runCommand(
  deps: CommandDeps,
  text: string,
  user: string,
  channel: string,
): Promise<{ message: Message; isShared: boolean; form?: Answer['form'] }> {
  try {
    const { answer, isShared } = await doCommand(deps, text, user);
    const { message, form } = answer;
    if (isShared && !deps.service.maySeeAll(channel)) return { message: notShared(message), isShared: false };
    return { message, isShared, form };
  } catch (error) {
    return { message: failureAnswer(error, deps.log, `/nmma ${text.slice(0, 100)}`), isShared: false };
  }
}
