import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addEvent, eventsOf } from '../../db/events.ts';
import { findObject } from '../../db/objects.ts';
import { openDatabase } from '../../db/open.ts';
import { addExampleFit, at, scratchDatabase, scratchFolder } from './examples.ts';

const migrations = join(import.meta.dirname, '../../db/migrations');
/** How many we have, and the name of one that would come so many after them. */
const ours = readdirSync(migrations).length;
const later = (by: number, what: string) => `${String(ours + by).padStart(4, '0')}_${what}.sql`;
const tables = [
  'alerts',
  'aliases',
  'app_state',
  'cleanings',
  'decisions',
  'events',
  'fit_charts',
  'fits',
  'found_posts',
  'installation',
  'intake_problems',
  'job_usage',
  'jobs',
  'light_curves',
  'mutes',
  'objects',
  'opinions',
  'posts',
  'pull_requests',
  'reminders',
  'reports',
  'runs',
  'settings',
  'slack_files',
  'slack_files_shown',
  'source_files',
  'told_incidents',
  'turns',
  'uploads',
  'verdicts',
  'watches',
  'welcomed',
];

/** Our migrations and more of them, in a folder of their own. */
function migrationsAnd(folder: string, more: Record<string, string>): string {
  const all = join(folder, 'migrations');
  cpSync(migrations, all, { recursive: true });
  for (const [file, sql] of Object.entries(more)) writeFileSync(join(all, file), sql);
  return all;
}

