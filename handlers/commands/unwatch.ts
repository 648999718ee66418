import { unwatchAnswer } from '../messages/watches.ts';
import type { Command } from './command.ts';
import { readUnwatched } from './watchWords.ts';

/** `/nmma unwatch OBJECT…|KN|all` */
export const unwatch: Command = {
  word: 'unwatch',
  usage: 'OBJECT…|KIND|all',
  summary: 'No more direct messages about that.',
  details: ['Example: /nmma unwatch KN'],
  run({ service, words, user }) {
    const ended = readUnwatched(service, words).flatMap((watched) => service.unwatch({ watched, by: user }));
    return { message: unwatchAnswer(ended), data: ended };
  },
};
