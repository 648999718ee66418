import {
  addPost,
  findPost,
  newestContentOf,
  type PostRow,
  postEditAnew,
  replacePost,
} from '../../db/posts.ts';
import type { Context } from '../core/context.ts';

/**
 * Posts a message of ours anew that somebody deleted in Slack; what is owed to it goes to the new one.
 * @param content JSON, PostContent; left out: what it showed last. @returns the id of the new message.
 */
export function postAnew(context: Context, gone: PostRow, content?: string): number {
  const { db } = context;
  return db.transaction(() => {
    const { kind, runId, objectId, parentPostId, channel, identity } = gone;
    const shown = content ?? newestContentOf(db, gone.id) ?? gone.content;
    const id = addPost(
      db,
      { kind, runId, objectId, parentPostId, editsPostId: null, channel, content: shown, identity },
      context.change(),
    );
    replacePost(db, gone.id, id, context.change());
    return id;
  })();
}

/** Mends what an owed post met when the message that it edits or answers was deleted in Slack. */
export function putInPlaceOf(context: Context, post: PostRow): void {
  const { db } = context;
  db.transaction(() => {
    if (post.editsPostId !== null) {
      const edited = findPost(db, post.editsPostId);
      // A reply stays in its thread.
      postEditAnew(db, post.id, edited?.parentPostId ?? null);
      replacePost(db, post.editsPostId, post.id, context.change());
      return;
    }
    const parent = post.parentPostId === null ? undefined : findPost(db, post.parentPostId);
    if (parent) postAnew(context, parent);
  })();
}
