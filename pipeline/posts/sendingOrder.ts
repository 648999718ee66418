import type { QueuedPost } from '../../db/posts.ts';

/** Ids of what a channel is owed, in the order of sending: first what a person waits for, then the oldest. */
export function duePosts(queued: readonly QueuedPost[], channel: string): number[] {
  const own = queued.filter((post) => post.channel === channel);
  const byId = new Map(own.map((post) => [post.id, post]));
  const urgent = new Set<number>();
  for (const post of own) {
    if (post.isForPerson === 0) continue;
    // With the messages that it is a reply to or an edit of.
    let one: QueuedPost | undefined = post;
    while (one && !urgent.has(one.id)) {
      urgent.add(one.id);
      one = one.needsPostId === null ? undefined : byId.get(one.needsPostId);
    }
  }
  const ids = own.map((post) => post.id);
  return [...ids.filter((id) => urgent.has(id)), ...ids.filter((id) => !urgent.has(id))];
}
