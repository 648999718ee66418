import type { Change } from '../../db/events.ts';
import type { ObjectRow } from '../../db/objects.ts';
import { addPost, objectPost } from '../../db/posts.ts';
import type { PostContent } from '../api/posts.ts';
import type { MuteSummary } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { channelsFor } from '../objects/visibility.ts';
import { showAnewIn } from './showAnew.ts';

function tellChannel(
  context: Context,
  object: ObjectRow,
  channel: string,
  content: PostContent,
  change: Change,
  identity: string | null,
): void {
  const { db } = context;
  const first = objectPost(db, object.id, channel);
  const common = { runId: null, objectId: object.id, channel };
  addPost(
    db,
    {
      ...common,
      kind: first ? 'thread' : 'notice',
      parentPostId: first?.id ?? null,
      editsPostId: null,
      content: JSON.stringify(content),
      identity,
    },
    change,
  );
  showAnewIn(context, object, channel, change);
}

/**
 * Owes the channel the news, as a reply to the object's message where there is one, and that message its new state.
 * Call it in the transaction of the change.
 * @param identity what tells the same in every copy of the database; null: nothing does.
 */
export function tellMute(
  context: Context,
  object: ObjectRow,
  told: { by: string; mute: MuteSummary | null; why: string | null },
  identity: string | null = null,
): void {
  const content: PostContent = { kind: 'mute-notice', object: object.name, ...told };
  const change = context.change(told.by);
  for (const channel of channelsFor(context, object.id))
    tellChannel(context, object, channel, content, change, identity);
}
