import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { unmuteAnswer } from '../messages/muting.ts';
import type { Command } from './command.ts';
import { ingestObjects } from './objectWords.ts';

/** `/nmma unmute OBJECT…` */
export const unmute: Command = {
  word: 'unmute',
  usage: 'OBJECT…',
  summary: 'New data of the object is fitted again.',
  details: ['Example: /nmma unmute ZTF22aawacjw'],
  async run({ service, words, user, require }) {
    await require('mute');
    const { objects, rest } = ingestObjects(service, words, 'unmute ZTF22aawacjw');
    if (rest.length > 0) throw new UserInputError(`unmute takes objects; “${rest.join(' ')}” is too much.`);
    const outcomes = objects.map((objectName) => service.unmute({ objectName, by: user }));
    return { message: unmuteAnswer(outcomes), data: outcomes };
  },
};
