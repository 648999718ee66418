import { UserInputError } from '../../pipeline/service.ts';
import { mute as muteMessage } from '../messages/muting.ts';
import type { Command } from './command.ts';

/** `/nmma mute OBJECT [reason]` */
export const mute: Command = {
  word: 'mute',
  usage: 'OBJECT [reason]',
  summary: 'New data of the object is not fitted any more, until somebody unmutes it.',
  details: ['Example: /nmma mute ZTF22aawacjw an AGN, see Fritz'],
  run({ service, words, user }) {
    const [objectName, ...reason] = words;
    if (objectName === undefined) {
      throw new UserInputError('Which object? Type for example: /nmma mute ZTF22aawacjw an AGN');
    }
    return muteMessage(service.mute({ objectName, by: user, reason: reason.join(' ') || null, until: null }));
  },
};
