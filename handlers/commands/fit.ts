import type { LookupOutcome } from '../../pipeline/api/service.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { fitRequest } from '../messages/fitRequest.ts';
import { notice } from '../messages/notice.ts';
import type { Command } from './command.ts';
import { readSettings } from './fitSettings.ts';
import { kindWord } from './kindWords.ts';
import { bareWord, ingestObjects, looksLikeObject, objectWords } from './objectWords.ts';

const mostObjects = 20;

/** Kinds and models among some words: `KN,SC`, `kilonova`. */
function modelWords(words: readonly string[]): string[] {
  const all = words.flatMap((word) => word.split(',')).map(bareWord);
  return all.filter((word) => word !== '').map(kindWord);
}

const isForce = (word: string) => /^(-{0,2}|—)force$/i.test(word);

/** `/nmma fit OBJECT… KIND… [nlive=…] [tmax=…] [prior=…] [z=…] [force]` */
export const fit: Command = {
  word: 'fit',
  usage: 'OBJECT… [KIND…] [nlive=…] [tmax=…] [prior=…] [z=…] [force]',
  summary:
    'Fits the newest light curve of an object; without kinds, with every model in play. Alone, a form.',
  details: [
    'KIND is a kind (KN, GRB, SN, SC; NONE: none of these) or the name of a model (Me2017).',
    'nlive is the number of live points; tmin and tmax are the window in days after the trigger.',
    'trigger is the trigger time as JD, MJD or ISO 8601, where it is not found in the light curve.',
    'error_budget is the systematic error in magnitudes; error_budget=fitted fits it.',
    'prior=old are the ranges of the old pipeline, prior=tuned physical ones.',
    'z=0.03±0.001 or dist=130±8 (Mpc; without an error 10 %) is a known host; ebv its dust, mwebv that of the Milky Way.',
    'limits=off leaves the non-detections out.',
    'force fits again although nothing has changed since the last time.',
    'Example: /nmma fit ZTF22aawacjw KN SC nlive=500',
  ],
  async run({ service, words, user, require }) {
    await require('fit');
    if (words.length === 0) {
      const message = notice('Which object? Type for example: /nmma fit ZTF22aawacjw KN');
      return { message, data: null, form: { kind: 'fit', objectName: null } };
    }
    const from = new Map<string, LookupOutcome>();
    for (const word of objectWords(words).filter((one, index) => index === 0 || looksLikeObject(one))) {
      const lookedUp = await service.lookUp(bareWord(word), user);
      if (lookedUp !== null) from.set(lookedUp.object, lookedUp);
    }
    const { objects, rest } = ingestObjects(service, words, 'fit ZTF22aawacjw KN');
    const later = rest.find(looksLikeObject);
    if (later !== undefined) {
      throw new UserInputError(`Objects stand first: expected ${later} before ${rest[0]}.`);
    }
    if (objects.length > mostObjects) {
      throw new UserInputError(`${objects.length} objects at once: expected at most ${mostObjects}.`);
    }
    const settings = readSettings(rest.filter((word) => word.includes('=')));
    const outcomes = objects.map((objectName) =>
      service.requestFits({
        objectName,
        words: modelWords(rest.filter((word) => !word.includes('=') && !isForce(word))),
        settings,
        force: rest.some(isForce),
        requestedBy: user,
      }),
    );
    return { message: fitRequest(outcomes, from), data: outcomes };
  },
};
