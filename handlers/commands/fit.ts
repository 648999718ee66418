import { UserInputError } from '../../pipeline/service.ts';
import { fitRequest } from '../messages/fitRequest.ts';
import type { Command } from './command.ts';
import { readSettings } from './fitSettings.ts';

/** `/nmma fit OBJECT KIND… [nlive=…] [tmax=…] [prior=…] [z=…] [force]` */
export const fit: Command = {
  word: 'fit',
  usage: 'OBJECT [KIND…] [nlive=…] [tmax=…] [prior=…] [z=…] [force]',
  summary: 'Fits the newest light curve of an object; without kinds, with every model in play.',
  details: [
    'KIND is a kind (KN, GRB, SN, SC) or the name of a model (Me2017).',
    'nlive is the number of live points; tmin and tmax are the window in days after the trigger.',
    'prior=old are the ranges of the old pipeline, prior=tuned physical ones.',
    'z=0.03±0.001 or dist=130±8 (Mpc) is a known host; ebv its dust, mwebv that of the Milky Way.',
    'limits=off leaves the non-detections out.',
    'force fits again although nothing has changed since the last time.',
    'Example: /nmma fit ZTF22aawacjw KN SC nlive=500',
  ],
  async run({ service, words, user }) {
    const [objectName, ...rest] = words;
    if (objectName === undefined || objectName.includes('=')) {
      throw new UserInputError('Which object? Type for example: /nmma fit ZTF22aawacjw KN');
    }
    const isForce = (word: string) => /^(-{0,2}|—)force$/i.test(word);
    const request = {
      objectName,
      words: rest.filter((word) => !word.includes('=') && !isForce(word)),
      settings: readSettings(rest.filter((word) => word.includes('='))),
      force: rest.some(isForce),
      requestedBy: user,
    };
    const brought = await service.bring?.(objectName, user);
    return fitRequest(service.requestFits(request), brought?.from ?? null);
  },
};
