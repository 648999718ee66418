import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { importOld } from '../../../app/cli/importOld.ts';
import { UsageError } from '../../../app/config/usageError.ts';
import { eventsOf } from '../../../db/events.ts';
import { openDatabase } from '../../../db/open.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nmma-import-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function result(path: string, text: string): void {
  const file = join(root, 'candidate_fits', path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

/** Imports, and tells what was said. */
async function run() {
  let [out, told] = ['', ''];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
  try {
    const flags = { config: '', state: join(root, 'state') };
    return {
      status: await importOld(join(root, 'candidate_fits'), flags),
      out,
      told: () => told,
      said: () => out,
    };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

test('results of the old pipeline go into the history once; what cannot be read is told', async () => {
  const window = '2459778-2459785';
  result(
    `${window}/ZTF22aatuvld/TrPi2018_result.json`,
    '{"log_evidence": -23.829, "log_evidence_err": 0.264}',
  );
  result(
    `${window}/ZTF22aatuvld/ZTF22aatuvld_Bu2019lm_result.json`,
    '{"log_noise_evidence": NaN, "log_bayes_factor": -Infinity, "log_evidence": -30.5, "log_evidence_err": NaN}',
  );
  result(`${window}/ZTF22aawacjw/Piro2021_result.json`, '{"log_evidence": -21.5');
  result(`${window}/ZTF22aawacjw/TrPi2018_result.json`, '{"log_evidence": NaN}');
  result(`${window}/candidate_data/x_result.json`, '{"log_evidence": -1}');
  await expect(run()).rejects.toThrow(UsageError);
  openDatabase(join(root, 'state', 'nmma.sqlite')).close();
  const first = await run();
  expect(first.status).toBe(0);
  expect(first.said()).toBe('2 results taken into the history, 0 were there already, 3 cannot be read.\n');
  expect(first.told().trim().split('\n')).toEqual([
    `${window}/ZTF22aawacjw/Piro2021_result.json: it is no whole JSON`,
    `${window}/ZTF22aawacjw/TrPi2018_result.json: it has no log_evidence that is a number`,
    `${window}/candidate_data/x_result.json: its folder candidate_data is no object's name`,
  ]);
  const second = await run();
  expect(second.said()).toBe('0 results taken into the history, 2 were there already, 3 cannot be read.\n');
  const db = openDatabase(join(root, 'state', 'nmma.sqlite'));
  const imported = eventsOf(db, 'object:ZTF22aatuvld').filter(({ event }) => event === 'imported');
  db.close();
  expect(imported.map(({ why }) => why)).toEqual([
    `TrPi2018, ln Z −23.83 ± 0.26 (${window})`,
    `Bu2019lm, ln Z −30.50 (${window})`,
  ]);
});
