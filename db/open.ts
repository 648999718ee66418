import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';

/** An open database of ours. */
export type Db = Database.Database;

/** A file is no SQLite database at all. */
export class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError';
}

const ourMigrations = join(import.meta.dirname, 'migrations');

const brokenReference = z.object({ table: z.string(), parent: z.string() });

interface Migration {
  number: number;
  file: string;
  sql: string;
}

function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const number = Number(/^(\d{4})_/.exec(file)?.[1] ?? Number.NaN);
    if (number !== index + 1) {
      throw new Error(`Migration ${file} is out of order: expected number ${index + 1}.`);
    }
    return { number, file, sql: readFileSync(join(folder, file), 'utf8') };
  });
}

/**
 * Makes every transaction take the write lock when it begins. One that reads first and writes later would fail at
 * once, instead of waiting, whenever another process (a shell) has written in between.
 */
function beginImmediately(db: Db): void {
  db.transaction = new Proxy(db.transaction, {
    apply: (make, self, words) => Reflect.apply(make, self, words).immediate,
  });
}

/** Compiles each query once: thousands of statements that wait to be collected hold a lot of memory. */
function keepStatements(db: Db): void {
  const kept = new Map<string, Database.Statement>();
  db.prepare = new Proxy(db.prepare, {
    apply(prepare, self, words: [string]) {
      const [sql] = words;
      const statement = kept.get(sql) ?? Reflect.apply(prepare, self, words);
      kept.set(sql, statement);
      return statement;
    },
  });
}

/** A database has another schema than this program works with. */
export class SchemaVersionError extends Error {
  override readonly name = 'SchemaVersionError';
  readonly isNewer: boolean;

  constructor(path: string, found: number, known: number) {
    const isNewer = found > known;
    super(
      isNewer
        ? `The database ${path} was written by a newer version of nmma-bot (its version is ${found}, this one knows ${known}): update this one with ./nmma upgrade, or put the copy made before the update in its place with ./nmma rollback.`
        : `The database ${path} is of an older version of nmma-bot (its version is ${found}, this one works with ${known}): start the app anew with ./nmma start, which copies the database and brings it up to date.`,
    );
    this.isNewer = isNewer;
  }
}

function versionOf(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function migrate(db: Db, migrations: Migration[], path: string): void {
  const current = versionOf(db);
  if (current > migrations.length) throw new SchemaVersionError(path, current, migrations.length);
  for (const migration of migrations.slice(current)) {
    const apply = db.transaction(() => {
      db.exec(migration.sql);
      const [lost] = z.array(brokenReference).parse(db.pragma('foreign_key_check'));
      if (lost) throw new Error(`a row of ${lost.table} refers to one of ${lost.parent} that is not there`);
      db.pragma(`user_version = ${migration.number}`);
    });
    try {
      apply.immediate();
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new Error(`Migration ${migration.file} failed on ${path}: ${words}`, { cause: error });
    }
  }
}

/**
 * Opens the database, makes it when it is not there, and brings it to the newest form, each migration in a
 * transaction of its own.
 * @param path of the SQLite file; its folder is made when missing.
 * @param migrationsFolder only for tests.
 * @throws NoDatabaseError or SchemaVersionError, in one sentence.
 */
export function openDatabase(path: string, migrationsFolder: string = ourMigrations): Db {
  mkdirSync(dirname(path), { recursive: true });
  return open(path, (db) => migrate(db, readMigrations(migrationsFolder), path));
}

/**
 * Opens a database that is there as it is: only a start of the app changes the schema.
 * @throws SchemaVersionError when it is of an older or a newer version; NoDatabaseError.
 */
export function openCurrentDatabase(path: string): Db {
  if (!existsSync(path)) throw new Error(`There is no database ${path}.`);
  return open(path, (db) => {
    const [found, known] = [versionOf(db), migrationCount()];
    if (found !== known) throw new SchemaVersionError(path, found, known);
  });
}

/** Opens a database of any version that is there, and changes nothing in it. */
export function openUnchanged(path: string): Db {
  return open(path, () => {});
}

function open(path: string, prepare: (db: Db) => void): Db {
  const db = new Database(path);
  try {
    // First, so that even the switch to WAL waits for another process instead of failing.
    db.pragma('busy_timeout = 5000');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    // A long reader lets the log grow; afterwards it is cut to this.
    db.pragma(`journal_size_limit = ${mostLogBytes}`);
    // A migration that makes a table anew drops the old one, which others refer to.
    db.pragma('foreign_keys = OFF');
    beginImmediately(db);
    prepare(db);
    db.pragma('foreign_keys = ON');
    keepStatements(db);
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') {
      throw new NoDatabaseError(`The file ${path} is no SQLite database.`, { cause: error });
    }
    throw error;
  }
}

/** What a database's log is cut to, bytes. */
const mostLogBytes = 64 * 1024 * 1024;

/**
 * Does something whose changes are on the disk when it returns, whatever happens to the machine then: what is promised to
 * Slack or to a person. Other changes may be lost with the machine's power, though never the database.
 */
export function durably<T>(db: Db, act: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return act();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

/** What is wrong with an open database; null: nothing. Indexes are not compared with their tables. */
export function quickProblem(db: Db): string | null {
  try {
    const told = String(db.pragma('quick_check(1)', { simple: true }));
    return told === 'ok' ? null : told;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Writes, and takes what it can out of the log. @throws Error when the database cannot be written. */
export function requireWritable(db: Db): void {
  db.prepare('UPDATE installation SET name = name').run();
  db.pragma('wal_checkpoint(PASSIVE)');
}

/** The schema's newest version that this program knows. */
export function migrationCount(): number {
  return readMigrations(ourMigrations).length;
}

/** Bytes of the database's file, without what still waits in its log. */
export function fileSize(db: Db): number {
  return Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
}
