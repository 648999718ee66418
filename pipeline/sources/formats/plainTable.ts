import { FormatError } from './formatError.ts';

/** One row of a plain table. */
export interface PlainRow {
  line: number;
  /** The cell of a column, by its name in small letters; undefined where there is none. */
  cell(name: string): string | undefined;
}

/**
 * Reads a table of one service, by that service's own names of columns. Its header is separated by commas, blanks or both,
 * its rows by blanks or commas; lines that begin with `#` are comments. Tables of any other origin, whose separator and
 * columns have to be found, are read by `table.ts`.
 * @param isHeader whether a line's names are the header's.
 * @throws FormatError without a header.
 */
export function plainTable(text: string, isHeader: (names: readonly string[]) => boolean): PlainRow[] {
  let names: string[] | null = null;
  const rows: PlainRow[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const words = content.trim();
    if (words === '' || words.startsWith('#')) continue;
    const cells = words.split(/[\s,]+/);
    if (names === null) {
      const lower = cells.map((cell) => cell.toLowerCase());
      if (isHeader(lower)) names = lower;
      continue;
    }
    const columns = names;
    rows.push({ line: index + 1, cell: (name) => cells[columns.indexOf(name)] });
  }
  if (names === null) throw new FormatError('has no header');
  if (rows.length === 0) throw new FormatError('has a header, but no rows');
  return rows;
}
