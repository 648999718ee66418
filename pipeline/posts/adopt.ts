import {
  addFoundPost,
  adoptFoundPost,
  foundPostOf,
  isKnownPost,
  newestKnownTs,
} from '../../db/foundPosts.ts';
import { formerNames, installationName, renameInstallation } from '../../db/installation.ts';
import { durably } from '../../db/open.ts';
import { addPost, markPostSent, type PostRow } from '../../db/posts.ts';
import type { Context } from '../core/context.ts';

/**
 * Looks in a channel for messages of ours that the database knows nothing of: those of a time that was lost with a restored
 * backup, or with a log. By Slack's clock, which is right.
 * @throws PublishError when Slack could not be asked.
 */
export async function findUnknown(context: Context, channel: string): Promise<void> {
  const { db, options, log, change } = context;
  if (!options.publisher.ownMessages) return;
  const messages = await options.publisher.ownMessages(channel, newestKnownTs(db, channel));
  durably(db, () =>
    db.transaction(() => {
      const name = installationName(db);
      const ours = new Set([name, ...formerNames(db)]);
      const unknown = messages
        .filter(({ installation }) => ours.has(installation))
        .map((message) => ({ ...message, channel }))
        .filter((message) => !isKnownPost(db, message) && addFoundPost(db, message));
      if (unknown.length === 0) return;
      log.warn(
        { channel, messages: unknown.length },
        `${unknown.length} messages in the channel are newer than the database: they are taken up as they are, and none is posted again`,
      );
      // Their numbers are given away already.
      if (unknown.some(({ installation }) => installation === name))
        renameInstallation(db, change('app', 'messages in the channel are newer than the database'));
    })(),
  );
}

/**
 * Takes a message that was found for a post that tells the same.
 * @returns false when none was found: it has to be sent.
 */
export function adopt(context: Context, post: PostRow): boolean {
  const { db, change, log } = context;
  if (post.parentPostId !== null || post.editsPostId !== null) return false;
  const found = foundPostOf(db, post);
  if (!found) return false;
  durably(db, () =>
    db.transaction(() => {
      markPostSent(db, post.id, found, change('app', 'stood in the channel already'));
      adoptFoundPost(db, found, post.id);
      if (post.kind !== 'object') return;
      // It may show an older state of the object.
      const { runId, objectId, channel, content, kind } = post;
      addPost(
        db,
        { runId, objectId, channel, content, kind, parentPostId: null, editsPostId: post.id },
        change(),
      );
    })(),
  );
  log.info({ post: post.id, ts: found.ts }, 'a message of before a restore is taken up');
  return true;
}
