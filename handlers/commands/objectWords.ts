import type { PipelineService } from '../../pipeline/api/service.ts';
import { fullName, namesInText } from '../../pipeline/shared/objectName.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';

/** A survey, or what IAU names and bursts begin with, as a word of its own. */
const prefix = /^(ZTF|AT|SN|GRB|LSST)$/i;
/** What stands around a word in a sentence, and Slack's marks of code, bold and italics. */
const around = /^[`*_~"'“”‘’«»()[\]{}<]+|[`*_~"'“”‘’«»()[\]{}>.,;:!?]+$/g;

/** A word without what stands around it; of an address the object that it is about. */
export function bareWord(word: string): string {
  const [, linked] = /^<([^|<>]+)(?:\|[^<>]*)?>/.exec(word) ?? [];
  const plain = (linked ?? word).replace(around, '');
  return plain.includes('/') ? (namesInText(plain)[0] ?? plain) : plain;
}

/** true for a word that can only be meant as an object. */
export function looksLikeObject(word: string): boolean {
  return fullName(bareWord(word)) !== null;
}

/** Words in which an object is one word: `ZTF 22abc` and `AT 2022abc` are joined, `A,B` is parted, marks around a name go. */
export function objectWords(words: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = bareWord(words[at + 1] ?? '');
    const joined = `${bareWord(word)}${next}`;
    if (prefix.test(bareWord(word)) && /^\d/.test(next) && fullName(joined) !== null) {
      found.push(joined);
      at += 1;
      continue;
    }
    const parts = word.split(',').filter((part) => part !== '');
    if (parts.length > 0 && parts.every(looksLikeObject)) found.push(...parts.map(bareWord));
    else found.push(word);
  }
  return found;
}

/**
 * Parts words into the objects that they begin with and the rest. The first word is an object whatever it looks like,
 * so that a mistake in it is told as one; commas between objects are let go.
 * @param example what to type, for the sentence when there is no object.
 * @throws UserInputError for a missing or unknown object.
 */
export function ingestObjects(
  service: PipelineService,
  words: readonly string[],
  example: string,
): { objects: string[]; rest: string[] } {
  const all = objectWords(words).filter((word) => word !== ',');
  const [first, ...others] = all;
  if (first === undefined || first.includes('=')) {
    throw new UserInputError(`Which object? Type for example: /nmma ${example}`);
  }
  const end = others.findIndex((word) => !looksLikeObject(word));
  const more = end < 0 ? others : others.slice(0, end);
  const objects = [first, ...more].map((word) => service.objectName(bareWord(word) || word));
  return { objects: [...new Set(objects)], rest: end < 0 ? [] : others.slice(end) };
}
