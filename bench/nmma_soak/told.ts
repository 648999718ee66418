import Database from 'better-sqlite3';
import { firstMessageAfter, longestSilence } from './silence.ts';

/** What the database tells of the messages. */
export interface Told {
  fitsSucceeded: number;
  objectsTold: number;
  /** Replies in threads included. */
  messages: number;
  /** Of these in threads. */
  replies: number;
  edits: number;
  firstMessageSeconds: number;
  /** Replies in threads do not break it: the channel does not show them. */
  longestSilenceSeconds: number;
  /** From the pull to the last message. */
  minutes: number;
}

interface Ended {
  object: number;
  fitsEndedAt: string;
  sentAt: string | null;
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;

/** Reads what was fitted and sent so far. @param path an app's database, which may be in use. */
export function readTold(path: string): Told {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const count = (sql: string) => Number(db.prepare(sql).pluck().get());
    const ended = db
      .prepare<[], Ended>(
        `SELECT object_id AS object, max(finished_at) AS fitsEndedAt,
           (SELECT min(sent_at) FROM posts WHERE posts.object_id = fits.object_id AND kind = 'object'
              AND edits_post_id IS NULL AND state = 'sent') AS sentAt
         FROM fits GROUP BY object_id HAVING count(*) = count(finished_at)`,
      )
      .all();
    const owed = ended.flatMap(({ fitsEndedAt, sentAt }) =>
      sentAt === null ? [] : [{ fitsEndedMs: Date.parse(fitsEndedAt), sentMs: Date.parse(sentAt) }],
    );
    const sentMs = (where: string) =>
      db
        .prepare<[], string>(
          `SELECT sent_at FROM posts WHERE state = 'sent' AND edits_post_id IS NULL AND ${where}`,
        )
        .pluck()
        .all()
        .map((at) => Date.parse(at));
    const inChannel = sentMs('parent_post_id IS NULL');
    const replies = sentMs('parent_post_id IS NOT NULL');
    const begunMs = Date.parse(String(db.prepare('SELECT min(started_at) FROM runs').pluck().get()));
    return {
      fitsSucceeded: count("SELECT count(*) FROM fits WHERE state = 'succeeded'"),
      objectsTold: owed.length,
      messages: inChannel.length + replies.length,
      replies: replies.length,
      edits: count("SELECT count(*) FROM posts WHERE state = 'sent' AND edits_post_id IS NOT NULL"),
      firstMessageSeconds: seconds(firstMessageAfter(owed)),
      longestSilenceSeconds: seconds(longestSilence(owed, inChannel)),
      minutes: Math.round((Math.max(...inChannel, ...replies) - begunMs) / 6000) / 10,
    };
  } finally {
    db.close();
  }
}
