import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';

/** What kind of message a post is. */
export type PostKind = 'object' | 'thread' | 'summary' | 'notice';

/** One message that the bot owes Slack, and where Slack put it. */
export interface PostRow {
  id: number;
  kind: PostKind;
  runId: number | null;
  objectId: number | null;
  parentPostId: number | null;
  editsPostId: number | null;
  channel: string;
  /** JSON, PostContent. */
  content: string;
  state: 'pending' | 'sent' | 'failed';
  attempts: number;
  lastError: string | null;
  nextAttemptAt: string | null;
  slackChannel: string | null;
  slackTs: string | null;
  createdAt: string;
  sentAt: string | null;
}

const columns = `id, kind, run_id AS runId, object_id AS objectId, parent_post_id AS parentPostId,
  edits_post_id AS editsPostId, channel, content, state, attempts, last_error AS lastError,
  next_attempt_at AS nextAttemptAt, slack_channel AS slackChannel, slack_ts AS slackTs,
  created_at AS createdAt, sent_at AS sentAt`;

/** Adds a message to the outbox. @returns its id. */
export function addPost(
  db: Db,
  post: Pick<PostRow, 'kind' | 'runId' | 'objectId' | 'parentPostId' | 'editsPostId' | 'channel' | 'content'>,
  change: Change,
): number {
  return db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO posts (kind, run_id, object_id, parent_post_id, edits_post_id, channel, content, state, created_at)
         VALUES (@kind, @runId, @objectId, @parentPostId, @editsPostId, @channel, @content, 'pending', @at)`,
      )
      .run({ ...post, at: change.at });
    const id = Number(lastInsertRowid);
    addEvent(db, { ...change, subject: `post:${id}`, event: 'post', to: 'pending' });
    return id;
  })();
}

/** Messages that are still owed, oldest first. */
export function pendingPosts(db: Db): PostRow[] {
  return db.prepare<[], PostRow>(`SELECT ${columns} FROM posts WHERE state = 'pending' ORDER BY id`).all();
}

/** The post with that id; undefined when there is none. */
export function findPost(db: Db, id: number): PostRow | undefined {
  return db.prepare<[number], PostRow>(`SELECT ${columns} FROM posts WHERE id = ?`).get(id);
}

/** The message about an object that stands in the channel, or soon will; undefined when there is none. */
export function objectPost(db: Db, objectId: number, channel: string): PostRow | undefined {
  return db
    .prepare<[number, string], PostRow>(
      `SELECT ${columns} FROM posts
       WHERE object_id = ? AND channel = ? AND kind = 'object' AND edits_post_id IS NULL AND state <> 'failed'
       ORDER BY id DESC LIMIT 1`,
    )
    .get(objectId, channel);
}

/** The content (JSON) that the last edit of a message gives it; null when it was never edited. */
export function newestContentOf(db: Db, postId: number): string | null {
  const row = db
    .prepare<[number], { content: string }>(
      "SELECT content FROM posts WHERE edits_post_id = ? AND state <> 'failed' ORDER BY id DESC LIMIT 1",
    )
    .get(postId);
  return row?.content ?? null;
}

/** The message of a run about an object in a channel that moves while its fits run; undefined when there is none. */
export function progressPost(db: Db, runId: number, objectId: number, channel: string): PostRow | undefined {
  return db
    .prepare<[number, number, string], PostRow>(
      `SELECT ${columns} FROM posts
       WHERE run_id = ? AND object_id = ? AND channel = ? AND edits_post_id IS NULL AND state <> 'failed'
         AND content ->> '$.kind' = 'progress' LIMIT 1`,
    )
    .get(runId, objectId, channel);
}

/** Counts an attempt before it is made: after a crash, one that may have reached Slack is known by it. */
export function beginPostAttempt(db: Db, id: number): boolean {
  return (
    db.prepare("UPDATE posts SET attempts = attempts + 1 WHERE id = ? AND state = 'pending'").run(id)
      .changes === 1
  );
}

/** pending → sent, with the channel and timestamp that Slack gave. @returns whether it changed. */
export function markPostSent(
  db: Db,
  id: number,
  place: { channel: string; ts: string },
  change: Change,
): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE posts SET state = 'sent', slack_channel = ?, slack_ts = ?, sent_at = ?, last_error = NULL,
           next_attempt_at = NULL WHERE id = ? AND state = 'pending'`,
      )
      .run(place.channel, place.ts, change.at, id);
    if (changes === 1) {
      addEvent(db, { ...change, subject: `post:${id}`, event: 'post', from: 'pending', to: 'sent' });
    }
    return changes === 1;
  })();
}

/** Keeps a pending post for later. @returns whether it is still pending. */
export function postponePost(db: Db, id: number, error: string, nextAttemptAt: string): boolean {
  return (
    db
      .prepare("UPDATE posts SET last_error = ?, next_attempt_at = ? WHERE id = ? AND state = 'pending'")
      .run(error, nextAttemptAt, id).changes === 1
  );
}

/** pending → failed: trying again cannot help. @returns whether it changed. */
export function failPost(db: Db, id: number, error: string, change: Change): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        "UPDATE posts SET state = 'failed', last_error = ?, next_attempt_at = NULL WHERE id = ? AND state = 'pending'",
      )
      .run(error, id);
    if (changes === 1) {
      const why = change.why ?? error;
      addEvent(db, { ...change, why, subject: `post:${id}`, event: 'post', from: 'pending', to: 'failed' });
    }
    return changes === 1;
  })();
}

/** Posts that were given up and were made at or after a time, newest first. */
export function failedPostsSince(db: Db, since: string): PostRow[] {
  return db
    .prepare<[string], PostRow>(
      `SELECT ${columns} FROM posts WHERE state = 'failed' AND created_at >= ? ORDER BY id DESC`,
    )
    .all(since);
}

/** Every message sent, oldest first. */
export function sentPosts(db: Db): PostRow[] {
  return db.prepare<[], PostRow>(`SELECT ${columns} FROM posts WHERE state = 'sent' ORDER BY id`).all();
}

/** true when a summary for that UTC date (YYYY-MM-DD) is sent or owed; in that channel, when one is named. */
export function hasSummary(db: Db, date: string, channel: string | null = null): boolean {
  return (
    db
      .prepare(
        `SELECT 1 FROM posts WHERE kind = 'summary' AND state <> 'failed' AND json_extract(content, '$.date') = @date
           AND channel = coalesce(@channel, channel)`,
      )
      .get({ date, channel }) !== undefined
  );
}
