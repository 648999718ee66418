import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Change } from '../../db/events.ts';
import { addFit, type NewFit } from '../../db/fits.ts';
import { addLightCurve } from '../../db/lightCurves.ts';
import { ensureObject } from '../../db/objects.ts';
import { type Db, openDatabase } from '../../db/open.ts';
import { addRun } from '../../db/runs.ts';
import type { LightCurvePoint } from '../../db/types.ts';

const endings: (() => void)[] = [];

afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

/** A folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-db-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database in a file of its own, closed and gone after the test. */
export function scratchDatabase(path: string = join(scratchFolder(), 'nmma.sqlite')): Db {
  const db = openDatabase(path);
  endings.push(() => db.close());
  return db;
}

/** Something changed by the app at a minute past noon of a day. */
export function at(minute: number, actor = 'app'): Change {
  return { at: `2026-11-23T12:${String(minute).padStart(2, '0')}:00.000Z`, actor };
}

/** A detection of 18 mag in g. */
export function point(jd: number, more: Partial<LightCurvePoint> = {}): LightCurvePoint {
  return {
    jd,
    filter: 'ztfg',
    magnitude: 18,
    magnitudeError: 0.1,
    isLimit: false,
    programId: 2,
    ...more,
  };
}

/** An object with one light curve. */
export function addExampleCurve(db: Db, name = 'ZTF22aawacjw', sha256 = 'a'.repeat(64), lastJd = 2459790) {
  const object = ensureObject(db, name, at(0));
  const points = [point(2459786), point(lastJd)];
  const kept = { objectId: object.id, objectName: object.name, sha256, points };
  const { id } = addLightCurve(
    db,
    { ...kept, leftOut: [], source: 'directory', origin: `/candidates/${name}.csv` },
    at(0),
  );
  return { object, curveId: id };
}

/** A queued fit of an object in a run of its own, or of a given one. */
export function addExampleFit(db: Db, more: Partial<NewFit> = {}): { fitId: number; fit: NewFit } {
  const { object, curveId } = addExampleCurve(db);
  const runId = more.runId ?? addRun(db, { trigger: 'schedule', requestedBy: null }, at(0));
  const fit: NewFit = {
    runId,
    objectId: object.id,
    lightCurveId: curveId,
    model: 'Me2017',
    kind: 'KN',
    settings: '{}',
    fitKey: 'key',
    requestedBy: null,
    ...more,
  };
  return { fitId: addFit(db, fit, at(1)), fit };
}
