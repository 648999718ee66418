import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';

/** What a SkyPortal is owed. */
export interface UploadRow {
  id: number;
  kind: 'analysis' | 'comment' | 'annotation' | 'callback';
  objectId: number;
  object: string;
  runId: number;
  /** Where the answer to an analysis goes; null for all others. */
  address: string | null;
  /** Name of the installation that gave it its number. */
  installation: string;
  /** JSON. */
  content: string;
  state: 'pending' | 'sent' | 'failed';
  attempts: number;
  lastError: string | null;
  /** ISO 8601, UTC. */
  nextAttemptAt: string | null;
}

const select = `SELECT uploads.id, kind, object_id AS objectId, objects.name AS object, run_id AS runId, address,
  installation, content, state, attempts, last_error AS lastError, next_attempt_at AS nextAttemptAt
  FROM uploads JOIN objects ON objects.id = object_id`;

/**
 * Owes a SkyPortal something, unless the newest of its kind about the object says the same.
 * @param saidSha256 hash of what it says, without what differs from run to run.
 * @returns whether it is owed.
 */
export function addUpload(
  db: Db,
  upload: Pick<UploadRow, 'kind' | 'objectId' | 'runId' | 'address' | 'content'> & { saidSha256: string },
  change: Change,
): boolean {
  return db.transaction(() => {
    const { lastInsertRowid, changes } = db
      .prepare(
        `INSERT INTO uploads (kind, object_id, run_id, address, installation, content, said_sha256, state, created_at)
         SELECT @kind, @objectId, @runId, @address, (SELECT name FROM installation), @content, @saidSha256, 'pending', @at
         WHERE @kind = 'callback' OR @saidSha256 IS NOT (SELECT said_sha256 FROM uploads
           WHERE object_id = @objectId AND kind = @kind AND state <> 'failed' ORDER BY id DESC LIMIT 1)`,
      )
      .run({ ...upload, at: change.at });
    if (changes === 0) return false;
    addEvent(db, {
      ...change,
      subject: `upload:${Number(lastInsertRowid)}`,
      event: 'upload',
      to: 'pending',
    });
    return true;
  })();
}

/** Uploads that are still owed, oldest first. */
export function pendingUploads(db: Db): UploadRow[] {
  return db.prepare<[], UploadRow>(`${select} WHERE state = 'pending' ORDER BY uploads.id`).all();
}

/** Every upload about an object, oldest first. */
export function uploadsOfObject(db: Db, objectId: number): UploadRow[] {
  return db.prepare<[number], UploadRow>(`${select} WHERE object_id = ? ORDER BY uploads.id`).all(objectId);
}

/** Counts an attempt before it is made, so that after a crash one that may have arrived is looked for first. */
export function beginUpload(db: Db, id: number): boolean {
  return (
    db.prepare("UPDATE uploads SET attempts = attempts + 1 WHERE id = ? AND state = 'pending'").run(id)
      .changes === 1
  );
}

/** Ends an upload: it is there, or it never will be, and why. */
export function endUpload(
  db: Db,
  id: number,
  to: 'sent' | 'failed',
  why: string | null,
  change: Change,
): void {
  db.transaction(() => {
    const { changes } = db
      .prepare(
        `UPDATE uploads SET state = @to, last_error = @why, next_attempt_at = NULL,
           sent_at = CASE WHEN @to = 'sent' THEN @at END WHERE id = @id AND state = 'pending'`,
      )
      .run({ id, to, why, at: change.at });
    if (changes === 0) return;
    addEvent(db, {
      ...change,
      subject: `upload:${id}`,
      event: 'upload',
      from: 'pending',
      to,
      ...(why === null ? {} : { why }),
    });
  })();
}

/** Puts an upload off. @param until ISO 8601, UTC. */
export function postponeUpload(db: Db, id: number, why: string, until: string): void {
  db.prepare("UPDATE uploads SET last_error = ?, next_attempt_at = ? WHERE id = ? AND state = 'pending'").run(
    why,
    until,
    id,
  );
}
