import type { LeftOutRows, LightCurvePoint, SkyPosition } from '../../../db/types.ts';
import { fullName } from '../../shared/objectName.ts';
import { jdOf } from '../../shared/time.ts';
import { looksLikeAtlas, readAtlas } from './atlas.ts';
import { FormatError, type FormatProblem, moreRows, summed } from './formatError.ts';
import { looksLikeIpacForced, readIpacForced } from './ipacForced.ts';
import { jsonAsTable, looksLikeJson } from './jsonExport.ts';
import { looksLikeNmmaData, readNmmaData } from './nmmaData.ts';
import { lightCurveHash, normalise } from './normalise.ts';
import { readPhotometryTable } from './photometryTable.ts';
import type { RawPhotometry } from './rawPhotometry.ts';
import { textFormat } from './recognise.ts';
import { checkRowCount } from './table.ts';

export { FormatError } from './formatError.ts';

/** What a file of photometry says. */
export interface PhotometryFile {
  points: LightCurvePoint[];
  /** Rows in filters that no model has, by filter. */
  leftOut: LeftOutRows[];
  position: SkyPosition | null;
  /** What the file itself calls the object; null when it does not. */
  object: string | null;
  /** Other names of it that the file gives, spelt as they are kept. */
  aliases: string[];
  sha256: string;
  duplicates: { exact: number; near: number };
  /** Programme ids of all rows that were used, before duplicates were merged; null among them: a row did not say. */
  programs: (number | null)[];
  /** Rows that are forced photometry, and rows of alerts; the others do not say. */
  kinds: { forced: number; alert: number };
  /** Rows that were left out, or that contradict each other. */
  warnings: FormatProblem[];
}

function futureWarnings(points: readonly LightCurvePoint[], nowJd: number): FormatProblem[] {
  const last = Math.max(...points.map((point) => point.jd));
  if (last <= nowJd + 1) return [];
  const days = Math.round(last - nowJd);
  return [{ line: null, reason: `reaches ${days} days into the future: is a clock wrong?` }];
}

/** Brings what a format read to the normal form. @throws FormatError when no row can be used. */
function normalForm(raw: RawPhotometry, nowJd: number): PhotometryFile {
  const { leftOutWarnings, position, leftOut, object } = raw;
  if (raw.points.length === 0) {
    const why = leftOutWarnings.map((warning) => warning.reason).join('; ');
    throw new FormatError(`has no row that can be used: ${why}`, leftOutWarnings[0]?.line ?? null);
  }
  const { points, exactDuplicates, nearDuplicates, contradictions } = normalise(raw.points);
  const warnings = [...leftOutWarnings];
  if (contradictions > 0) {
    const reason = `${contradictions} ${contradictions === 1 ? 'measurement contradicts' : 'measurements contradict'} another of the same second beyond the errors: all are kept`;
    warnings.push({ line: null, reason });
  }
  return {
    points,
    position,
    leftOut,
    object,
    aliases: (raw.aliases ?? []).flatMap((name) => fullName(name) ?? []),
    sha256: lightCurveHash(points),
    duplicates: { exact: exactDuplicates, near: nearDuplicates },
    programs: [...new Set(raw.points.map((point) => point.programId))].sort((a, b) => (a ?? 0) - (b ?? 0)),
    kinds: {
      forced: raw.points.filter((point) => point.forced === true).length,
      alert: raw.points.filter((point) => point.forced === false).length,
    },
    warnings: [...warnings, ...futureWarnings(points, nowJd), ...summed(raw.warnings, moreRows)],
  };
}

function readRaw(text: string, nowJd: number): RawPhotometry {
  const what = textFormat(text);
  if (what !== null) throw new FormatError(`is ${what}, expected a table of photometry`, 1);
  if (looksLikeJson(text)) return readPhotometryTable(jsonAsTable(text), nowJd);
  if (looksLikeAtlas(text)) return readAtlas(text);
  if (looksLikeIpacForced(text)) return readIpacForced(text);
  return looksLikeNmmaData(text) ? readNmmaData(text, nowJd) : readPhotometryTable(text, nowJd);
}

/**
 * Reads a file of photometry in any format that is known (docs/sources.md lists them). Julian or modified Julian dates
 * or ISO 8601, AB magnitudes or fluxes with a zero point; all are checked. Rows in filters that no model has, wrong
 * rows, and rows that say nothing are left out with a warning.
 * @param now the clock, for dates in the future.
 * @throws FormatError in half a sentence that goes on from the file's name.
 */
export function parsePhotometry(text: string, now: Date = new Date()): PhotometryFile {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  checkRowCount(lines);
  const nowJd = jdOf(now);
  return normalForm(readRaw(lines, nowJd), nowJd);
}
