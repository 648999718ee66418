import { join } from 'node:path';

/** The database of a state folder. */
export function databasePath(stateDir: string): string {
  return join(stateDir, 'nmma.sqlite');
}

/** The UTC day (YYYY-MM-DD) that a summary made now is about: the one of twelve hours ago. */
export function summaryDate(now: Date): string {
  return new Date(now.getTime() - 12 * 3_600_000).toISOString().slice(0, 10);
}
