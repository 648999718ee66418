/** Why a file, or a row of it, cannot be used: half a sentence that goes on from the file's name. */
export interface FormatProblem {
  /** From 1; null when it concerns all of the file. */
  line: number | null;
  reason: string;
}

/** A file that cannot be used, with the line when one is to blame. */
export class FormatError extends Error {
  readonly line: number | null;
  constructor(reason: string, line: number | null = null) {
    super(reason);
    this.name = 'FormatError';
    this.line = line;
  }
}

/** A row that is wrong; the file is then not trusted as a whole. */
export class RowError extends FormatError {}

/** A value as found, short enough for a sentence. */
export function shortened(value: string): string {
  return value.length > 30 ? `${value.slice(0, 29)}…` : value;
}

/** The same between marks. */
export function quoted(value: string): string {
  return `\`${shortened(value)}\``;
}

/** The first of several, which says how many more there are like it; empty for none. */
export function summed(problems: readonly FormatProblem[], word: (count: number) => string): FormatProblem[] {
  const [first] = problems;
  if (!first) return [];
  const more = problems.length - 1;
  return [{ line: first.line, reason: more === 0 ? first.reason : `${first.reason} (${word(more)})` }];
}

/** "and 3 more wrong rows". */
export function moreWrongRows(count: number): string {
  return `and ${count} more wrong ${count === 1 ? 'row' : 'rows'}`;
}

/** "and 3 more rows of this kind". */
export function moreRows(count: number): string {
  return `and ${count} more ${count === 1 ? 'row' : 'rows'} of this kind`;
}
