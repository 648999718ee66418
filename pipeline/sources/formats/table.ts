import { parse } from 'csv-parse/sync';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { type Column, columnNames } from './columns.ts';
import { delimited } from './delimiters.ts';
import { FormatError, quoted } from './formatError.ts';

export type { Column } from './columns.ts';

const names = columnNames;
/** What a candidate file has; limits may be missing, and fluxes stand in for magnitudes. */
const usual: readonly Column[] = ['time', 'mag', 'error', 'filter', 'limit'];
const required: readonly Column[] = ['time', 'mag', 'error', 'filter'];
const requiredOfFlux: readonly Column[] = ['time', 'flux', 'fluxError', 'zeroPoint', 'filter'];

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
  /** The columns that it has, and what it calls them. */
  columns: ReadonlyMap<Column, string>;
  /** What the file calls a column. */
  nameOf(column: Column): string;
}

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

function readRows(whole: string): Row[] {
  const { delimiter, text } = delimited(whole);
  let records: unknown;
  try {
    records = parse(text, {
      delimiter: delimiter === ';' || delimiter === '\t' ? delimiter : ',',
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
  const found = header.cells.map((cell) => cell.toLowerCase().replaceAll('"', ''));
  const known = Object.values(names).flat();
  if (!found.some((name) => known.includes(name))) {
    const expected = usual.map((column) => names[column][0]).join(', ');
    throw new FormatError(`has no header: line 1 must name the columns ${expected}`, header.line);
  }
  const columns = new Map<Column, { name: string; index: number }>();
  for (const column of Object.keys(names) as Column[]) {
    const name = names[column].find((one) => found.includes(one));
    if (name !== undefined) columns.set(column, { name, index: found.indexOf(name) });
  }
  const wanted = columns.has('flux') && !columns.has('mag') ? requiredOfFlux : required;
  for (const column of wanted) {
    if (columns.has(column)) continue;
    if (column === 'zeroPoint') {
      throw new FormatError('has fluxes without a zero point: expected a column `zp`', header.line);
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
 * Reads a table of photometry: separated by commas, semicolons, tabs or blanks, with a header in any order and case.
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
    columns: new Map([...columns].map(([column, { name }]) => [column, name])),
    cell: (row, column) => {
      const at = columns.get(column);
      return at === undefined ? undefined : (row.cells[at.index] ?? '');
    },
    nameOf: (column) => columns.get(column)?.name ?? column,
  };
}
