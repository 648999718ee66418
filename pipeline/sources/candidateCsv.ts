import { parse } from 'csv-parse/sync';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { LeftOutRows, LightCurvePoint, SkyPosition } from '../../db/types.ts';
import { lightCurveHash, normalise } from './normalise.ts';
import { readPosition } from './position.ts';

const required = ['jd', 'mag', 'mag_unc', 'filter', 'limmag'] as const;
const optional = ['programid', 'forced', 'ra', 'dec'] as const;
/** What candidate files write where there is no number. */
const nothing = 99;
/** ZTF's three filters under the names that NMMA and sncosmo know. */
const filterNames = new Map([
  ['g', 'ztfg'],
  ['r', 'ztfr'],
  ['i', 'ztfi'],
]);

/** Why a file, or a row of it, cannot be used. */
export interface CsvProblem {
  line: number | null;
  reason: string;
}

/** What a candidate file says. */
export interface CandidateCsv {
  points: LightCurvePoint[];
  /** Rows in filters that no model has, by filter. */
  leftOut: LeftOutRows[];
  position: SkyPosition | null;
  sha256: string;
  duplicates: { exact: number; near: number };
  /** Rows that were left out, or that contradict each other. */
  warnings: CsvProblem[];
}

/** A file that cannot be used, with the line when one is to blame. */
export class CsvError extends Error {
  readonly line: number | null;
  constructor(reason: string, line: number | null = null) {
    super(reason);
    this.name = 'CsvError';
    this.line = line;
  }
}

/** Where and why a row is wrong. */
class RowError extends CsvError {}

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

interface Row {
  line: number;
  cells: string[];
}

function readRows(text: string): Row[] {
  let records: unknown;
  try {
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
    });
  } catch (error) {
    const line = z.object({ lines: z.number() }).safeParse(error);
    const words = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new CsvError(`is no CSV: ${words.slice(0, 150)}`, line.data?.lines ?? null);
  }
  return recordsSchema.parse(records).map(({ record, info }) => ({ line: info.lines, cells: record }));
}

/** A value as found, short enough for a sentence. */
function shortened(value: string): string {
  return value.length > 30 ? `${value.slice(0, 29)}…` : value;
}

function quoted(value: string): string {
  return `\`${shortened(value)}\``;
}

function findColumns(header: Row): Map<string, number> {
  const names = header.cells.map((cell) => cell.toLowerCase());
  const known = [...required, ...optional] as readonly string[];
  if (!names.some((name) => known.includes(name))) {
    throw new CsvError(`has no header: line 1 must name the columns ${required.join(', ')}`, header.line);
  }
  for (const name of required) {
    if (names.includes(name)) continue;
    const others = names.filter((found) => found !== '' && !known.includes(found));
    const near = others.find((found) => distance(found, name) <= 2);
    const instead = near === undefined ? '' : `; there is ${quoted(near)} instead`;
    throw new CsvError(`has no column \`${name}\`${instead}`, header.line);
  }
  const repeated = known.find((name) => names.filter((found) => found === name).length > 1);
  if (repeated !== undefined) throw new CsvError(`has the column \`${repeated}\` twice`, header.line);
  return new Map(names.map((name, index) => [name, index]));
}

/** JavaScript would take '' as 0, and '0x10' as 16. */
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readNumber(row: Row, columns: Map<string, number>, name: string): number {
  const cell = row.cells[columns.get(name) ?? -1] ?? '';
  if (cell === '') throw new RowError(`${name} is empty, expected a number`, row.line);
  const value = numberPattern.test(cell) ? Number(cell) : Number.NaN;
  if (!Number.isFinite(value)) throw new RowError(`${name} is ${quoted(cell)}, expected a number`, row.line);
  return value;
}

function readMagnitude(row: Row, columns: Map<string, number>, name: string): number | null {
  const value = readNumber(row, columns, name);
  if (value === nothing) return null;
  if (value < 0 || value > 40) {
    throw new RowError(`${name} is ${value}, expected a magnitude of 0 to 40, or 99 for none`, row.line);
  }
  return value;
}

function readJd(row: Row, columns: Map<string, number>): number {
  const jd = readNumber(row, columns, 'jd');
  // 1858 to 2132: a modified Julian date falls outside.
  if (jd < 2_400_000.5 || jd > 2_500_000) {
    const hint = jd > 40_000 && jd < 100_000 ? ' (is it a modified Julian date?)' : '';
    throw new RowError(`jd is ${jd}, expected a Julian date such as 2459784.7${hint}`, row.line);
  }
  return jd;
}

