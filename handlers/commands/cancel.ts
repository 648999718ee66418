import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { cancelAnswer } from '../messages/cancelled.ts';
import type { Command } from './command.ts';
import { bareWord, objectWords } from './objectWords.ts';

/** Joins `run 3` and `fit 7` into one word each. */
function things(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    const next = words[i + 1];
    if (/^(run|fit)$/i.test(word) && next !== undefined) {
      joined.push(`${word} ${next}`);
      i += 1;
    } else joined.push(word);
  }
  return joined;
}

/** `/nmma cancel OBJECT|run N|fit N…` */
export const cancel: Command = {
  word: 'cancel',
  usage: 'OBJECT | run NUMBER | fit NUMBER',
  summary: 'Stops fits that wait or run: all of an object, all of a run, or one.',
  details: ['#7 is short for fit 7. Example: /nmma cancel run 12'],
  async run({ service, words, user, require }) {
    await require('cancel');
    const [first] = words;
    if (first === undefined) {
      throw new UserInputError('Cancel what? Type for example: /nmma cancel ZTF22aawacjw, run 12 or fit 40');
    }
    const outcomes = things(objectWords(words)).map((what) =>
      service.cancel({ what: bareWord(what), by: user }),
    );
    return { message: cancelAnswer(outcomes), data: outcomes };
  },
};