describe('opening the database', () => {
  it('makes a fresh file with every table, in WAL mode and with foreign keys on', () => {
    const path = join(scratchFolder(), 'new', 'folder', 'nmma.sqlite');
    const db = scratchDatabase(path);
    const found = db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    expect(found).toEqual(tables);
    expect(db.pragma('user_version', { simple: true })).toBe(ours);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    addEvent(db, { ...at(0), subject: 'app', event: 'started' });
    expect(existsSync(`${path}-wal`)).toBe(true);
  });

  it('leaves an existing file as it is, and brings it to the newest form', () => {
    const folder = scratchFolder();
    const path = join(folder, 'nmma.sqlite');
    const first = openDatabase(path);
    first.prepare("INSERT INTO objects (name, first_seen_at) VALUES ('ZTF22aawacjw', '2026')").run();
    first.close();
    const again = openDatabase(path);
    expect(findObject(again, 'ztf22AAWACJW')?.name).toBe('ZTF22aawacjw');
    again.close();
    const newer = openDatabase(
      path,
      migrationsAnd(folder, { [later(1, 'notes')]: 'CREATE TABLE notes (a);' }),
    );
    expect(newer.pragma('user_version', { simple: true })).toBe(ours + 1);
    expect(newer.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(0);
    expect(findObject(newer, 'ZTF22aawacjw')).toBeDefined();
    newer.close();
    expect(() => openDatabase(path)).toThrow(
      expect.objectContaining({
        isNewer: true,
        message: expect.stringContaining(`(its version is ${ours + 1},`),
      }),
    );
  });

  it('undoes a migration that fails, and names it', () => {
    const folder = scratchFolder();
    const path = join(folder, 'nmma.sqlite');
    const broken = migrationsAnd(folder, {
      [later(1, 'broken')]: 'CREATE TABLE half (a); CREATE TABEL x (b);',
    });
    expect(() => openDatabase(path, broken)).toThrow(
      new RegExp(`Migration ${later(1, 'broken')} failed on .*TABEL`),
    );
    const db = scratchDatabase(path);
    expect(db.pragma('user_version', { simple: true })).toBe(ours);
    expect(db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'half'").get()).toBeUndefined();
  });

  it('keeps the fits of an older database, and what refers to them, when their table is made anew', () => {
    const folder = scratchFolder();
    const path = join(folder, 'nmma.sqlite');
    const before = join(folder, 'before');
    mkdirSync(before);
    for (const file of readdirSync(migrations).filter((name) => name < '0008')) {
      cpSync(join(migrations, file), join(before, file));
    }
    const old = openDatabase(path, before);
    old.exec(`INSERT INTO runs (id, trigger, state, started_at) VALUES (1, 'start', 'open', '2026');
      INSERT INTO objects (id, name, first_seen_at) VALUES (1, 'ZTF22aawacjw', '2026');
      INSERT INTO light_curves (id, object_id, sha256, points, detections, limits, filters, first_jd, last_jd, source, origin, seen_at)
        VALUES (1, 1, 'a', '[]', 0, 0, '[]', 1, 2, 's', 'o', '2026');
      INSERT INTO fits (id, run_id, object_id, light_curve_id, model, kind, settings, fit_key, state, created_at, ln_z, seconds, corner_chart)
        VALUES (7, 1, 1, 1, 'Me2017', 'KN', '{}', 'k', 'succeeded', '2026', -3.5, 4, '/corner.png');
      INSERT INTO jobs (id, fit_id, attempt, name, executor, folder, state, created_at)
        VALUES (1, 7, 1, 'n', 'local', 'f', 'ended', '2026');`);
    old.close();
    const db = scratchDatabase(path);
    expect(db.prepare('SELECT id, ln_z, seconds, quality FROM fits').all()).toEqual([
      { id: 7, ln_z: -3.5, seconds: 4, quality: null },
    ]);
    expect(db.prepare('SELECT * FROM fit_charts').all()).toEqual([
      { fit_id: 7, kind: 'corner', path: '/corner.png', at: '2026' },
    ]);
    expect(db.prepare('SELECT fit_id FROM jobs').pluck().all()).toEqual([7]);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(() => db.exec('UPDATE jobs SET fit_id = 8')).toThrow(/FOREIGN KEY/);
    db.exec(`INSERT INTO fits (run_id, object_id, light_curve_id, model, kind, settings, fit_key, state, created_at)
        VALUES (1, 1, 1, 'constant', 'NONE', '{}', 'l', 'queued', '2026')`);
  });

  it('refuses a migration that would leave a row referring to nothing', () => {
    const folder = scratchFolder();
    const path = join(folder, 'nmma.sqlite');
    const first = openDatabase(path);
    const { fitId } = addExampleFit(first);
    expect(fitId).toBe(1);
    first.close();
    const broken = migrationsAnd(folder, { [later(1, 'broken')]: 'DELETE FROM runs;' });
    expect(() => openDatabase(path, broken)).toThrow('a row of fits refers to one of runs that is not there');
  });

  it('refuses numbers with a gap, a file that is no database, a folder', () => {
    const folder = scratchFolder();
    const gap = migrationsAnd(folder, { [later(2, 'late')]: '' });
    expect(() => openDatabase(join(folder, 'a.sqlite'), gap)).toThrow(
      new RegExp(`${later(2, 'late')} .*expected number ${ours + 1}`),
    );
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'These are words, and no database at all. '.repeat(40));
    expect(() => openDatabase(text)).toThrow(
      expect.objectContaining({ name: 'NoDatabaseError', message: expect.stringContaining(text) }),
    );
    expect(readFileSync(text, 'utf8')).toMatch(/^These are words/);
    mkdirSync(join(folder, 'taken'));
    expect(() => openDatabase(join(folder, 'taken'))).toThrow();
  });

  it('lets a second connection read while the first writes', () => {
    const path = join(scratchFolder(), 'nmma.sqlite');
    const writer = scratchDatabase(path);
    const reader = scratchDatabase(path);
    writer.transaction(() => {
      addEvent(writer, { ...at(0), subject: 'app', event: 'started' });
      expect(eventsOf(reader, 'app')).toEqual([]);
    })();
    expect(eventsOf(reader, 'app')).toHaveLength(1);
  });
});

describe('the tables', () => {
  it('keep to foreign keys, lists of states and types', () => {
    const db = scratchDatabase();
    const insert = (sql: string) => () => db.prepare(sql).run();
    const run = "INSERT INTO runs (trigger, state, started_at) VALUES ('schedule', 'open', '2026')";
    expect(insert(run)).not.toThrow();
    expect(insert(run.replace('schedule', 'whim'))).toThrow(/CHECK constraint/);
    expect(insert("INSERT INTO reports VALUES (1, 77, '2026')")).toThrow(/FOREIGN KEY/);
    expect(insert("UPDATE runs SET files_read = 'many'")).toThrow(/cannot store TEXT value in INTEGER/);
  });

  it('never change nor lose an event', () => {
    const db = scratchDatabase();
    addEvent(db, {
      ...at(0, 'U1'),
      subject: 'fit:1',
      event: 'fit',
      from: 'queued',
      to: 'cancelled',
      why: 'no',
    });
    addEvent(db, { ...at(1), subject: 'fit:2', event: 'fit' });
    expect(() => db.prepare("UPDATE events SET actor = 'U2'").run()).toThrow('events is append-only');
    expect(() => db.prepare('DELETE FROM events').run()).toThrow('events is append-only');
    const told = { at: at(0).at, actor: 'U1', event: 'fit', from: 'queued', to: 'cancelled', why: 'no' };
    expect(eventsOf(db, 'fit:1')).toEqual([{ subject: 'fit:1', ...told }]);
  });
});
