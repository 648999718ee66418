import { addEvent, type Change } from './events.ts';
import type { Db } from './open.ts';

/** What people changed of the configuration: key → JSON. */
export function storedSettingValues(db: Db): Map<string, string> {
  const rows = db
    .prepare<[], { key: string; value: string }>('SELECT key, value FROM settings ORDER BY key')
    .all();
  return new Map(rows.map(({ key, value }) => [key, value]));
}

/** Keeps a setting as JSON. @returns whether it changed. */
export function setSettingValue(db: Db, key: string, value: string, change: Change): boolean {
  return db.transaction(() => {
    const before = storedSettingValues(db).get(key) ?? null;
    if (before === value) return false;
    db.prepare(
      `INSERT INTO settings (key, value, changed_by, changed_at) VALUES (@key, @value, @actor, @at)
       ON CONFLICT (key) DO UPDATE SET value = @value, changed_by = @actor, changed_at = @at`,
    ).run({ key, value, actor: change.actor, at: change.at });
    addEvent(db, { ...change, subject: `setting:${key}`, event: 'setting', from: before, to: value });
    return true;
  })();
}
