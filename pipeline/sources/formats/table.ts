import { parse } from 'csv-parse/sync';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { FormatError, quoted } from './formatError.ts';

/** What a column says, whatever it is called. */
export type Column =
  | 'time'
  | 'mag'
  | 'error'
  | 'filter'
  | 'limit'
  | 'programid'
  | 'streams'
  | 'forced'
  | 'ra'
  | 'dec'
  | 'magsys'
  | 'zeroPoint'
  | 'origin'
  | 'object';

/**
 * Names of columns, the candidate files' own first, then those of Fritz's export
 * (https://docs.fritz.science/api.html, photometry).
 */
const names: Record<Column, readonly string[]> = {
  time: ['jd', 'mjd'],
  mag: ['mag'],
  error: ['mag_unc', 'magerr'],
  filter: ['filter'],
  limit: ['limmag', 'limiting_mag'],
  programid: ['programid'],
  streams: ['streams'],
  forced: ['forced'],
  ra: ['ra'],
  dec: ['dec'],
  magsys: ['magsys'],
  zeroPoint: ['magzpsci'],
  origin: ['origin'],
  object: ['obj_id'],
};
const required: readonly Column[] = ['time', 'mag', 'error', 'filter', 'limit'];

/** More rows than this are no light curve: ZTF's longest have some thousands. */
export const maxRows = 100_000;

/** One row of a table. */
export interface Row {
  line: number;
  cells: string[];
}

/** A table with a header whose columns are known. */
export interface Table {
  rows: Row[];
  /** The cell of a row, '' when it is missing; undefined where the file has no such column. */
  cell(row: Row, column: Column): string | undefined;
  /** What the file calls a column. */
  nameOf(column: Column): string;
}

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

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
    throw new FormatError(`is no CSV: ${words.slice(0, 150)}`, line.data?.lines ?? null);
  }
  return recordsSchema.parse(records).map(({ record, info }) => ({ line: info.lines, cells: record }));
}

function findColumns(header: Row): Map<Column, { name: string; index: number }> {
  const found = header.cells.map((cell) => cell.toLowerCase());
  const known = Object.values(names).flat();
  if (!found.some((name) => known.includes(name))) {
    const expected = required.map((column) => names[column][0]).join(', ');
    throw new FormatError(`has no header: line 1 must name the columns ${expected}`, header.line);
  }
  const columns = new Map<Column, { name: string; index: number }>();
  for (const column of Object.keys(names) as Column[]) {
    const name = names[column].find((one) => found.includes(one));
    if (name !== undefined) columns.set(column, { name, index: found.indexOf(name) });
  }
  for (const column of required) {
    if (columns.has(column)) continue;
    if (column === 'mag' && found.includes('flux')) {
      throw new FormatError('has `flux`, but no `mag`: expected magnitudes (AB)', header.line);
    }
    const [name = column] = names[column];
    const others = found.filter((one) => one !== '' && !known.includes(one));
    const near = others.find((one) => distance(one, name) <= 2);
    const instead = near === undefined ? '' : `; there is ${quoted(near)} instead`;
    throw new FormatError(`has no column \`${name}\`${instead}`, header.line);
  }
  const repeated = known.find((name) => found.filter((one) => one === name).length > 1);
  if (repeated !== undefined) throw new FormatError(`has the column \`${repeated}\` twice`, header.line);
  return columns;
}

/** Refuses a text with more lines than a light curve can have, before anything is made of them. */
export function checkRowCount(text: string): void {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  if (lines > maxRows) {
    throw new FormatError(`has ${lines} lines: more than ${maxRows} are no light curve`);
  }
}

/**
 * Reads a table of photometry: comma-separated, with a header in any order and case.
 * @throws FormatError when it is none, or lacks a column that is needed.
 */
export function readTable(text: string): Table {
  const [header, ...rows] = readRows(text);
  if (!header) throw new FormatError('is empty');
  const columns = findColumns(header);
  const last = rows.at(-1);
  if (last === undefined) throw new FormatError('has a header, but no rows');
  // A number that was cut off is a number all the same, and a wrong one.
  if (!text.endsWith('\n') && last.cells.length < header.cells.length) {
    throw new FormatError('breaks off in the middle of its last line', last.line);
  }
  return {
    rows,
    cell: (row, column) => {
      const at = columns.get(column);
      return at === undefined ? undefined : (row.cells[at.index] ?? '');
    },
    nameOf: (column) => columns.get(column)?.name ?? column,
  };
}
