import { findObject, type ObjectRow, objectNames } from '../../db/objects.ts';
import type { Db } from '../../db/open.ts';
import { asTyped, nearest } from '../shared/suggest.ts';
import { UserInputError } from '../shared/userInputError.ts';
import { anyOf } from '../shared/words.ts';
import { isObjectName } from '../shared/ztfName.ts';

/**
 * Finds an object by what somebody typed: without regard to case, with or without `ZTF`.
 * @throws UserInputError with the nearest names when there is no such object.
 */
export function resolveObject(db: Db, typed: string): ObjectRow {
  const word = typed.trim();
  const found = findObject(db, word) ?? findObject(db, `ZTF${word}`);
  if (found) return found;
  const known = objectNames(db);
  if (known.length === 0) {
    throw new UserInputError(`No object ${asTyped(typed)}: no light curve has been read yet.`);
  }
  const [, iau] = /^(?:AT|SN)\s?(\d{4}[a-z]+)$/i.exec(word) ?? [];
  if (iau !== undefined) {
    const page = `https://www.wis-tns.org/object/${iau}`;
    throw new UserInputError(
      `No object ${asTyped(typed)}: objects are known here by their ZTF names, such as ZTF22aawacjw; ${page} tells it.`,
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
    : 'expected a name such as ZTF22aawacjw.';
  const hint = near.length > 0 ? `did you mean ${anyOf(near)}?` : otherwise;
  throw new UserInputError(`No object ${asTyped(typed)}: ${hint}`);
}
