import type { LightCurvePoint } from '../../../db/types.ts';
import {
  isBlank,
  isNothing,
  limitInPlace,
  readError,
  readLimit,
  readMagnitude,
  readNumber,
  readTime,
  timeScale,
} from './cells.ts';
import { type FileFilters, fileFilters, unknownFilter } from './filters.ts';
import { fromFlux } from './flux.ts';
import {
  FormatError,
  type FormatProblem,
  moreRows,
  moreWrongRows,
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
  const zeroPoint = table.cell(row, 'zeroPointOfMagnitudes');
  if (zeroPoint === undefined || isBlank(zeroPoint)) return;
  const value = readNumber(zeroPoint, 'magzpsci', row.line);
  const [from, to] = zeroPoints;
  if (value < from || value > to) {
    throw new RowError(`magzpsci is ${value}, expected a zero point of ${from} to ${to} mag (AB)`, row.line);
  }
}

/** Whether a difference image says that the source is fainter than in the reference image. */
function isNegative(row: Row, table: Table): boolean {
  const cell = table.cell(row, 'isdiffpos');
  return cell !== undefined && /^(f|false|0(\.0*)?|-1(\.0*)?)$/i.test(cell);
}

type Measured = Pick<LightCurvePoint, 'magnitude' | 'magnitudeError' | 'isLimit'>;

/** What a row measured in magnitudes; null: neither a magnitude nor a limit. @throws RowError. */
function measuredMagnitude(row: Row, table: Table): Measured | null {
  const { line } = row;
  const cell = (column: Column) => table.cell(row, column) ?? '';
  const limit = readLimit(cell('limit'), table.nameOf('limit'), line);
  const asLimit = (value: number | null): Measured | null =>
    value === null ? null : { magnitude: value, magnitudeError: null, isLimit: true };
  const inPlace = limitInPlace(cell('mag'));
  if (inPlace !== null) return asLimit(inPlace);
  // Empty magnitude and error together are a non-detection; one alone is a mistake.
  const isEmpty = isBlank(cell('mag')) && (isBlank(cell('error')) || isNothing(cell('error')));
  const magnitude = isEmpty ? null : readMagnitude(cell('mag'), table.nameOf('mag'), line);
  if (magnitude === null) {
    const error = cell('error');
    if (!isEmpty && !isNothing(error) && !isBlank(error)) readNumber(error, table.nameOf('error'), line);
    return asLimit(limit);
  }
  // As NMMA writes a limit: its magnitude, with an error of inf.
  if (/^\+?inf(inity)?$/i.test(cell('error'))) return asLimit(magnitude);
  return { magnitude, magnitudeError: readError(cell('error'), table.nameOf('error'), line), isLimit: false };
}

