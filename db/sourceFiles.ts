import type { Db } from './open.ts';

/** A file of a source, as it was when it was read. */
export interface SourceFileRow {
  file: string;
  stamp: string;
  object: string | null;
  /** Of the normalised light curve; null when it could not be used. */
  sha256: string | null;
}

/** Every file of a source that was read, by its name. */
export function sourceFiles(db: Db, source: string): Map<string, SourceFileRow> {
  const rows = db
    .prepare<[string], SourceFileRow>('SELECT file, stamp, object, sha256 FROM source_files WHERE source = ?')
    .all(source);
  return new Map(rows.map((row) => [row.file, row]));
}

/** Remembers a file, so that it is left alone until it changes. */
export function rememberFile(db: Db, source: string, row: SourceFileRow, at: string): void {
  db.prepare(
    `INSERT INTO source_files (source, file, stamp, object, sha256, seen_at)
     VALUES (@source, @file, @stamp, @object, @sha256, @at)
     ON CONFLICT DO UPDATE SET stamp = @stamp, object = @object, sha256 = @sha256, seen_at = @at`,
  ).run({ source, ...row, at });
}

/** Forgets a file, so that it is read again when it is there. */
export function forgetFile(db: Db, source: string, file: string): void {
  db.prepare('DELETE FROM source_files WHERE source = ? AND file = ?').run(source, file);
}

/** Forgets every file with that content: one of them may now be the first. */
export function forgetContent(db: Db, sha256: string): void {
  db.prepare('DELETE FROM source_files WHERE sha256 = ?').run(sha256);
}

/** Files that hold a light curve, wherever they are. */
export function filesWith(db: Db, sha256: string): { source: string; file: string; object: string | null }[] {
  return db
    .prepare<[string], { source: string; file: string; object: string | null }>(
      'SELECT source, file, object FROM source_files WHERE sha256 = ? ORDER BY seen_at, file',
    )
    .all(sha256);
}

/** Whether a source has a file of that object now, so that its next pull brings what changes. */
export function isFollowed(db: Db, object: string): boolean {
  return db.prepare('SELECT 1 FROM source_files WHERE object = ? LIMIT 1').get(object) !== undefined;
}
