import { copyFileSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newestDecision } from '../../db/decisions.ts';
import { fitsOfObject } from '../../db/fits.ts';
import { findObject } from '../../db/objects.ts';
import type { Db } from '../../db/open.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { dateOfJd } from '../../pipeline/shared/time.ts';
import { objectOfFile } from '../../pipeline/sources/readLightCurveFile.ts';
import type { Night } from './nights.ts';

/** What happened to one object one night. */
export interface ReplayRow {
  /** UTC day, YYYY-MM-DD. */
  night: string;
  /** Where its files lay. */
  windows: string[];
  object: string;
  /** `new`: first seen; `changed`: other photometry than before; `same`. */
  data: 'new' | 'changed' | 'same';
  /** What the policy says of it now. */
  decision: string;
  reason: string;
  /** Fits that the night asked for, and how many of them succeeded. */
  fits: number;
  succeeded: number;
  /** The best of them, or null. */
  best: string | null;
}

/** What nights are played on. */
export interface Stage {
  pipeline: Pick<Pipeline, 'pull'>;
  db: Db;
  /** The folder that the source looks at. */
  folder: string;
  /** Sets the app's clock. */
  setClock(at: Date): void;
  /** Resolves when every fit has ended and is posted. */
  settle(): Promise<void>;
  /** Simulated seconds per second that nights are at least apart; null: the next begins when the last has ended. */
  speed: number | null;
  onRow?(row: ReplayRow): void;
}

/** Puts a window where the source looks, each file whole, as it was minutes ago: nobody waits for it to settle. */
function land(night: Night, folder: string): Map<string, string[]> {
  const objects = new Map<string, string[]>();
  for (const { path, place } of night.windows) {
    mkdirSync(join(folder, place), { recursive: true });
    for (const name of readdirSync(path)) {
      if (name.startsWith('.') || !statSync(join(path, name)).isFile()) continue;
      const target = join(folder, place, name);
      copyFileSync(join(path, name), `${target}.part`);
      const before = Date.now() / 1000 - 600;
      utimesSync(`${target}.part`, before, before);
      renameSync(`${target}.part`, target);
      const object = objectOfFile(name);
      if (object !== null) objects.set(object, [...(objects.get(object) ?? []), place]);
    }
  }
  return objects;
}

function curveOf(db: Db, object: string): number | null | undefined {
  return findObject(db, object)?.currentLightCurveId;
}

function rowOf(
  stage: Stage,
  night: string,
  object: string,
  windows: string[],
  before: number | null | undefined,
  runId: number,
): ReplayRow {
  const { db } = stage;
  const row = findObject(db, object);
  const fits = row ? fitsOfObject(db, row.id).filter((fit) => fit.runId === runId) : [];
  const done = fits.filter((fit) => fit.state === 'succeeded' && fit.lnZ !== null);
  const [best] = [...done].sort((a, b) => (b.lnZ ?? 0) - (a.lnZ ?? 0));
  const decision = row && newestDecision(db, row.id);
  const data = before === undefined ? 'new' : row?.currentLightCurveId === before ? 'same' : 'changed';
  return {
    night,
    windows,
    object,
    data,
    decision: decision?.decision ?? 'not read',
    reason: decision?.reason ?? '',
    fits: fits.length,
    succeeded: done.length,
    best: best ? `${best.kind} ${best.model}, ln Z ${best.lnZ?.toFixed(2)}` : null,
  };
}

/**
 * Plays nights through the app: each morning's windows land, are pulled, and their fits end before the next morning.
 * @returns one row per object and night.
 */
export async function play(nights: readonly Night[], stage: Stage): Promise<ReplayRow[]> {
  const rows: ReplayRow[] = [];
  let last: number | null = null;
  for (const { jd, windows } of nights) {
    const pause = stage.speed === null || last === null ? 0 : ((jd - last) * 86_400) / stage.speed;
    last = jd;
    const begun = Date.now();
    const date = dateOfJd(jd);
    stage.setClock(date);
    const before = new Map<string, number | null | undefined>();
    const objects = land({ jd, windows }, stage.folder);
    for (const object of objects.keys()) before.set(object, curveOf(stage.db, object));
    const { runId } = await stage.pipeline.pull({ trigger: 'schedule', requestedBy: null });
    await stage.settle();
    for (const [object, places] of objects) {
      const night = date.toISOString().slice(0, 10);
      const row = rowOf(stage, night, object, places, before.get(object), runId);
      rows.push(row);
      stage.onRow?.(row);
    }
    await sleep(Math.max(0, pause * 1000 - (Date.now() - begun)));
  }
  return rows;
}

/** The rows as a table for a terminal. */
export function replayTable(rows: readonly ReplayRow[]): string {
  const header = ['night', 'object', 'data', 'decision', 'fits', 'best'];
  const cells = rows.map((row) => [
    row.night,
    row.object,
    row.data,
    row.decision,
    row.fits === 0 ? '' : `${row.succeeded} of ${row.fits}`,
    row.best ?? '',
  ]);
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [header, ...cells].map(line).join('\n');
}
