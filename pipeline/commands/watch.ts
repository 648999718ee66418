import { endWatch, watchKind, watchObject } from '../../db/watches.ts';
import { isPerson } from '../api/audience.ts';
import type { Watched } from '../api/watches.ts';
import type { Context } from '../core/context.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { watches } from '../objects/watches.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** @see PipelineService.watch */
export function watch(
  context: Context,
  request: { watched: Watched; by: string },
): { watched: Watched; changed: boolean } {
  const { db } = context;
  const { watched, by } = request;
  if (!isPerson(by)) {
    throw new UserInputError('Only people in Slack can watch: the news come as a direct message there.');
  }
  const change = context.change(by);
  if ('kind' in watched) {
    return { watched, changed: watchKind(db, watched.kind, watched.above, change) };
  }
  const object = resolveObject(db, watched.object);
  return { watched: { object: object.name }, changed: watchObject(db, object.id, change) };
}

/** @see PipelineService.unwatch */
export function unwatch(
  context: Context,
  request: { watched: { object: string } | { kind: string } | 'all'; by: string },
): Watched[] {
  const { db } = context;
  const { watched, by } = request;
  const change = context.change(by);
  return db.transaction(() => {
    const now = watches(context, by);
    const name = watched !== 'all' && 'object' in watched ? resolveObject(db, watched.object).name : null;
    const ended = now.filter(({ watched: one }) => {
      if (watched === 'all') return true;
      return 'kind' in one ? 'kind' in watched && watched.kind === one.kind : one.object === name;
    });
    for (const { watched: one } of ended) {
      if ('kind' in one) endWatch(db, { kind: one.kind }, change);
      else endWatch(db, { objectId: resolveObject(db, one.object).id }, change);
    }
    return ended.map(({ watched: one }) => one);
  })();
}
