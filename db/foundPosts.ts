import type { Db } from './open.ts';

/** A message of ours that stands in a channel. */
export interface FoundPost {
  channel: string;
  ts: string;
  installation: string;
  postId: number;
  /** null: it was written before messages carried one. */
  identity: string | null;
}

/** The newest message of a channel that the database knows, by Slack's clock; null: it knows none. */
export function newestKnownTs(db: Db, channel: string): string | null {
  const row = db
    .prepare<{ channel: string }, { ts: string | null }>(
      `SELECT max(ts) AS ts FROM (
         SELECT max(slack_ts) AS ts FROM posts WHERE state = 'sent' AND (channel = @channel OR slack_channel = @channel)
         UNION ALL SELECT max(ts) FROM found_posts WHERE channel = @channel)`,
    )
    .get({ channel });
  return row?.ts ?? null;
}

/** Whether a message is one that the database knows it has sent, or may have sent a moment before it ended. */
export function isKnownPost(db: Db, found: FoundPost): boolean {
  return (
    db
      .prepare(
        `SELECT 1 FROM posts WHERE (slack_ts = @ts AND state = 'sent')
           OR (id = @postId AND installation = @installation AND may_have_been_sent = 1 AND state = 'pending'
               AND identity IS @identity)`,
      )
      .get(found) !== undefined
  );
}

/** Keeps what was found, once. @returns whether it is new. */
export function addFoundPost(db: Db, found: FoundPost): boolean {
  return (
    db
      .prepare(
        `INSERT INTO found_posts (channel, ts, installation, post_id, identity)
         VALUES (@channel, @ts, @installation, @postId, @identity) ON CONFLICT DO NOTHING`,
      )
      .run(found).changes === 1
  );
}

/** The newest message that was found and tells what a post tells; undefined: none that nobody has adopted. */
export function foundPostOf(
  db: Db,
  post: { channel: string; identity: string | null; installation: string; id: number },
): FoundPost | undefined {
  return db
    .prepare<unknown[], FoundPost>(
      `SELECT channel, ts, installation, post_id AS postId, identity FROM found_posts
       WHERE channel = @channel AND adopted_by IS NULL
         AND (identity = @identity OR (installation = @installation AND post_id = @id AND identity IS NULL))
       ORDER BY ts DESC LIMIT 1`,
    )
    .get(post);
}

/** Notes which post a message is now. */
export function adoptFoundPost(db: Db, found: FoundPost, postId: number): void {
  db.prepare('UPDATE found_posts SET adopted_by = ? WHERE channel = ? AND ts = ?').run(
    postId,
    found.channel,
    found.ts,
  );
}
