import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/** An open database of ours. */
export type Db = Database.Database;

const ourMigrations = join(import.meta.dirname, 'migrations');

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

function migrate(db: Db, migrations: Migration[], path: string): void {
  const current = Number(db.pragma('user_version', { simple: true }));
  if (current > migrations.length) {
    throw new Error(
      `The database ${path} was written by a newer version of nmma-bot (its version is ${current}, this one knows ${migrations.length}).`,
    );
  }
  for (const migration of migrations.slice(current)) {
    const apply = db.transaction(() => {
      db.exec(migration.sql);
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
 * @throws Error in one sentence when the file is no database, or when a newer version of the app wrote it.
 */
export function openDatabase(path: string, migrationsFolder: string = ourMigrations): Db {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path);
  try {
    // First, so that even the switch to WAL waits for another process instead of failing.
    db.pragma('busy_timeout = 5000');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    migrate(db, readMigrations(migrationsFolder), path);
    keepStatements(db);
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') {
      throw new Error(`The file ${path} is no SQLite database.`, { cause: error });
    }
    throw error;
  }
}
