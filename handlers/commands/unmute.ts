import { UserInputError } from '../../pipeline/service.ts';
import { unmute as unmuteMessage } from '../messages/muting.ts';
import type { Command } from './command.ts';

/** `/nmma unmute OBJECT` */
export const unmute: Command = {
  word: 'unmute',
  usage: 'OBJECT',
  summary: 'New data of the object is fitted again.',
  run({ service, words, user }) {
    const [objectName] = words;
    if (objectName === undefined) {
      throw new UserInputError('Which object? Type for example: /nmma unmute ZTF22aawacjw');
    }
    return unmuteMessage(service.unmute({ objectName, by: user }));
  },
};
