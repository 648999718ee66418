import { quoted, RowError } from './formatError.ts';

/** JavaScript would take '' as 0, and '0x10' as 16. */
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** What candidate files write where there is no number. */
const nothing = 99;
/** ZTF's three filters, under the names that files use and that NMMA and sncosmo know. */
const filterPattern = /^(?:ztf[_-]?)?([gri])$/i;

/** A modified Julian date of 0 as a Julian date. */
export const mjdZero = 2_400_000.5;

/** The number in a cell. @throws RowError when there is none. */
export function readNumber(cell: string, name: string, line: number): number {
  if (cell === '') throw new RowError(`${name} is empty, expected a number`, line);
  const value = numberPattern.test(cell) ? Number(cell) : Number.NaN;
  if (!Number.isFinite(value)) throw new RowError(`${name} is ${quoted(cell)}, expected a number`, line);
  return value;
}

/** Whether a cell says that there is no number. */
export function isBlank(cell: string): boolean {
  return /^(|nan|none|null|n\/a|--?)$/i.test(cell);
}

/** A magnitude, or null for 99, which means that there is none. @throws RowError. */
export function readMagnitude(cell: string, name: string, line: number): number | null {
  const value = readNumber(cell, name, line);
  if (value === nothing) return null;
  if (value < 0 || value > 40) {
    throw new RowError(`${name} is ${value}, expected a magnitude of 0 to 40, or 99 for none`, line);
  }
  return value;
}

/** A limiting magnitude, or null when it is not known. @throws RowError. */
export function readLimit(cell: string, name: string, line: number): number | null {
  return isBlank(cell) ? null : readMagnitude(cell, name, line);
}

/** The error of a magnitude, 1σ in mag. @throws RowError for one that cannot be. */
export function readError(cell: string, name: string, line: number): number {
  const value = readNumber(cell, name, line);
  if (value <= 0) throw new RowError(`${name} is ${value}, expected an error above 0`, line);
  if (value >= 10) {
    throw new RowError(`${name} is ${value} beside a magnitude, expected an error below 10`, line);
  }
  return value;
}

/** NMMA's name of a filter; null for one that no model has. */
export function filterName(cell: string): string | null {
  const letter = filterPattern.exec(cell)?.[1];
  return letter === undefined ? null : `ztf${letter.toLowerCase()}`;
}

const isJulian = (value: number) => value >= mjdZero && value <= 2_500_000;
const isModified = (value: number) => value > 40_000 && value < 100_000;

/** How the times of a file are counted. */
export interface TimeScale {
  unit: 'jd' | 'mjd';
  /** The column's name says otherwise, and every row agrees. */
  isRenamed: boolean;
}

/** Finds out what a column of times holds: what its name says, unless every number in it is of the other kind. */
export function timeScale(cells: readonly string[], name: string): TimeScale {
  const numbers = cells.filter((cell) => numberPattern.test(cell)).map(Number);
  const said = name === 'mjd' ? 'mjd' : 'jd';
  const other = said === 'jd' ? 'mjd' : 'jd';
  const isOther = said === 'jd' ? isModified : isJulian;
  const isRenamed = numbers.length > 0 && numbers.every(isOther);
  return { unit: isRenamed ? other : said, isRenamed };
}

/** A time that was observed. Files of more than this many days ahead of the clock are wrong whatever the clock says. */
const farFutureDays = 731;

/** The Julian date in a cell. @param nowJd the clock's. @throws RowError. */
export function readTime(
  cell: string,
  name: string,
  line: number,
  unit: 'jd' | 'mjd',
  nowJd: number,
): number {
  const value = readNumber(cell, name, line);
  if (unit === 'mjd' ? !isModified(value) : !isJulian(value)) {
    const expected =
      unit === 'mjd' ? 'a modified Julian date such as 59784.2' : 'a Julian date such as 2459784.7';
    const isOther = unit === 'mjd' ? isJulian(value) : isModified(value);
    const hint = isOther ? ` (is it a ${unit === 'mjd' ? '' : 'modified '}Julian date?)` : '';
    throw new RowError(`${name} is ${value}, expected ${expected}${hint}`, line);
  }
  const jd = unit === 'mjd' ? value + mjdZero : value;
  if (jd > nowJd + farFutureDays) {
    const day = new Date((jd - 2_440_587.5) * 86_400_000).toISOString().slice(0, 10);
    throw new RowError(`${name} is ${value}: ${day} is in the far future`, line);
  }
  return jd;
}
