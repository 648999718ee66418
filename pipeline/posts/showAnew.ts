import type { Change } from '../../db/events.ts';
import type { ObjectRow } from '../../db/objects.ts';
import { addPost, newestContentOf, objectPost } from '../../db/posts.ts';
import type { Context } from '../core/context.ts';
import { channelsFor } from '../objects/visibility.ts';

/**
 * Owes an object's message in a channel an edit that shows what people changed: what it says of mutes and opinions is
 * looked up when it is sent. Call it in the transaction of the change.
 */
export function showAnewIn({ db }: Context, object: ObjectRow, channel: string, change: Change): void {
  const first = objectPost(db, object.id, channel);
  if (!first) return;
  const shown = newestContentOf(db, first.id) ?? first.content;
  // A message that still moves shows it when its fits have ended.
  if (JSON.parse(shown).kind === 'progress') return;
  const edit = { kind: 'object' as const, parentPostId: null, editsPostId: first.id, content: shown };
  addPost(db, { ...edit, runId: null, objectId: object.id, channel }, change);
}

/** The same in every channel that may see the object. */
export function showAnew(context: Context, object: ObjectRow, change: Change): void {
  for (const channel of channelsFor(context, object.id)) showAnewIn(context, object, channel, change);
}
