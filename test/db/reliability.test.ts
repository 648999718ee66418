import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { installationName, renameInstallation } from '../../db/installation.ts';
import { durably, openDatabase, quickProblem, requireWritable } from '../../db/open.ts';
import { addPost, findPost } from '../../db/posts.ts';
import { scratchFolder } from '../pipeline/scratch.ts';
import { at } from './examples.ts';

function fresh() {
  const path = join(scratchFolder(), 'nmma.sqlite');
  return { path, db: openDatabase(path) };
}

const post = {
  kind: 'notice' as const,
  runId: null,
  objectId: null,
  parentPostId: null,
  editsPostId: null,
  channel: 'C1',
  content: '{}',
};

describe('an installation', () => {
  it('has a random name of its own, and its posts carry it', () => {
    const one = fresh().db;
    const other = fresh().db;
    expect(installationName(one)).toMatch(/^[0-9a-f]{16}$/);
    expect(installationName(other)).not.toBe(installationName(one));
    const id = addPost(one, post, at(0));
    expect(findPost(one, id)?.installation).toBe(installationName(one));
    one.close();
    other.close();
  });

  it('that is restored writes under another name, and looks for what it owes under the old one', () => {
    const { db } = fresh();
    const before = installationName(db);
    const owed = addPost(db, post, at(0));
    const name = renameInstallation(db, at(1));
    expect(name).not.toBe(before);
    expect(findPost(db, owed)).toMatchObject({ installation: before, mayHaveBeenSent: 1 });
    expect(findPost(db, addPost(db, post, at(2)))).toMatchObject({ installation: name, mayHaveBeenSent: 0 });
    db.close();
  });
});

describe('a database', () => {
  it('with garbage in a page is found damaged', () => {
    const { db, path } = fresh();
    for (let i = 0; i < 200; i += 1) addPost(db, { ...post, content: 'x'.repeat(3000) }, at(0));
    expect(quickProblem(db)).toBeNull();
    db.close();
    const file = openSync(path, 'r+');
    const { size } = statSync(path);
    writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, Math.floor(size / 4096 / 2) * 4096);
    closeSync(file);
    const damaged = openDatabase(path);
    expect(quickProblem(damaged)).not.toBeNull();
    damaged.close();
  });

  it('that cannot be written says so', () => {
    const { db } = fresh();
    requireWritable(db);
    db.pragma('query_only = ON');
    expect(() => requireWritable(db)).toThrow(/readonly/);
    db.close();
  });

  it('puts on the disk at once what was promised, and only that', () => {
    const { db } = fresh();
    const mode = () => db.pragma('synchronous', { simple: true });
    expect(mode()).toBe(1);
    expect(durably(db, mode)).toBe(2);
    expect(() =>
      durably(db, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(mode()).toBe(1);
    db.close();
  });

  it('cuts its log after a long reader', () => {
    const { db, path } = fresh();
    db.pragma('journal_size_limit = 100000');
    const reader = new Database(path, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM posts').get();
    for (let i = 0; i < 400; i += 1) addPost(db, { ...post, content: 'x'.repeat(4000) }, at(0));
    const grown = statSync(`${path}-wal`).size;
    expect(grown).toBeGreaterThan(1_000_000);
    reader.exec('COMMIT');
    requireWritable(db);
    // The first write after a whole checkpoint begins the log anew, and cuts it.
    addPost(db, post, at(0));
    expect(statSync(`${path}-wal`).size).toBeLessThan(grown / 2);
    reader.close();
    db.close();
  });
});
