import type { LightCurvePoint } from '../../../db/types.ts';
import {
  filterName,
  isBlank,
  readError,
  readLimit,
  readMagnitude,
  readNumber,
  readTime,
  timeScale,
} from './cells.ts';
import {
  FormatError,
  type FormatProblem,
  moreRows,
  quoted,
  RowError,
  shortened,
  summed,
} from './formatError.ts';
import { readPosition } from './position.ts';
import type { RawPhotometry } from './rawPhotometry.ts';
import { programOfPoint } from './streams.ts';
import { type Column, type Row, readTable, type Table } from './table.ts';

/** Zero points of ZTF's images in AB lie near 26; anything far from it is another system or another unit. */
const zeroPoints = [20, 32] as const;

/** Whether photometry was forced at the position: by the column `forced`, else by Fritz's `origin` (alert_fp, …). */
function readForced(row: Row, table: Table): boolean | null {
  const forced = table.cell(row, 'forced');
  if (forced !== undefined && !isBlank(forced)) return readNumber(forced, 'forced', row.line) !== 0;
  const origin = table.cell(row, 'origin');
  if (origin === undefined || isBlank(origin)) return null;
  return /forced|(^|[_\W])fp([_\W]|$)/i.test(origin);
}

/** @throws RowError when the row says that its magnitudes are not AB. */
function checkSystem(row: Row, table: Table): void {
  const system = table.cell(row, 'magsys');
  if (system !== undefined && !isBlank(system) && system.toLowerCase() !== 'ab') {
    throw new RowError(`magsys is ${quoted(system)}, expected ab`, row.line);
  }
  const zeroPoint = table.cell(row, 'zeroPoint');
  if (zeroPoint === undefined || isBlank(zeroPoint)) return;
  const value = readNumber(zeroPoint, 'magzpsci', row.line);
  const [from, to] = zeroPoints;
  if (value < from || value > to) {
    throw new RowError(`magzpsci is ${value}, expected a zero point of ${from} to ${to} mag (AB)`, row.line);
  }
}

/** @returns the point; null for a row that says nothing, because there is neither magnitude nor limit. */
function readPoint(
  row: Row,
  table: Table,
  filter: string,
  unit: 'jd' | 'mjd',
  nowJd: number,
): LightCurvePoint | null {
  const { line } = row;
  const cell = (column: Column) => table.cell(row, column) ?? '';
  const jd = readTime(cell('time'), table.nameOf('time'), line, unit, nowJd);
  checkSystem(row, table);
  // Empty magnitude and error together are a non-detection; one alone is a mistake.
  const isEmpty = isBlank(cell('mag')) && isBlank(cell('error'));
  const magnitude = isEmpty ? null : readMagnitude(cell('mag'), table.nameOf('mag'), line);
  const limit = readLimit(cell('limit'), table.nameOf('limit'), line);
  const program = cell('programid');
  const said = isBlank(program) ? null : readNumber(program, 'programid', line);
  const streams = table.cell(row, 'streams');
  const programId = streams === undefined ? said : programOfPoint(said, streams.split(/[;,]/));
  const forced = readForced(row, table);
  const common = { jd, filter, programId, ...(forced === null ? {} : { forced }) };
  if (magnitude === null) {
    if (!isEmpty) readNumber(cell('error'), table.nameOf('error'), line);
    return limit === null ? null : { ...common, magnitude: limit, magnitudeError: null, isLimit: true };
  }
  const magnitudeError = readError(cell('error'), table.nameOf('error'), line);
  return { ...common, magnitude, magnitudeError, isLimit: false };
}

function readObject(table: Table): string | null {
  const names = new Set(
    table.rows.map((row) => table.cell(row, 'object') ?? '').filter((name) => name !== ''),
  );
  if (names.size > 1) {
    const [one = '', other = ''] = names;
    throw new FormatError(`is about several objects: ${quoted(one)}, ${quoted(other)}`);
  }
  return [...names][0] ?? null;
}

/**
 * Reads comma-separated photometry: a magnitude of 99, or an empty one, is a non-detection whose limit is limmag; a
 * limmag of 99, or an empty one, is unknown.
 * @throws FormatError.
 */
export function readPhotometryTable(text: string, nowJd: number): RawPhotometry {
  const table = readTable(text);
  const { rows } = table;
  const object = readObject(table);
  const time = table.nameOf('time');
  const { unit, isRenamed } = timeScale(
    rows.map((row) => table.cell(row, 'time') ?? ''),
    time,
  );
  const points: LightCurvePoint[] = [];
  const unknownFilters: FormatProblem[] = [];
  const leftOut = new Map<string, number>();
  const saysNothing: FormatProblem[] = [];
  const wrong: FormatProblem[] = [];
  for (const row of rows) {
    const letter = table.cell(row, 'filter') ?? '';
    const filter = filterName(letter);
    if (filter === null) {
      const reason = `filter is ${quoted(letter)}, which no model has (expected g, r or i): row left out`;
      unknownFilters.push({ line: row.line, reason });
      leftOut.set(shortened(letter), (leftOut.get(shortened(letter)) ?? 0) + 1);
      continue;
    }
    try {
      const point = readPoint(row, table, filter, unit, nowJd);
      if (point) points.push(point);
      else saysNothing.push({ line: row.line, reason: 'neither a magnitude nor a limit: row left out' });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      wrong.push({ line: error.line, reason: error.message });
    }
  }
  const [first] = summed(wrong, (more) => `and ${more} more wrong ${more === 1 ? 'row' : 'rows'}`);
  if (first) throw new FormatError(first.reason, first.line);
  const { position, problems } = readPosition(
    rows.map((row) => ({ line: row.line, ra: table.cell(row, 'ra'), dec: table.cell(row, 'dec') })),
  );
  const words = unit === 'mjd' ? 'modified Julian dates' : 'Julian dates';
  const renamed = { line: 1, reason: `\`${time}\` holds ${words}: they are read as such` };
  return {
    points,
    position,
    object,
    leftOut: [...leftOut].map(([filter, count]) => ({ filter, rows: count })),
    leftOutWarnings: [
      ...(isRenamed ? [renamed] : []),
      ...summed(unknownFilters, moreRows),
      ...summed(saysNothing, moreRows),
    ],
    warnings: problems,
  };
}