/** @returns the point; null for a row that says nothing, because there is neither magnitude nor limit. */
function readPoint(row: Row, columns: Map<string, number>, filter: string): LightCurvePoint | null {
  const jd = readJd(row, columns);
  const magnitude = readMagnitude(row, columns, 'mag');
  const uncertainty = readNumber(row, columns, 'mag_unc');
  const limit = readMagnitude(row, columns, 'limmag');
  const hasProgram = columns.has('programid') && row.cells[columns.get('programid') ?? -1] !== '';
  const programId = hasProgram ? readNumber(row, columns, 'programid') : null;
  const common = { jd, filter, programId };
  if (magnitude === null) {
    return limit === null ? null : { ...common, magnitude: limit, magnitudeError: null, isLimit: true };
  }
  if (uncertainty <= 0) {
    throw new RowError(`mag_unc is ${uncertainty}, expected an error above 0`, row.line);
  }
  if (uncertainty >= 10) {
    throw new RowError(`mag_unc is ${uncertainty} beside a magnitude, expected an error below 10`, row.line);
  }
  return { ...common, magnitude, magnitudeError: uncertainty, isLimit: false };
}

/** "line 3: …" for the first, and how many more there are like it. */
function summed(problems: CsvProblem[], word: (count: number) => string): CsvProblem[] {
  const [first] = problems;
  if (!first) return [];
  const more = problems.length - 1;
  return [{ line: first.line, reason: more === 0 ? first.reason : `${first.reason} (${word(more)})` }];
}

function moreRows(count: number): string {
  return `and ${count} more ${count === 1 ? 'row' : 'rows'} of this kind`;
}

/**
 * Reads a candidate file: columns jd, mag, mag_unc, filter and limmag, in any order, with or without an index,
 * programid, forced, and ra and dec (degrees). A magnitude of 99 is a non-detection whose limit is limmag; a limmag of 99 is unknown.
 * Rows in filters that no model has, and rows that say nothing, are left out with a warning; any other wrong
 * row makes the file unusable, because then nothing else in it can be trusted.
 * @throws CsvError in half a sentence that goes on from the file's name.
 */
export function parseCandidateCsv(text: string): CandidateCsv {
  const [header, ...rows] = readRows(text);
  if (!header) throw new CsvError('is empty');
  const columns = findColumns(header);
  if (rows.length === 0) throw new CsvError('has a header, but no rows');

  const raw: LightCurvePoint[] = [];
  const unknownFilters: CsvProblem[] = [];
  const leftOut = new Map<string, number>();
  const saysNothing: CsvProblem[] = [];
  const wrong: RowError[] = [];
  for (const row of rows) {
    const letter = row.cells[columns.get('filter') ?? -1] ?? '';
    const filter = filterNames.get(letter.toLowerCase().replace(/^ztf/, ''));
    if (filter === undefined) {
      const reason = `filter is ${quoted(letter)}, which no model has (expected g, r or i): row left out`;
      unknownFilters.push({ line: row.line, reason });
      leftOut.set(shortened(letter), (leftOut.get(shortened(letter)) ?? 0) + 1);
      continue;
    }
    try {
      const point = readPoint(row, columns, filter);
      if (point) raw.push(point);
      else saysNothing.push({ line: row.line, reason: 'neither a magnitude nor a limit: row left out' });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      wrong.push(error);
    }
  }
  const [firstWrong] = summed(
    wrong.map((error) => ({ line: error.line, reason: error.message })),
    (more) => `and ${more} more wrong ${more === 1 ? 'row' : 'rows'}`,
  );
  if (firstWrong) throw new CsvError(firstWrong.reason, firstWrong.line);

  const cell = (row: Row, name: string) =>
    columns.has(name) ? (row.cells[columns.get(name) ?? -1] ?? '') : undefined;
  const { position, problems } = readPosition(
    rows.map((row) => ({ line: row.line, ra: cell(row, 'ra'), dec: cell(row, 'dec') })),
  );
  const warnings = [...summed(unknownFilters, moreRows), ...summed(saysNothing, moreRows)];
  if (raw.length === 0) {
    const why = warnings.map((warning) => warning.reason).join('; ');
    throw new CsvError(`has no row that can be used: ${why}`, warnings[0]?.line ?? null);
  }
  const { points, exactDuplicates, nearDuplicates, contradictions } = normalise(raw);
  if (contradictions > 0) {
    const reason = `${contradictions} ${contradictions === 1 ? 'measurement contradicts' : 'measurements contradict'} another of the same second beyond the errors: all are kept`;
    warnings.push({ line: null, reason });
  }
  warnings.push(...summed(problems, moreRows));
  return {
    points,
    position,
    leftOut: [...leftOut].map(([filter, count]) => ({ filter, rows: count })),
    sha256: lightCurveHash(points),
    duplicates: { exact: exactDuplicates, near: nearDuplicates },
    warnings,
  };
}
