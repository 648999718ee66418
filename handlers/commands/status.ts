import { UserInputError } from '../../pipeline/service.ts';
import { objectStatus } from '../messages/objectStatus.ts';
import { status as statusMessage } from '../messages/status.ts';
import type { Command } from './command.ts';

/** `/nmma status [OBJECT]` */
export const status: Command = {
  word: 'status',
  usage: '[OBJECT]',
  summary: 'What runs, what waits, what went wrong; with an object, all its fits against each other.',
  details: ['Example: /nmma status ZTF22aawacjw'],
  run({ service, words }) {
    const [object, ...more] = words;
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
