import type { Db } from './open.ts';

/** The id that Slack gave the upload of a chart; undefined when it was not uploaded. @param chart path, time and size. */
export function slackFileOf(db: Db, chart: string): string | undefined {
  return db
    .prepare<[string], { fileId: string }>('SELECT file_id AS fileId FROM slack_files WHERE chart = ?')
    .get(chart)?.fileId;
}

/** Remembers the upload of a chart. */
export function rememberSlackFile(db: Db, chart: string, fileId: string, at: string): void {
  db.prepare(
    `INSERT INTO slack_files (chart, file_id, uploaded_at) VALUES (@chart, @fileId, @at)
     ON CONFLICT (chart) DO UPDATE SET file_id = @fileId, uploaded_at = @at`,
  ).run({ chart, fileId, at });
}

/** Forgets the upload of a chart: Slack does not have it any more. */
export function forgetSlackFile(db: Db, fileId: string): void {
  db.prepare('DELETE FROM slack_files WHERE file_id = ?').run(fileId);
  db.prepare('DELETE FROM slack_files_shown WHERE file_id = ?').run(fileId);
}

/** Whether a message has shown a picture, in that channel, or in any (null). */
export function isSlackFileShown(db: Db, fileId: string, channel: string | null): boolean {
  return (
    db
      .prepare(
        'SELECT 1 FROM slack_files_shown WHERE file_id = @fileId AND channel = coalesce(@channel, channel) LIMIT 1',
      )
      .get({ fileId, channel }) !== undefined
  );
}

/** Notes that a message in a channel shows a picture. */
export function noteSlackFileShown(db: Db, fileId: string, channel: string): void {
  db.prepare('INSERT INTO slack_files_shown (file_id, channel) VALUES (?, ?) ON CONFLICT DO NOTHING').run(
    fileId,
    channel,
  );
}