/** What a row measured in flux; null: its cells are empty. @throws RowError. */
function measuredFlux(row: Row, table: Table): Measured | null {
  const { line } = row;
  const cell = (column: Column) => table.cell(row, column) ?? '';
  if (isBlank(cell('flux')) || isBlank(cell('fluxError'))) return null;
  const number = (column: Column) => readNumber(cell(column), table.nameOf(column), line);
  const [flux, fluxError, zeroPoint] = [number('flux'), number('fluxError'), number('zeroPoint')];
  if (fluxError <= 0) {
    throw new RowError(`${table.nameOf('fluxError')} is ${fluxError}, expected an error above 0`, line);
  }
  const found = fromFlux(flux, fluxError, zeroPoint);
  if ('limit' in found) return { magnitude: found.limit, magnitudeError: null, isLimit: true };
  return { ...found, isLimit: false };
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
  const program = cell('programid');
  const said = isBlank(program) ? null : readNumber(program, 'programid', line);
  const streams = table.cell(row, 'streams');
  const programId = streams === undefined ? said : programOfPoint(said, streams.split(/[;,]/));
  const forced = readForced(row, table);
  const hasMagnitudes = table.cell(row, 'mag') !== undefined;
  const measured = hasMagnitudes ? measuredMagnitude(row, table) : measuredFlux(row, table);
  if (measured === null) return null;
  return { jd, filter, programId, ...(forced === null ? {} : { forced }), ...measured };
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

/** Rows of a table, sorted by what can be made of them. */
interface SortedRows {
  points: LightCurvePoint[];
  unknownFilters: FormatProblem[];
  /** How many rows each unknown filter has. */
  leftOut: Map<string, number>;
  negative: FormatProblem[];
  saysNothing: FormatProblem[];
  wrong: FormatProblem[];
}

function sortRows(table: Table, filters: FileFilters, unit: 'jd' | 'mjd', nowJd: number): SortedRows {
  const sorted: SortedRows = {
    points: [],
    unknownFilters: [],
    leftOut: new Map(),
    negative: [],
    saysNothing: [],
    wrong: [],
  };
  const read: RowReading = { table, filters, unit, nowJd };
  for (const row of table.rows) sortRow(row, read, sorted);
  return sorted;
}

/** What every row is read with. */
interface RowReading {
  table: Table;
  filters: FileFilters;
  unit: 'jd' | 'mjd';
  nowJd: number;
}

/** Columns that only files of ZTF have, by any of their names. */
const ztfColumns: readonly Column[] = [
  'programid',
  'isdiffpos',
  'forced',
  'streams',
  'zeroPointOfMagnitudes',
];
const ztfNames = new Set(['fid', 'limmag', 'diffmaglim', 'filtercode']);

/** What the filters of a table mean. */
function filtersOf(table: Table): FileFilters {
  const has = (column: Column) => table.columns.has(column);
  const names = [...table.columns.values()];
  return fileFilters(
    table.rows.map((row) => table.cell(row, 'filter') ?? ''),
    {
      column: table.nameOf('filter'),
      isOfZtf: ztfColumns.some(has) || names.some((name) => ztfNames.has(name)),
      saysSystem: has('magsys'),
    },
  );
}

function sortRow(row: Row, { table, filters, unit, nowJd }: RowReading, sorted: SortedRows): void {
  const { line } = row;
  const letter = table.cell(row, 'filter') ?? '';
  const filter = filters.nameOf(letter);
  if (filter === null) {
    sorted.unknownFilters.push({ line, reason: unknownFilter(letter) });
    const name = shortened(letter);
    sorted.leftOut.set(name, (sorted.leftOut.get(name) ?? 0) + 1);
    return;
  }
  if (isNegative(row, table)) {
    sorted.negative.push({ line, reason: 'fainter than in the reference image (isdiffpos): row left out' });
    return;
  }
  try {
    const point = readPoint(row, table, filter, unit, nowJd);
    if (point) sorted.points.push(point);
    else sorted.saysNothing.push({ line, reason: 'neither a magnitude nor a limit: row left out' });
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    sorted.wrong.push({ line: error.line, reason: error.message });
  }
}

/**
 * Reads a table of photometry: a magnitude of 99, or an empty one, is a non-detection whose limit is limmag; a limmag of
 * 99, or an empty one, is unknown. A wrong row is left out and told; where more rows are wrong than right, nothing in
 * the file is trusted.
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
  const filters = filtersOf(table);
  const sorted = sortRows(table, filters, unit, nowJd);
  const { points, unknownFilters, leftOut, negative, saysNothing, wrong } = sorted;
  if (wrong.length > points.length + saysNothing.length) {
    const [first] = summed(wrong, moreWrongRows);
    if (first) throw new FormatError(first.reason, first.line);
  }
  const { position, problems } = readPosition(
    rows.map((row) => ({ line: row.line, ra: table.cell(row, 'ra'), dec: table.cell(row, 'dec') })),
  );
  const words = unit === 'mjd' ? 'modified Julian dates' : 'Julian dates';
  const renamed = { line: 1, reason: `\`${time}\` holds ${words}: they are read as such` };
  const told = wrong.map(({ line, reason }) => ({ line, reason: `${reason}: row left out` }));
  return {
    points,
    position,
    object,
    aliases: [...new Set(rows.map((row) => table.cell(row, 'alias') ?? ''))].filter((name) => !isBlank(name)),
    leftOut: [...leftOut].map(([filter, count]) => ({ filter, rows: count })),
    leftOutWarnings: [
      ...(isRenamed ? [renamed] : []),
      ...filters.told,
      ...summed(unknownFilters, moreRows),
      ...summed(negative, moreRows),
      ...summed(told, moreWrongRows),
      ...summed(saysNothing, moreRows),
    ],
    warnings: problems,
  };
}
