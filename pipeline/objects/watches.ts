import { type WatchRow, watchesOf } from '../../db/watches.ts';
import { kinds } from '../api/verdict.ts';
import type { Watched, WatchSummary } from '../api/watches.ts';
import type { Context } from '../core/context.ts';

/** What a row watches; null: a kind that this version does not know. */
export function watchedOf({ object, kind: word, above }: WatchRow): Watched | null {
  if (object !== null) return { object };
  const kind = kinds.find((one) => one === word);
  return kind === undefined || above === null ? null : { kind, above };
}

/** @see PipelineService.watches */
export function watches({ db }: Context, person: string): WatchSummary[] {
  return watchesOf(db, person).flatMap((row) => {
    const watched = watchedOf(row);
    return watched === null ? [] : [{ watched, since: row.since }];
  });
}
