import { watchAnswer, watchList } from '../messages/watches.ts';
import type { Command } from './command.ts';
import { readWatched } from './watchWords.ts';

/** `/nmma watch [OBJECT…|KN>3]` */
export const watch: Command = {
  word: 'watch',
  usage: '[OBJECT…|KIND>SCORE]',
  summary:
    'A direct message when the verdict on an object changes, or when any object passes a score. Alone: what you watch.',
  details: [
    'KN>3: every object whose ΔlnZ of kilonova against the best other kind reaches 3; GRB, SC, SN and NONE likewise.',
    'An object: when its kind or its strength changes, and when its kilonova score passes the threshold for a message.',
    'A second score of a kind changes the first. Whoever may not look at an object is told nothing of it.',
    'Example: /nmma watch KN>3',
  ],
  run({ service, words, user }) {
    if (words.length === 0) {
      const watches = service.watches(user);
      return { message: watchList(watches), data: watches };
    }
    const outcomes = readWatched(service, words).map((watched) => service.watch({ watched, by: user }));
    return { message: watchAnswer(outcomes), data: outcomes };
  },
};
