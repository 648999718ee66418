import { classes, type OpinionWord, opinionWords } from '../../pipeline/api/opinions.ts';
import { asTyped } from '../../pipeline/shared/suggest.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { markAnswer, withdrawAnswer } from '../messages/opinions.ts';
import { type Command, didYouMean } from './command.ts';
import { ingestObjects } from './objectWords.ts';

/** A verdict as somebody types it. */
interface Said {
  word: OpinionWord | 'withdraw';
  class: string | null;
  comment: string | null;
}

const bare = (word: string) => word.toLowerCase().replace(/[:,;.]+$/, '');
const commentOf = (words: readonly string[]) => words.join(' ').replace(/^[:,;–—-]\s*/, '') || null;

/** The longest known class that some words begin with. */
function knownClass(words: readonly string[]): { name: string; used: number } | null {
  for (let used = Math.min(2, words.length); used > 0; used -= 1) {
    const typed = bare(words.slice(0, used).join(' '));
    const name = classes.find((one) =>
      [one.toLowerCase(), one.toLowerCase().replace(' ', '')].includes(typed),
    );
    if (name !== undefined) return { name, used };
  }
  return null;
}

function classified(words: readonly string[]): Said {
  const known = knownClass(words);
  if (known) return { word: 'classified', class: known.name, comment: commentOf(words.slice(known.used)) };
  const text = words.join(' ');
  const [, quoted, rest = ''] = /^["“”„«]([^"“”«»]+)["“”»](.*)$/.exec(text) ?? [];
  if (quoted !== undefined) return { word: 'classified', class: quoted, comment: commentOf([rest.trim()]) };
  const near = didYouMean(words.slice(0, 2).join(' '), classes) || didYouMean(words[0] ?? '', classes);
  throw new UserInputError(
    `No class ${asTyped(text)}: expected one such as SN Ia, CV or AGN, or your own in quotation marks.${near}`,
  );
}

/**
 * Reads a verdict: `interesting`, `junk why`, `SN Ia: see TNS`, `as "Ca-rich"`, `withdraw`.
 * @throws UserInputError that says what there is.
 */
export function readSaid(words: readonly string[]): Said {
  const [first = '', ...rest] = words;
  const word = bare(first);
  if (word === '') {
    throw new UserInputError(
      'Which verdict? Expected interesting, junk, a class such as SN Ia, or withdraw.',
    );
  }
  if (word === 'interesting' || word === 'junk') return { word, class: null, comment: commentOf(rest) };
  if (word === 'withdraw' || word === 'withdrawn') return { word: 'withdraw', class: null, comment: null };
  if (/^(classified|classify|as)$/.test(word)) {
    return classified(/^as$/i.test(rest[0] ?? '') ? rest.slice(1) : rest);
  }
  const near = didYouMean(word, [...opinionWords.slice(0, 2), 'withdraw']);
  if (near && knownClass(words) === null) throw new UserInputError(`No verdict ${asTyped(first)}.${near}`);
  return classified(words);
}

/** `/nmma mark OBJECT… interesting|junk|CLASS|withdraw [why]` */
export const mark: Command = {
  word: 'mark',
  usage: 'OBJECT… interesting|junk|CLASS|withdraw [why]',
  summary: 'Your own verdict on an object: everybody sees it in its message, the summary and App Home.',
  details: [
    'CLASS is such as SN Ia, CV or AGN; a class that is not known here stands in quotation marks. withdraw takes your verdict back.',
    'A second mark changes the first. /nmma history junk lists who said so of which objects.',
    'Example: /nmma mark ZTF22aawacjw SN Ia a spectrum, see TNS',
  ],
  async run({ service, words, user, require }) {
    await require('mute');
    const { objects, rest } = ingestObjects(service, words, 'mark ZTF22aawacjw junk a bad subtraction');
    const { word, ...said } = readSaid(rest);
    if (word === 'withdraw') {
      const outcomes = objects.map((objectName) => service.withdraw({ objectName, by: user }));
      return { message: withdrawAnswer(outcomes), data: outcomes };
    }
    const outcomes = objects.map((objectName) => service.mark({ objectName, by: user, word, ...said }));
    return { message: markAnswer(outcomes), data: outcomes };
  },
};
