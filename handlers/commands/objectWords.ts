import type { PipelineService } from '../../pipeline/api/service.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';

/** A survey name as people type it, with or without its prefix. */
const surveyName = /^(ZTF)?\d{2}[a-z]{7}$/i;

/** true for a word that can only be meant as an object. */
export function looksLikeObject(word: string): boolean {
  return surveyName.test(word);
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
  const bare = (word: string) => word.replace(/,$/, '');
  const all = words.filter((word) => word !== ',');
  const [first, ...others] = all;
  if (first === undefined || first.includes('=')) {
    throw new UserInputError(`Which object? Type for example: /nmma ${example}`);
  }
  const end = others.findIndex((word) => !looksLikeObject(bare(word)));
  const more = end < 0 ? others : others.slice(0, end);
  const objects = [first, ...more].map((word) => service.objectName(bare(word)));
  return { objects: [...new Set(objects)], rest: end < 0 ? [] : others.slice(end) };
}
