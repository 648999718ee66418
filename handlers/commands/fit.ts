import { UserInputError } from '../../pipeline/service.ts';
import { type FitSettingsOverride, fitSettingsSchema } from '../../pipeline/settings.ts';
import { fitRequest } from '../messages/fitRequest.ts';
import { type Command, didYouMean } from './command.ts';

/** What may be set, as typed, and how it is explained when the value does not serve. */
const settings = {
  nlive: { name: 'livePoints', expected: 'a whole number from 20 to 20000' },
  tmax: { name: 'tmax', expected: 'a number of days above 0' },
} as const;

function isSetting(key: string): key is keyof typeof settings {
  return Object.hasOwn(settings, key);
}

/** Reads one `key=value`. @throws UserInputError. */
function readSetting(word: string): FitSettingsOverride {
  const at = word.indexOf('=');
  const key = word.slice(0, at).toLowerCase();
  const typed = word.slice(at + 1);
  if (!isSetting(key)) {
    const known = Object.keys(settings);
    throw new UserInputError(
      `No setting “${key}”: there are ${known.join(' and ')}.${didYouMean(key, known)}`,
    );
  }
  const { name, expected } = settings[key];
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e\d+)?$/i.test(typed) ? Number(typed) : Number.NaN;
  const isGood = fitSettingsSchema.shape[name].safeParse(value).success && value > 0;
  if (!isGood) throw new UserInputError(`${key} is “${typed}”: expected ${expected}.`);
  return { [name]: value };
}

/** `/nmma fit OBJECT KIND… [nlive=…] [tmax=…] [force]` */
export const fit: Command = {
  word: 'fit',
  usage: 'OBJECT [KIND…] [nlive=…] [tmax=…] [force]',
  summary: 'Fits the newest light curve of an object; without kinds, with every model in play.',
  details: [
    'KIND is a kind (KN, GRB, SN, SC) or the name of a model (Me2017).',
    'nlive is the number of live points, tmax the end of the window in days after the trigger.',
    'force fits again although nothing has changed since the last time.',
    'Example: /nmma fit ZTF22aawacjw KN SC nlive=500',
  ],
  run({ service, words, user }) {
    const [objectName, ...rest] = words;
    if (objectName === undefined || objectName.includes('=')) {
      throw new UserInputError('Which object? Type for example: /nmma fit ZTF22aawacjw KN');
    }
    const isForce = (word: string) => /^(-{0,2}|—)force$/i.test(word);
    const request = {
      objectName,
      words: rest.filter((word) => !word.includes('=') && !isForce(word)),
      settings: Object.assign({}, ...rest.filter((word) => word.includes('=')).map(readSetting)),
      force: rest.some(isForce),
      requestedBy: user,
    };
    return fitRequest(service.requestFits(request));
  },
};
