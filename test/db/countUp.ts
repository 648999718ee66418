// Also run by itself, with the path of a database and a number of times: another process that writes.
import { addEvent } from '../../db/events.ts';
import { type Db, openDatabase } from '../../db/open.ts';

/** Reads how many events there are, and writes one that says so: one transaction. */
export function countUp(db: Db): void {
  db.transaction(() => {
    const count = db.prepare('SELECT count(*) FROM events').pluck().get();
    // Long enough for the other process to come in between, if it could.
    const end = performance.now() + 0.3;
    while (performance.now() < end);
    const at = '2026-11-23T12:00:00.000Z';
    addEvent(db, { at, actor: 'app', subject: 'app', event: 'counted', to: `${Number(count) + 1}` });
  })();
}

const [, script, path, times] = process.argv;
if (script === import.meta.filename && path !== undefined) {
  const db = openDatabase(path);
  console.log('ready');
  for (let i = 0; i < Number(times); i += 1) countUp(db);
  db.close();
}
