import { type FitRow, findFit } from '../../db/fits.ts';
import type { Context } from '../core/context.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** A fit that somebody named. @throws UserInputError when there is no such fit. */
export function getKnownFit(context: Context, fitId: number): FitRow {
  const fit = findFit(context.db, fitId);
  if (!fit) throw new UserInputError(`There is no fit ${fitId}.`);
  return fit;
}
