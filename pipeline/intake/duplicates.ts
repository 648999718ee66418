import { objectCalled } from '../../db/aliases.ts';
import { findLightCurve } from '../../db/lightCurves.ts';
import { filesWith } from '../../db/sourceFiles.ts';
import type { Context } from '../core/context.ts';
import type { Found, Problem, Scan } from './scan.ts';

/** A problem of a light curve's file. */
function problemOf(curve: Found, level: Problem['level'], reason: string): Problem {
  const { source, file, fileSha256 } = curve;
  return { level, source, file, line: null, reason, fileSha256 };
}

export interface Owner {
  object: string;
  file: string;
}

/** Who had that photometry first: an object that is known for it, in a file that is still there, else the first found. */
function ownerOf(context: Context, scan: Scan, sha256: string, same: readonly Found[]): Owner | undefined {
  const { db } = context;
  const isKnown = ({ object: name }: Owner) => {
    const object = objectCalled(db, [name]);
    return object !== undefined && findLightCurve(db, object.id, sha256) !== undefined;
  };
  const there = filesWith(db, sha256).flatMap(({ source, file, object }): Owner[] => {
    const unchanged = scan.unchanged.get(source);
    const isThere = unchanged === undefined || unchanged.has(file);
    return object !== null && isThere ? [{ object, file }] : [];
  });
  return there.find(isKnown) ?? same.find(isKnown) ?? same[0];
}

/**
 * Leaves each content once. Copies of an object's file are told in one line; one photometry under the names of
 * two objects belongs to whoever had it first.
 */
export function withoutCopies(context: Context, scan: Scan): { curves: Found[]; problems: Problem[] } {
  const curves: Found[] = [];
  const problems: Problem[] = [];
  for (const [sha256, same] of Map.groupBy(scan.found, (curve) => curve.sha256)) {
    const owner = ownerOf(context, scan, sha256, same);
    if (!owner) continue;
    const own = same.filter(({ object }) => object === owner.object);
    const first = own.find(({ file }) => file === owner.file) ?? own[0];
    if (first) {
      // What copies say of programmes is true of the photometry, also under the name of another object.
      curves.push({ ...first, programs: [...new Set(same.flatMap(({ programs }) => programs))] });
    }
    const copies = own.filter(({ file }) => file !== owner.file);
    const [copy] = copies;
    if (copy) {
      const more = copies.length === 1 ? '' : ` (and so are ${copies.length - 1} more)`;
      const reason = `is the same light curve as ${owner.file}: fitted once${more}`;
      problems.push(problemOf(copy, 'warning', reason));
    }
    for (const stranger of same.filter(({ object }) => object !== owner.object)) {
      const reason = `holds the same photometry as ${owner.file}, which is another object: not used`;
      problems.push(problemOf(stranger, 'problem', reason));
    }
  }
  return { curves, problems };
}
