import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';

/** A mute in force: a pull does not fit the object. */
export interface MuteRow {
  objectId: number;
  object: string;
  mutedBy: string;
  reason: string | null;
  mutedAt: string;
  /** ISO 8601, UTC; null: no time is set. */
  until: string | null;
  /** Julian date: the first detection later than this ends the mute; null: data do not end it. */
  untilDetectionAfter: number | null;
}

const select = `SELECT mutes.object_id AS objectId, objects.name AS object, muted_by AS mutedBy, reason,
  muted_at AS mutedAt, until,
  until_detection_after AS untilDetectionAfter FROM mutes JOIN objects ON objects.id = mutes.object_id WHERE ended_at IS NULL`;

/** The mute of an object that is in force at that time; undefined when it is not muted. */
export function muteOf(db: Db, objectId: number, at: string): MuteRow | undefined {
  return db
    .prepare<[number, string], MuteRow>(`${select} AND object_id = ? AND (until IS NULL OR until > ?)`)
    .get(objectId, at);
}

/** All mutes that are in force at that time, by name of the object. */
export function mutesAt(db: Db, at: string): MuteRow[] {
  return db
    .prepare<[string], MuteRow>(`${select} AND (until IS NULL OR until > ?) ORDER BY objects.name`)
    .all(at);
}

/** A mute as somebody wants it. */
export interface WantedMute {
  objectId: number;
  object: string;
  reason: string | null;
  /** ISO 8601, UTC; null: no time is set. */
  until: string | null;
  /** Julian date of the newest detection: a later one ends the mute; null: none does. */
  untilDetectionAfter: number | null;
}

/** Mutes an object, unless it is muted already. @returns whether it changed. */
export function addMute(db: Db, mute: WantedMute, change: Change): boolean {
  return db.transaction(() => {
    // One that ran out makes room.
    db.prepare(
      `UPDATE mutes SET ended_at = until, ended_by = 'app'
       WHERE object_id = ? AND ended_at IS NULL AND until <= ?`,
    ).run(mute.objectId, change.at);
    const { changes } = db
      .prepare(
        `INSERT INTO mutes (object_id, muted_by, reason, muted_at, until, until_detection_after)
         VALUES (@objectId, @actor, @reason, @at, @until, @untilDetectionAfter) ON CONFLICT DO NOTHING`,
      )
      .run({ ...mute, at: change.at, actor: change.actor });
    if (changes === 0) return false;
    addEvent(db, { ...change, subject: `object:${mute.object}`, event: 'muted', why: mute.reason });
    return true;
  })();
}

/** Gives a mute in force another end, and another reason where one is given. @returns whether there was one. */
export function changeMute(db: Db, mute: WantedMute, change: Change): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE mutes SET until = @until, until_detection_after = @untilDetectionAfter,
           reason = coalesce(@reason, reason), muted_by = @actor
         WHERE object_id = @objectId AND ended_at IS NULL`,
      )
      .run({ ...mute, actor: change.actor });
    if (changes === 0) return false;
    addEvent(db, { ...change, subject: `object:${mute.object}`, event: 'muted', why: mute.reason });
    return true;
  })();
}

/** Ends the mute of an object. @returns whether there was one in force. */
export function endMute(db: Db, objectId: number, object: string, change: Change): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE mutes SET ended_at = @at, ended_by = @actor
         WHERE object_id = @objectId AND ended_at IS NULL AND (until IS NULL OR until > @at)`,
      )
      .run({ objectId, at: change.at, actor: change.actor });
    if (changes === 0) return false;
    addEvent(db, { ...change, subject: `object:${object}`, event: 'unmuted' });
    return true;
  })();
}

/**
 * Ends the mute of an object that a detection at that Julian date ends.
 * @returns whether there was one.
 */
export function endMuteByDetection(
  db: Db,
  objectId: number,
  object: string,
  detectionJd: number,
  change: Change,
): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE mutes SET ended_at = @at, ended_by = @actor
         WHERE object_id = @objectId AND ended_at IS NULL AND until_detection_after < @detectionJd`,
      )
      .run({ objectId, detectionJd, at: change.at, actor: change.actor });
    if (changes === 0) return false;
    addEvent(db, { ...change, subject: `object:${object}`, event: 'unmuted', why: 'a new detection' });
    return true;
  })();
}
