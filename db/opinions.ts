import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';

/** What a person says of an object. */
export interface OpinionRow {
  object: string;
  /** A Slack user id, or who it is in a shell. */
  person: string;
  word: 'interesting' | 'junk' | 'classified';
  /** Of `classified`; else null. */
  class: string | null;
  comment: string | null;
  /** ISO 8601, UTC. */
  at: string;
  /** When it was changed or withdrawn; null: it is in force. */
  endedAt: string | null;
}

/** An opinion as somebody gives it. */
export interface NewOpinion extends Pick<OpinionRow, 'object' | 'word' | 'class' | 'comment'> {
  objectId: number;
}

const select = `SELECT objects.name AS object, person, word, class, comment, at, ended_at AS endedAt
  FROM opinions JOIN objects ON objects.id = opinions.object_id`;

/** Everything that people have ever said of an object, oldest first. */
export function allOpinionsOf(db: Db, objectId: number): OpinionRow[] {
  return db.prepare<[number], OpinionRow>(`${select} WHERE object_id = ? ORDER BY opinions.id`).all(objectId);
}

/** What people say of an object now, oldest first. */
export function opinionsOf(db: Db, objectId: number): OpinionRow[] {
  return db
    .prepare<[number], OpinionRow>(`${select} WHERE object_id = ? AND ended_at IS NULL ORDER BY opinions.id`)
    .all(objectId);
}

function endOpinion(db: Db, objectId: number, change: Change): OpinionRow | undefined {
  const before = opinionsOf(db, objectId).find(({ person }) => person === change.actor);
  db.prepare('UPDATE opinions SET ended_at = ? WHERE object_id = ? AND person = ? AND ended_at IS NULL').run(
    change.at,
    objectId,
    change.actor,
  );
  return before;
}

/** Keeps what a person says of an object, instead of what they said before. @returns whether it is new. */
export function setOpinion(db: Db, opinion: NewOpinion, change: Change): boolean {
  return db.transaction(() => {
    const { objectId, object, word, comment } = opinion;
    const now = opinionsOf(db, objectId).find(({ person }) => person === change.actor);
    const isSame = now?.word === word && now.class === opinion.class && now.comment === comment;
    if (isSame) return false;
    const before = endOpinion(db, objectId, change);
    db.prepare(
      `INSERT INTO opinions (object_id, person, word, class, comment, at)
       VALUES (@objectId, @person, @word, @class, @comment, @at)`,
    ).run({ objectId, word, class: opinion.class, comment, person: change.actor, at: change.at });
    const why = [opinion.class, comment].filter(Boolean).join(': ') || null;
    const event = { event: 'opinion', from: before?.word ?? null, to: word, why };
    addEvent(db, { ...change, subject: `object:${object}`, ...event });
    return true;
  })();
}

/** Takes back what a person says of an object. @returns whether they had said anything. */
export function withdrawOpinion(db: Db, objectId: number, object: string, change: Change): boolean {
  return db.transaction(() => {
    const before = endOpinion(db, objectId, change);
    if (!before) return false;
    const event = { event: 'opinion', from: before.word, to: 'withdrawn' };
    addEvent(db, { ...change, subject: `object:${object}`, ...event });
    return true;
  })();
}

/** Notes that a channel is reminded of an object. @returns false when it was before. */
export function addReminder(db: Db, objectId: number, channel: string, at: string): boolean {
  return (
    db
      .prepare('INSERT INTO reminders (object_id, channel, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
      .run(objectId, channel, at).changes === 1
  );
}

/** Objects with a verdict at or after a time and no opinion of anybody. */
export function unansweredObjects(db: Db, since: string): number[] {
  return db
    .prepare<[string], { objectId: number }>(
      `SELECT DISTINCT object_id AS objectId FROM verdicts WHERE at >= ?
         AND NOT EXISTS (SELECT 1 FROM opinions WHERE opinions.object_id = verdicts.object_id AND ended_at IS NULL)`,
    )
    .all(since)
    .map(({ objectId }) => objectId);
}
