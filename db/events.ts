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
  why?: string | null;
}

/** Who or what changes something, and when: every change of state needs it. */
export interface Change {
  at: string;
  actor: string;
  why?: string | null;
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
export function eventsOf(db: Db, subject: string): Required<Event>[] {
  return db
    .prepare<[string], Required<Event>>(
      `SELECT at, actor, subject, event, from_state AS "from", to_state AS "to", why
       FROM events WHERE subject = ? ORDER BY id`,
    )
    .all(subject);
}
