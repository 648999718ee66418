import { describe, expect, it } from 'vitest';
import type { Db } from '../../../db/open.ts';
import { contentOf, makeBench, nights } from '../pipelineExamples.ts';
import { until } from '../scratch.ts';

/** Copies every row of a table that belongs to an object to another one. @returns the new ids by the old ones. */
function copyRows(db: Db, table: string, where: string, changes: (row: Row) => Row): Map<number, number> {
  const rows = db.prepare<[], Row>(`SELECT * FROM ${table} WHERE ${where}`).all();
  return new Map(
    rows.map((row) => {
      const { id, ...copy } = { ...row, ...changes(row) };
      const names = Object.keys(copy);
      const marks = names.map((name) => `@${name}`).join();
      const { lastInsertRowid } = db
        .prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${marks})`)
        .run(copy);
      return [Number(row.id), Number(lastInsertRowid)];
    }),
  );
}

type Row = Record<string, unknown>;

/** ZTF22baaaaaa, ZTF22baaaaab, … */
function nameOf(index: number): string {
  const letters = [...index.toString(26).padStart(6, '0')].map((digit) =>
    String.fromCharCode(97 + Number.parseInt(digit, 26)),
  );
  return `ZTF22b${letters.join('')}`;
}

const many = 500;

describe(`${many} objects whose fits have all ended`, () => {
  it('get their first message within 10 s, and what a person waits for does not wait for them', async () => {
    const bench = makeBench({ postPauseMs: 1050, pollMs: 1000 });
    bench.candidate('ZTF22aaaaaaa', nights);
    await bench.pull();
    await bench.settle();
    const { db } = bench;
    db.transaction(() => {
      db.exec("UPDATE runs SET state = 'open', finished_at = NULL");
      for (let index = 0; index < many; index += 1) {
        const [object] = copyRows(db, 'objects', 'id = 1', () => ({ name: nameOf(index) })).values();
        const curves = copyRows(db, 'light_curves', 'object_id = 1', () => ({ object_id: object }));
        copyRows(db, 'fits', 'object_id = 1', (row) => ({
          object_id: object,
          light_curve_id: curves.get(Number(row.light_curve_id)),
          fit_key: `${row.fit_key}-${index}`,
        }));
      }
    })();
    const told = () => bench.publisher.inChannel().length - 1;
    const beganMs = performance.now();
    const since = () => (performance.now() - beganMs) / 1000;
    await bench.pipeline.start();
    try {
      await until(() => told() > 0);
      expect(since()).toBeLessThan(10);
      expect(contentOf('object-report', bench.publisher.inChannel()[1]).lightCurveChart).not.toBeNull();
      // A person mutes the very last of them.
      const askedMs = performance.now();
      bench.pipeline.mute({ objectName: 'ZTF22aaaaaaa', by: 'U1', reason: null, end: null });
      const notice = () => bench.publisher.messages.find(({ content }) => content.kind === 'mute-notice');
      await until(() => notice() !== undefined);
      expect((performance.now() - askedMs) / 1000).toBeLessThan(10);
      expect(told()).toBeLessThan(20);
    } finally {
      await bench.pipeline.stop();
    }
  });
});
