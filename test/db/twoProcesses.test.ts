import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { addEvent } from '../../db/events.ts';
import { countUp } from './countUp.ts';
import { at, scratchDatabase, scratchFolder } from './examples.ts';

const each = 300;

it('two processes that read and write at once wait for each other, and neither fails', async () => {
  const path = join(scratchFolder(), 'nmma.sqlite');
  const db = scratchDatabase(path);
  const script = join(import.meta.dirname, 'countUp.ts');
  const other = execa(process.execPath, [script, path, String(each)], { reject: false });
  await new Promise((resolve) => other.stdout.once('data', resolve));
  for (let i = 0; i < each; i += 1) {
    countUp(db);
    if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const { exitCode, stderr } = await other;
  expect([exitCode, stderr]).toEqual([0, '']);
  const counts = db.prepare('SELECT to_state FROM events ORDER BY id').pluck().all().map(Number);
  expect(counts).toEqual(Array.from({ length: 2 * each }, (_, i) => i + 1));
});

it('a transaction inside another one is undone with it, and alone', () => {
  const db = scratchDatabase();
  const add = (event: string) => addEvent(db, { ...at(0), subject: 'app', event });
  const failing = db.transaction(() => {
    add('inner');
    throw new Error('on purpose');
  });
  db.transaction(() => {
    add('outer');
    expect(() => failing()).toThrow('on purpose');
  })();
  const whole = db.transaction(() => {
    add('lost');
    failing();
  });
  expect(() => whole()).toThrow('on purpose');
  expect(db.prepare('SELECT event FROM events').pluck().all()).toEqual(['outer']);
});
