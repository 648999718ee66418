import { addEvent, type Change } from './events.ts';
import { findObject, getObject, type ObjectRow } from './objects.ts';
import type { Db } from './open.ts';

/**
 * Keeps another name of an object, unless an object or an alias of that name is there.
 * @param source which source told it. @returns whether it is new.
 */
export function addAlias(
  db: Db,
  { alias, objectId, source }: { alias: string; objectId: number; source: string },
  change: Change,
): boolean {
  return db.transaction(() => {
    const { changes } = db
      .prepare(
        `INSERT INTO aliases (alias, object_id, source, at)
         SELECT @alias, @objectId, @source, @at
         WHERE NOT EXISTS (SELECT 1 FROM objects WHERE name = @alias) ON CONFLICT DO NOTHING`,
      )
      .run({ alias, objectId, source, at: change.at });
    if (changes === 0) return false;
    const { name } = getObject(db, objectId);
    addEvent(db, { ...change, subject: `object:${name}`, event: 'alias', to: alias, why: source });
    return true;
  })();
}

/** The object that has one of these names, or is called so elsewhere; undefined when there is none. */
export function objectCalled(db: Db, names: readonly string[]): ObjectRow | undefined {
  for (const name of names) {
    const found = findObject(db, name);
    if (found) return found;
  }
  for (const name of names) {
    const row = db
      .prepare<[string], { id: number }>('SELECT object_id AS id FROM aliases WHERE alias = ?')
      .get(name);
    if (row) return getObject(db, row.id);
  }
  return undefined;
}

/** Other names of an object, in order. */
export function aliasesOf(db: Db, objectId: number): string[] {
  return db
    .prepare<[number], { alias: string }>('SELECT alias FROM aliases WHERE object_id = ? ORDER BY alias')
    .all(objectId)
    .map(({ alias }) => alias);
}
