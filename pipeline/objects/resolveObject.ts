import { objectCalled } from '../../db/aliases.ts';
import { type ObjectRow, objectNames } from '../../db/objects.ts';
import type { Db } from '../../db/open.ts';
import {
  fullName,
  isObjectName,
  isZtfName,
  nameExample,
  namesInText,
  sameNames,
} from '../shared/objectName.ts';
import { asTyped, nearest } from '../shared/suggest.ts';
import { UserInputError } from '../shared/userInputError.ts';
import { anyOf } from '../shared/words.ts';

/** The object that somebody means by a word: a name or an alias of it, in any case, or an address with it; else undefined. */
export function knownObject(db: Db, typed: string): ObjectRow | undefined {
  const word = typed.trim();
  const [inAddress] = word.includes('/') ? namesInText(word) : [];
  const full = inAddress ?? fullName(word);
  return objectCalled(db, [word, `ZTF${word}`, ...(full === null ? [] : sameNames(full))]);
}

/**
 * Finds an object by what somebody typed: a name, an alias or an address, without regard to case, with or without `ZTF`.
 * @throws UserInputError with the nearest names when there is no such object.
 */
export function resolveObject(db: Db, typed: string): ObjectRow {
  const word = typed.trim();
  const found = knownObject(db, typed);
  if (found) return found;
  const known = objectNames(db);
  if (known.length === 0) {
    throw new UserInputError(`No object ${asTyped(typed)}: no light curve has been read yet.`);
  }
  const name = fullName(word);
  if (name !== null && !isZtfName(name)) {
    throw new UserInputError(
      `No object ${asTyped(typed)}: no source has brought ${name}, nor told that it is another one.`,
    );
  }
  const full = /^ztf/i.test(word) ? word : `ZTF${word}`;
  // The prefix is the same in all names, so it must not make strangers look alike.
  const bare = known.map((name) => name.replace(/^ZTF/, ''));
  const near = nearest(full.slice(3), bare).map((name) =>
    known.includes(`ZTF${name}`) ? `ZTF${name}` : name,
  );
  const otherwise = isObjectName(full)
    ? 'not found in any configured source.'
    : `expected a name such as ${nameExample}.`;
  const hint = near.length > 0 ? `did you mean ${anyOf(near)}?` : otherwise;
  throw new UserInputError(`No object ${asTyped(typed)}: ${hint}`);
}
