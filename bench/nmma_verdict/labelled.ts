import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LightCurvePoint } from '../../db/types.ts';
import { FormatError, parsePhotometry } from '../../pipeline/sources/formats/photometryFile.ts';

/** A light curve whose class is known. */
export interface Labelled {
  /** The folder that it is in. */
  label: string;
  object: string;
  points: LightCurvePoint[];
  sha256: string;
}

/** A file that could not be read, and why. */
export interface Unreadable {
  file: string;
  why: string;
}

/** One of each class, then the second of each, and so on: a run that is cut off has something of every class. */
function inTurns(curves: readonly Labelled[]): Labelled[] {
  const turns = new Map<string, number>();
  const ranked = curves.map((curve) => {
    const turn = turns.get(curve.label) ?? 0;
    turns.set(curve.label, turn + 1);
    return { curve, turn };
  });
  return ranked.sort((a, b) => a.turn - b.turn).map(({ curve }) => curve);
}

/** Reads `<folder>/<class>/<object>.csv`, the classes in turns. */
export function readLabelled(folder: string): { curves: Labelled[]; unreadable: Unreadable[] } {
  const curves: Labelled[] = [];
  const unreadable: Unreadable[] = [];
  const labels = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
  for (const label of labels.sort()) {
    const files = readdirSync(join(folder, label)).filter((name) => name.endsWith('.csv'));
    for (const file of files.sort()) {
      try {
        const { points, sha256 } = parsePhotometry(readFileSync(join(folder, label, file), 'utf8'));
        curves.push({ label, object: basename(file, '.csv'), points, sha256 });
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        unreadable.push({ file: `${label}/${file}`, why: error.message });
      }
    }
  }
  return { curves: inTurns(curves), unreadable };
}
