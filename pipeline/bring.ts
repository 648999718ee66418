import { findObject } from '../db/objects.ts';
import type { Context } from './context.ts';
import { asTyped } from './nearest.ts';
import { keepOriginal } from './originals.ts';
import { UserInputError } from './service.ts';
import { takeObject } from './takeObject.ts';

/** Where an object came from that somebody asked for. */
export interface Brought {
  object: string;
  /** The service's name; null: it was known already. */
  from: string | null;
}

/** The full name of what somebody typed, which may lack `ZTF`; null when it cannot be one. */
export function fullName(typed: string): string | null {
  const [, year, letters] = /^(?:ztf)?(\d{2})([a-z]{7})$/i.exec(typed.trim()) ?? [];
  return year === undefined || letters === undefined ? null : `ZTF${year}${letters.toLowerCase()}`;
}

/**
 * Brings the light curve of an object that no source has brought, from the first service that knows it.
 * @returns null when it cannot be the name of an object.
 * @throws UserInputError when no service knows it, with what each said.
 */
export async function bring(context: Context, typed: string, by: string): Promise<Brought | null> {
  const { db, options } = context;
  const { lookups = [], stateDir } = options;
  const known = findObject(db, typed.trim()) ?? findObject(db, fullName(typed) ?? '');
  if (known && known.currentLightCurveId !== null) return { object: known.name, from: null };
  const name = fullName(typed);
  if (name === null || lookups.length === 0) return null;
  const troubles: string[] = [];
  for (const lookup of lookups) {
    try {
      const found = await lookup.findByName(name, (bytes, sha256) => keepOriginal(stateDir, bytes, sha256));
      if (found === null) continue;
      const taken = db.transaction(() => takeObject(context, [{ ...found, source: lookup.name }]))();
      if (taken === null) continue;
      context.log.info({ object: name, from: lookup.name, by }, 'looked up');
      return { object: name, from: lookup.name };
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      context.log.warn({ object: name, from: lookup.name }, words);
      troubles.push(words);
    }
  }
  const names = lookups.map((lookup) => lookup.name).join(', ');
  const why = troubles.length === 0 ? '' : ` ${troubles.join(' ')}`;
  throw new UserInputError(
    `No object ${asTyped(typed)}: no source has brought it, and it was not found by ${names}.${why}`,
  );
}
