import { addEvent, type Change } from './events.ts';
import { nextId } from './installation.ts';
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
  /** Name of the installation that gave it its number. */
  installation: string;
  /** What it tells, in the same words in every copy of the database; null: of before this was kept. */
  identity: string | null;
  /** 1: an attempt may have reached Slack without an answer. */
  mayHaveBeenSent: 0 | 1;
  lastError: string | null;
  /** Slack's name of the last error, or `withheld`, `parent` or `answered`. */
  errorCode: string | null;
  nextAttemptAt: string | null;
  slackChannel: string | null;
  slackTs: string | null;
  createdAt: string;
  sentAt: string | null;
}

const columns = `id, kind, run_id AS runId, object_id AS objectId, parent_post_id AS parentPostId,
  edits_post_id AS editsPostId, channel, content, state, installation, identity,
  attempts, may_have_been_sent AS mayHaveBeenSent, last_error AS lastError, error_code AS errorCode,
  next_attempt_at AS nextAttemptAt, slack_channel AS slackChannel, slack_ts AS slackTs,
  created_at AS createdAt, sent_at AS sentAt`;

/** A message as it is written into the outbox. */
export type NewPost = Pick<
  PostRow,
  'kind' | 'runId' | 'objectId' | 'parentPostId' | 'editsPostId' | 'channel' | 'content'
> & {
  /** Left out: nothing else tells the same, and it gets a random one. */
  identity?: string | null;
  /** It is not sent earlier (ISO 8601, UTC). */
  notBefore?: string | null;
};

/** Adds a message to the outbox. @returns its id. */
export function addPost(db: Db, post: NewPost, change: Change): number {
  return db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO posts (id, kind, run_id, object_id, parent_post_id, edits_post_id, channel, content, state,
           installation, identity, not_before, created_at)
         VALUES (${nextId('posts')}, @kind, @runId, @objectId, @parentPostId, @editsPostId, @channel, @content, 'pending',
           (SELECT name FROM installation), coalesce(@identity, lower(hex(randomblob(8)))), @notBefore, @at)`,
      )
      .run({ identity: null, notBefore: null, ...post, at: change.at });
    const id = Number(lastInsertRowid);
    addEvent(db, { ...change, subject: `post:${id}`, event: 'post', to: 'pending' });
    return id;
  })();
}

/** A message that is owed, as far as the order of sending needs it. */
export interface QueuedPost {
  id: number;
  channel: string;
  /** The message that it is a reply to or an edit of. */
  needsPostId: number | null;
  nextAttemptAt: string | null;
  /** 1: somebody waits for it. */
  isForPerson: 0 | 1;
}

/** A message waits no longer than this for its time: a later one was written by a wrong clock, ms. */
const longestWaitMs = 25 * 3_600_000;

/** Messages that are still owed and whose time has come, oldest first, without their contents. @param now ISO 8601, UTC. */
export function queuedPosts(db: Db, now: string): QueuedPost[] {
  const latest = new Date(Date.parse(now) + longestWaitMs).toISOString();
  return db
    .prepare<[string, string], QueuedPost>(
      `SELECT posts.id, channel, coalesce(parent_post_id, edits_post_id) AS needsPostId,
         next_attempt_at AS nextAttemptAt,
         CASE WHEN posts.kind = 'summary' THEN 0 ELSE coalesce(trigger = 'refit', 1) END AS isForPerson
       FROM posts LEFT JOIN runs ON runs.id = posts.run_id WHERE posts.state = 'pending'
         AND (not_before IS NULL OR not_before <= ? OR not_before > ?) ORDER BY posts.id`,
    )
    .all(now, latest);
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
         AND gone_at IS NULL
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
         AND gone_at IS NULL AND content ->> '$.kind' = 'progress' ORDER BY id DESC LIMIT 1`,
    )
    .get(runId, objectId, channel);
}

