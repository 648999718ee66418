import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { dailySummary } from '../messages/dailySummary.ts';
import type { Command } from './command.ts';
import { readDate } from './history.ts';

/** `/nmma report [DATE]` */
export const report: Command = {
  word: 'report',
  usage: '[DATE]',
  summary: 'The summary of a day: how many objects and fits, what is new, who leads the ranking.',
  details: ['DATE is such as 2026-11-24 (UTC), today or yesterday. Example: /nmma report yesterday --share'],
  run({ service, words }) {
    const [date, ...more] = words;
    if (more.length > 0) throw new UserInputError(`report takes one date; “${more.join(' ')}” is too much.`);
    const content = service.report(date === undefined ? null : readDate(date, new Date()));
    return { message: dailySummary(content), data: content };
  },
};
