import type { LightCurvePoint } from '../../../db/types.ts';
import { mjdEpochJd } from '../../shared/time.ts';
import { isoPattern, jdOfIso, readError, readMagnitude, readTime, timeScale } from './cells.ts';
import { fileFilters, unknownFilter } from './filters.ts';
import { FormatError, type FormatProblem, moreRows, RowError, shortened, summed } from './formatError.ts';
import type { RawPhotometry } from './rawPhotometry.ts';

const row = /^\S+\s+\S+\s+\S+\s+\S+$/;

/** Lines with something in them, and where they stand; lines that begin with # are comments. */
function lines(text: string): { line: number; words: string[] }[] {
  return text.split('\n').flatMap((content, index) => {
    const words = content.trim();
    return words === '' || words.startsWith('#') ? [] : [{ line: index + 1, words: words.split(/\s+/) }];
  });
}

/** Whether a text is in NMMA's own format: four words a line, no commas, the first a time. */
export function looksLikeNmmaData(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  if (first.includes(',') || !row.test(first.trim())) return false;
  const [time = ''] = first.trim().split(/\s+/);
  return isoPattern.test(time) || /^\d{5,7}(\.\d+)?$/.test(time);
}

/**
 * Reads NMMA's own format: time (ISO 8601, or a Julian or modified Julian date), filter, AB magnitude, error; an error
 * of `inf` marks a limit. It knows no programmes, and tells no forced photometry from alerts.
 * @throws FormatError.
 */
export function readNmmaData(text: string, nowJd: number): RawPhotometry {
  const rows = lines(text);
  const times = rows.map(({ words }) => words[0] ?? '').filter((time) => !isoPattern.test(time));
  const { unit } = timeScale(times, 'jd');
  const points: LightCurvePoint[] = [];
  const unknown: FormatProblem[] = [];
  const leftOut = new Map<string, number>();
  const filters = fileFilters(
    rows.map(({ words }) => words[1] ?? ''),
    { isOfZtf: false, saysSystem: true },
  );
  for (const { line, words } of rows) {
    const [time = '', band = '', mag = '', error = ''] = words;
    if (words.length !== 4) {
      throw new FormatError(`has ${words.length} words, expected time, filter, magnitude and error`, line);
    }
    const filter = filters.nameOf(band);
    if (filter === null) {
      unknown.push({ line, reason: unknownFilter(band) });
      leftOut.set(shortened(band), (leftOut.get(shortened(band)) ?? 0) + 1);
      continue;
    }
    const jd = isoPattern.test(time)
      ? readTime(String(jdOfIso(time, line) - mjdEpochJd), 'the time (MJD)', line, 'mjd', nowJd)
      : readTime(time, 'the time', line, unit, nowJd);
    const magnitude = readMagnitude(mag, 'the magnitude', line);
    if (magnitude === null) throw new RowError('the magnitude is 99, expected one', line);
    const isLimit = /^\+?inf(inity)?$/i.test(error);
    const magnitudeError = isLimit ? null : readError(error, 'the error', line);
    points.push({ jd, filter, magnitude, magnitudeError, isLimit, programId: null });
  }
  return {
    points,
    position: null,
    object: null,
    leftOut: [...leftOut].map(([filter, count]) => ({ filter, rows: count })),
    leftOutWarnings: [...filters.told, ...summed(unknown, moreRows)],
    warnings: [],
  };
}
