import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { help as helpMessage } from '../messages/help.ts';
import { type Command, didYouMean } from './command.ts';

/** `/nmma help [word]`, from the commands that are registered. */
export function helpCommand(others: readonly Command[]): Command {
  const help: Command = {
    word: 'help',
    usage: '[word]',
    summary: 'This list, or more about one word.',
    run({ words }) {
      const all = [...others, help];
      const [word] = words;
      const tell = (told: readonly Command[]) => ({
        message: helpMessage(told),
        data: told.map(({ word, usage, summary, details }) => ({ word, usage, summary, details })),
      });
      if (word === undefined) return tell(all);
      const known = all.map((one) => one.word);
      const one = all.find((command) => command.word === word.toLowerCase());
      if (!one) throw new UserInputError(`No command “${word}”.${didYouMean(word, known)}`);
      return tell([one]);
    },
  };
  return help;
}
