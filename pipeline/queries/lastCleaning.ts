import { z } from 'zod';
import { newestCleaning } from '../../db/keeping.ts';
import type { Cleaning } from '../api/views.ts';
import type { Context } from '../core/context.ts';

const removedSchema = z.object({ count: z.number(), bytes: z.number() });
const byKindSchema = z.object({ jobs: removedSchema, charts: removedSchema, originals: removedSchema });

/** The newest cleaning of what is kept no longer; null: there was none. */
export function lastCleaning({ db }: Pick<Context, 'db'>): Cleaning | null {
  const row = newestCleaning(db);
  return row ? { at: row.at, removed: byKindSchema.parse(JSON.parse(row.removed)) } : null;
}
