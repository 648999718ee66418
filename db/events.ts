import type { Db } from './open.ts';

/** One line of the log of what happened: who or what, when, from → to, why. */
export interface Event {
  /** ISO 8601, UTC. */
  at: string;
  /** A Slack user id, or `app`. */
  actor: string;
  /** `fit:12`, `object:ZTF22aawacjw`, `run:3`, `post:9`. */
  subject: string;
  event: string;
  from?: string | null;
  to?: string | null;
  why?: string | null | undefined;
}

/** Who or what changes something, and when: every change of state needs it. */
export interface Change {
  at: string;
  actor: string;
  why?: string | null | undefined;
}

/** An event as it is kept. */
export interface EventRow extends Required<Event> {
  why: string | null;
}

const columns = 'at, actor, subject, event, from_state AS "from", to_state AS "to", why';

/** A stretch of time, from `from` to before `to`; ISO 8601, UTC. */
export interface Stretch {
  from: string;
  to: string;
}

/** Appends one event. Call it in the transaction of the change that it tells about. */
export function addEvent(db: Db, event: Event): void {
  db.prepare(
    'INSERT INTO events (at, actor, subject, event, from_state, to_state, why) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ).run(
    event.at,
    event.actor,
    event.subject,
    event.event,
    event.from ?? null,
    event.to ?? null,
    event.why ?? null,
  );
}

/** The events of one subject, oldest first. */
export function eventsOf(db: Db, subject: string): EventRow[] {
  return db
    .prepare<[string], EventRow>(`SELECT ${columns} FROM events WHERE subject = ? ORDER BY id`)
    .all(subject);
}

/** The events of that name at or after `from` and before `to` (ISO 8601, UTC), oldest first. */
export function eventsBetween(db: Db, from: string, to: string, event: string): EventRow[] {
  return db
    .prepare<[string, string, string], EventRow>(
      `SELECT ${columns} FROM events WHERE at >= ? AND at < ? AND event = ? ORDER BY id`,
    )
    .all(from, to, event);
}

/** Whether a line of the log is about a job or a message, which people are not told of. */
const isInner = "(event = 'job' OR event = 'post' OR event = 'run')";

/** The newest events of an object and of its fits, oldest first; `within` a stretch of time, or ever. */
export function eventsOfObject(
  db: Db,
  object: { id: number; name: string },
  within: Stretch | null,
  most: number,
): EventRow[] {
  return db
    .prepare<unknown[], EventRow>(
      `SELECT * FROM (
         SELECT id, ${columns} FROM events
         WHERE (subject = 'object:' || @name OR subject IN (SELECT 'fit:' || id FROM fits WHERE object_id = @id))
           AND at >= @from AND at < @to
         ORDER BY id DESC LIMIT @most) ORDER BY id`,
    )
    .all({ ...object, from: within?.from ?? '', to: within?.to ?? '~', most });
}

/** The newest events of everything, oldest first; `within` a stretch of time, or ever. */
export function newestEvents(db: Db, within: Stretch | null, most: number): EventRow[] {
  // Asked for always, the time would make SQLite sort everything by it.
  const time = within === null ? '' : 'at >= @from AND at < @to AND';
  return db
    .prepare<unknown[], EventRow>(
      `SELECT * FROM (
         SELECT id, ${columns} FROM events WHERE ${time} NOT ${isInner}
         ORDER BY id DESC LIMIT @most) ORDER BY id`,
    )
    .all({ ...within, most });
}

/** The newest things that people said of objects in one word, oldest first. @param of object: of that one; null: of all. */
export function opinionEvents(
  db: Db,
  of: { object: string | null; said: string; within: Stretch | null; most: number },
): EventRow[] {
  const { object, said, within, most } = of;
  return db
    .prepare<unknown[], EventRow>(
      `SELECT * FROM (
         SELECT id, ${columns} FROM events
         WHERE event = 'opinion' AND to_state = @said AND subject = coalesce('object:' || @object, subject)
           AND at >= @from AND at < @to
         ORDER BY id DESC LIMIT @most) ORDER BY id`,
    )
    .all({ object, said, from: within?.from ?? '', to: within?.to ?? '~', most });
}