/** Counts an attempt before it is made: after a crash, one that may have reached Slack is known by it. */
export function beginPostAttempt(db: Db, id: number): boolean {
  return (
    db
      .prepare(
        `UPDATE posts SET attempts = attempts + 1, may_have_been_sent = 1 WHERE id = ? AND state = 'pending'`,
      )
      .run(id).changes === 1
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

/** Why an attempt came to nothing. */
export interface PostFailure {
  /** One sentence for people. */
  words: string;
  /** Slack's name of the error, `withheld`, `parent`; null: Slack did not answer. */
  code: string | null;
  /** false: it is certain that Slack did not take the message. */
  mayHaveBeenSent: boolean;
}

const failure = 'last_error = @words, error_code = @code, may_have_been_sent = @sent';

function values({ words, code, mayHaveBeenSent }: PostFailure) {
  return { words, code, sent: mayHaveBeenSent ? 1 : 0 };
}

/** Keeps a pending post for later. @returns whether it is still pending. */
export function postponePost(db: Db, id: number, why: PostFailure, nextAttemptAt: string): boolean {
  return (
    db
      .prepare(
        `UPDATE posts SET ${failure}, next_attempt_at = @nextAttemptAt WHERE id = @id AND state = 'pending'`,
      )
      .run({ id, nextAttemptAt, ...values(why) }).changes === 1
  );
}

/** pending → failed: trying again by itself cannot help. @returns whether it changed. */
export function failPost(db: Db, id: number, why: PostFailure, change: Change): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE posts SET state = 'failed', ${failure}, next_attempt_at = NULL WHERE id = @id AND state = 'pending'`,
      )
      .run({ id, ...values(why) });
    if (changes === 1) {
      const event = { event: 'post', from: 'pending', to: 'failed' };
      addEvent(db, { ...change, why: change.why ?? why.words, subject: `post:${id}`, ...event });
    }
    return changes === 1;
  })();
}

/** failed → pending, with everything that failed only because it belongs to it. @returns whether it changed. */
export function retryPost(db: Db, id: number, change: Change): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE posts SET state = 'pending', attempts = 0, next_attempt_at = NULL, last_error = NULL, error_code = NULL
         WHERE id = ? AND state = 'failed'`,
      )
      .run(id);
    if (changes === 0) return false;
    addEvent(db, { ...change, subject: `post:${id}`, event: 'post', from: 'failed', to: 'pending' });
    const belonging = db
      .prepare<{ id: number }, { id: number }>(
        `SELECT id FROM posts WHERE parent_post_id = @id AND state = 'failed' AND error_code = 'parent'
         UNION SELECT id FROM posts WHERE edits_post_id = @id AND state = 'failed' AND error_code = 'parent'`,
      )
      .all({ id });
    for (const one of belonging) retryPost(db, one.id, change);
    return true;
  })();
}

/**
 * Notes that a message is no longer in Slack, and lets another take its place: what is owed to the first goes to it.
 * @param id the message that somebody deleted. @param instead an owed message.
 */
export function replacePost(db: Db, id: number, instead: number, change: Change): void {
  db.transaction(() => {
    const event = { event: 'post', from: 'sent', to: 'gone' };
    const why = `is no longer in Slack: post ${instead} takes its place`;
    const { changes } = db
      .prepare('UPDATE posts SET gone_at = ? WHERE id = ? AND gone_at IS NULL')
      .run(change.at, id);
    if (changes === 1) addEvent(db, { ...change, subject: `post:${id}`, why, ...event });
    const owed = { id, instead };
    db.prepare(
      "UPDATE posts SET parent_post_id = @instead WHERE parent_post_id = @id AND state = 'pending' AND id <> @instead",
    ).run(owed);
    db.prepare(
      "UPDATE posts SET edits_post_id = @instead WHERE edits_post_id = @id AND state = 'pending' AND id <> @instead",
    ).run(owed);
  })();
}

/** Makes an owed edit of a message a message of its own, in the place of that one. */
export function postEditAnew(db: Db, id: number, parentPostId: number | null): void {
  db.prepare(
    "UPDATE posts SET edits_post_id = NULL, parent_post_id = ?, may_have_been_sent = 0 WHERE id = ? AND state = 'pending'",
  ).run(parentPostId, id);
}

/** Whether a newer edit of the same message has been made. */
export function hasNewerEdit(db: Db, id: number, editsPostId: number): boolean {
  return (
    db
      .prepare("SELECT 1 FROM posts WHERE edits_post_id = ? AND id > ? AND state = 'sent' LIMIT 1")
      .get(editsPostId, id) !== undefined
  );
}

/** Posts that nobody but a person can send now and that were made at or after a time, newest first. */
export function deadPosts(db: Db, since: string): PostRow[] {
  return db
    .prepare<[string], PostRow>(
      `SELECT ${columns} FROM posts WHERE state = 'failed' AND created_at >= ?
         AND coalesce(error_code, '') NOT IN ('withheld', 'parent', 'answered') ORDER BY id DESC`,
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
