import { setOpinion, withdrawOpinion } from '../../db/opinions.ts';
import { longestClass, longestComment, type MarkOutcome, type MarkRequest } from '../api/opinions.ts';
import type { Context } from '../core/context.ts';
import { opinionsNow } from '../objects/opinions.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { showAnew } from '../posts/showAnew.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** @throws UserInputError */
function requireShort(text: string | null, most: number, what: string): void {
  const length = text?.length ?? 0;
  if (length > most)
    throw new UserInputError(`The ${what} has ${length} characters: expected at most ${most}.`);
}

/** @see PipelineService.mark */
export function mark(context: Context, request: MarkRequest): MarkOutcome {
  const { db } = context;
  const { by, word } = request;
  const object = resolveObject(db, request.objectName);
  const className = word === 'classified' ? request.class?.trim() || null : null;
  const comment = request.comment?.trim() || null;
  if (word === 'classified' && className === null)
    throw new UserInputError('Classified as what? Expected a class such as SN Ia.');
  requireShort(className, longestClass, 'class');
  requireShort(comment, longestComment, 'comment');
  const change = context.change(by);
  return db.transaction(() => {
    const given = { objectId: object.id, object: object.name, word, class: className, comment };
    const changed = setOpinion(db, given, change);
    if (changed) showAnew(context, object, change);
    const opinion = opinionsNow(context, object.id).find(({ person }) => person === by);
    if (!opinion) throw new Error(`The opinion on ${object.name} is not there right after it was given.`);
    return { object: object.name, changed, opinion };
  })();
}

/** @see PipelineService.withdraw */
export function withdraw(
  context: Context,
  request: { objectName: string; by: string },
): { object: string; changed: boolean } {
  const { db } = context;
  const object = resolveObject(db, request.objectName);
  const change = context.change(request.by);
  return db.transaction(() => {
    const changed = withdrawOpinion(db, object.id, object.name, change);
    if (changed) showAnew(context, object, change);
    return { object: object.name, changed };
  })();
}
