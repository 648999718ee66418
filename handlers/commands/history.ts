import { dayMs } from '../../charts/text/time.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { historyList } from '../messages/history.ts';
import type { Command } from './command.ts';
import { bareWord, objectWords } from './objectWords.ts';

const mostEntries = 40;
const isDate = (word: string) => /^\d{4}-\d{1,2}-\d{1,2}$/.test(word) || /^(today|yesterday)$/i.test(word);

/** A date as people type it → YYYY-MM-DD, UTC. */
export function readDate(word: string, now: Date): string {
  if (/^today$/i.test(word)) return now.toISOString().slice(0, 10);
  if (/^yesterday$/i.test(word)) return new Date(now.getTime() - dayMs).toISOString().slice(0, 10);
  return word;
}

/** `/nmma history [OBJECT] [DATE]` */
export const history: Command = {
  word: 'history',
  usage: '[OBJECT] [DATE]',
  summary: 'What happened, to one object or on one day: data, fits, mutes, and who did it.',
  details: ['DATE is such as 2026-11-24 (UTC), today or yesterday. Example: /nmma history ZTF22aawacjw'],
  run({ service, words }) {
    const date = words.find(isDate);
    const [typed, ...more] = objectWords(words.filter((word) => word !== date)).map(bareWord);
    if (more.length > 0) {
      throw new UserInputError(`history takes one object and one date; “${more.join(' ')}” is too much.`);
    }
    const object = typed === undefined ? null : service.objectName(typed);
    const day = date === undefined ? null : readDate(date, new Date());
    const entries = service.history({ objectName: object, date: day, most: mostEntries });
    return { message: historyList(entries, { object, date: day }), data: entries };
  },
};
