import { UserInputError } from '../../pipeline/service.ts';
import type { HandlerDeps } from '../deps.ts';
import { failureAnswer } from '../failure.ts';
import type { Message } from '../messages/blocks.ts';
import { type Command, didYouMean } from './command.ts';
import { fit } from './fit.ts';
import { helpCommand } from './help.ts';
import { mute } from './mute.ts';
import { pull } from './pull.ts';
import { status } from './status.ts';
import { unmute } from './unmute.ts';

const actors: readonly Command[] = [status, fit, mute, unmute, pull];

/** Every word after `/nmma`; help is made from this list. */
export const commands: readonly Command[] = [...actors, helpCommand(actors)];

/** What was typed, taken apart. Phones turn `--share` into `—share`. */
function parse(text: string): { word: string; words: string[]; isShared: boolean } {
  const all = text.split(/\s+/).filter(Boolean);
  const isShare = (word: string) => /^(--|—|–)share$/i.test(word);
  const [word = 'help', ...words] = all.filter((one) => !isShare(one));
  return { word: word.toLowerCase(), words, isShared: all.some(isShare) };
}

/**
 * Does what was typed after `/nmma` and answers it; nothing is thrown.
 * @param text without the command itself. @param user Slack user id.
 * @returns the answer, and whether everybody may see it: never when something went wrong.
 */
export async function runCommand(
  deps: HandlerDeps,
  text: string,
  user: string,
): Promise<{ message: Message; isShared: boolean }> {
  const { word, words, isShared } = parse(text);
  try {
    const command = commands.find((one) => one.word === word);
    if (!command) {
      const known = commands.map((one) => one.word);
      throw new UserInputError(
        `No command “${word}”.${didYouMean(word, known) || ` There are ${known.join(', ')}.`}`,
      );
    }
    return { message: await command.run({ service: deps.service, words, user }), isShared };
  } catch (error) {
    return { message: failureAnswer(error, deps.log, `/nmma ${word}`), isShared: false };
  }
}
