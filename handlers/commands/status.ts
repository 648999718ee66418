import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { notice } from '../messages/notice.ts';
import { objectStatus } from '../messages/objectStatus.ts';
import { status as statusMessage } from '../messages/status.ts';
import type { Command } from './command.ts';
import { bareWord, objectWords } from './objectWords.ts';

/** `/nmma status [OBJECT]` */
export const status: Command = {
  word: 'status',
  usage: '[OBJECT] [--why]',
  summary: 'What is running, waiting or wrong; with an object, all its fits compared.',
  details: ['--why: only why it was fitted, or not.', 'Example: /nmma status ZTF22aawacjw'],
  run({ service, words }) {
    const isWhy = (word: string) => /^(--|—|–)why$/i.test(word);
    const [object, ...more] = objectWords(words.filter((word) => !isWhy(word))).map(bareWord);
    if (object !== undefined && words.some(isWhy)) {
      const why = service.whyNot(object);
      return { message: notice(why.text), data: why };
    }
    if (object === undefined) {
      const report = service.status();
      return { message: statusMessage(report), data: report };
    }
    if (more.length > 0) {
      throw new UserInputError(`status takes one object; “${more.join(' ')}” is too much.`);
    }
    const report = service.objectStatus(object);
    return { message: objectStatus(report), data: report };
  },
};
