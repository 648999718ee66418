import { dayMs } from '../../charts/text/time.ts';
import { opinionWords } from '../../pipeline/api/opinions.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { historyList } from '../messages/history.ts';
import { type Command, didYouMean } from './command.ts';
import { bareWord, looksLikeObject, objectWords } from './objectWords.ts';

const mostEntries = 40;
const isDate = (word: string) => /^\d{4}-\d{1,2}-\d{1,2}$/.test(word) || /^(today|yesterday)$/i.test(word);

/** A date as people type it → YYYY-MM-DD, UTC. */
export function readDate(word: string, now: Date): string {
  if (/^today$/i.test(word)) return now.toISOString().slice(0, 10);
  if (/^yesterday$/i.test(word)) return new Date(now.getTime() - dayMs).toISOString().slice(0, 10);
  return word;
}

const saidWords = [...opinionWords, 'withdrawn'] as const;

/** The word that people said of objects, if one was typed. @throws UserInputError for one that is nearly one. */
function readSaid(words: readonly string[]): (typeof saidWords)[number] | null {
  const found = saidWords.find((one) => words.some((word) => word.toLowerCase() === one));
  if (found) return found;
  for (const word of words) {
    const near = looksLikeObject(word) ? '' : didYouMean(word, saidWords);
    if (near) throw new UserInputError(`history knows no word “${word}”.${near}`);
  }
  return null;
}

/** `/nmma history [OBJECT] [DATE] [WORD]` */
export const history: Command = {
  word: 'history',
  usage: '[OBJECT] [DATE] [interesting|junk|classified|withdrawn]',
  summary: 'What happened, to one object or on one day: data, fits, mutes, and who did it.',
  details: [
    'DATE is such as 2026-11-24 (UTC), today or yesterday.',
    'interesting, junk, classified or withdrawn: only who said so, of which objects.',
    'Example: /nmma history ZTF22aawacjw',
  ],
  run({ service, words }) {
    const date = words.find(isDate);
    const others = words.filter((word) => word !== date);
    const said = readSaid(others);
    const rest = others.filter((word) => word.toLowerCase() !== said);
    const [typed, ...more] = objectWords(rest).map(bareWord);
    if (more.length > 0) {
      throw new UserInputError(`history takes one object and one date; “${more.join(' ')}” is too much.`);
    }
    const object = typed === undefined ? null : service.objectName(typed);
    const day = date === undefined ? null : readDate(date, new Date());
    const entries = service.history({ objectName: object, date: day, said, most: mostEntries });
    return { message: historyList(entries, { object, date: day, said }), data: entries };
  },
};
