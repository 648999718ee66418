import { dateOfJd, dayMs, mjdEpochJd, unixEpochJd } from '../../shared/time.ts';
import { quoted, RowError } from './formatError.ts';

/** JavaScript would take '' as 0, and '0x10' as 16. */
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** What files write where there is no number: candidate files 99, others ±99 to ±99,999, with or without decimals. */
const nothingPattern = /^[+-]?9{2,}(\.[09]*)?$/;
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

/** Whether a cell holds what files write in the place of a number: 99, -999, 99999, inf. */
export function isNothing(cell: string): boolean {
  return nothingPattern.test(cell) || /^[+-]?inf(inity)?$/i.test(cell);
}

/** A limit that stands in the place of a magnitude, `>20.5`; null for anything else. */
export function limitInPlace(cell: string): number | null {
  const value = /^[<>]\s*(\d+(?:\.\d+)?)$/.exec(cell)?.[1];
  return value === undefined || Number(value) > 40 ? null : Number(value);
}

/** A magnitude, or null for 99 and its like, which mean that there is none. @throws RowError. */
export function readMagnitude(cell: string, name: string, line: number): number | null {
  if (isNothing(cell)) return null;
  const value = readNumber(cell, name, line);
  if (value < 0 || value > 40) {
    throw new RowError(`${name} is ${value}, expected a magnitude of 0 to 40, or 99 for none`, line);
  }
  return value;
}

/** A limiting magnitude, or null when it is not known: 0 and negative numbers are none. @throws RowError. */
export function readLimit(cell: string, name: string, line: number): number | null {
  if (isBlank(cell) || isNothing(cell)) return null;
  const value = readNumber(cell, name, line);
  return value <= 0 || value > 40 ? null : value;
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

const isJulian = (value: number) => value >= mjdEpochJd && value <= 2_500_000;
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
  const said = /mjd$/.test(name) ? 'mjd' : 'jd';
  const other = said === 'jd' ? 'mjd' : 'jd';
  const isOther = said === 'jd' ? isModified : isJulian;
  const isRenamed = numbers.length > 0 && numbers.every(isOther);
  // `time` says nothing of its unit.
  return { unit: isRenamed ? other : said, isRenamed: isRenamed && /jd/.test(name) };
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
  if (isoPattern.test(cell)) return checkedJd(jdOfIso(cell, line), cell, name, line, nowJd);
  const value = readNumber(cell, name, line);
  if (unit === 'mjd' ? !isModified(value) : !isJulian(value)) {
    const expected =
      unit === 'mjd' ? 'a modified Julian date such as 59784.2' : 'a Julian date such as 2459784.7';
    const isOther = unit === 'mjd' ? isJulian(value) : isModified(value);
    const hint = isOther ? ` (is it a ${unit === 'mjd' ? '' : 'modified '}Julian date?)` : '';
    throw new RowError(`${name} is ${value}, expected ${expected}${hint}`, line);
  }
  const jd = unit === 'mjd' ? value + mjdEpochJd : value;
  return checkedJd(jd, String(value), name, line, nowJd);
}

function checkedJd(jd: number, found: string, name: string, line: number, nowJd: number): number {
  if (jd <= nowJd + farFutureDays) return jd;
  const day = dateOfJd(jd).toISOString().slice(0, 10);
  throw new RowError(`${name} is ${found}: ${day} is in the far future`, line);
}

/** A date and time as ISO 8601 has them, in UTC; a blank may stand for the T. */
export const isoPattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/;

/** Julian date of an ISO 8601 time in UTC; keeps what is finer than a millisecond. @throws RowError. */
export function jdOfIso(time: string, line: number): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const plain = time.replace(' ', 'T').replace(/\.\d+/, '').replace(/Z$/, '');
  const whole = Date.parse(`${plain}Z`);
  if (Number.isNaN(whole)) throw new RowError(`the time is ${quoted(time)}, which is no date`, line);
  const seconds = fraction === '' ? 0 : Number(`0.${fraction}`);
  return whole / dayMs + seconds / 86_400 + unixEpochJd;
}
