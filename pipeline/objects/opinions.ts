import { opinionsOf } from '../../db/opinions.ts';
import type { Opinion } from '../api/opinions.ts';
import type { Context } from '../core/context.ts';

/** What people say of an object now, oldest first. */
export function opinionsNow({ db }: Context, objectId: number): Opinion[] {
  return opinionsOf(db, objectId).map(({ endedAt: _, ...opinion }) => opinion);
}
