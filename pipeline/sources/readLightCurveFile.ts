import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { LightCurvePoint } from '../../db/types.ts';
import { fullName, objectNameSource } from '../shared/objectName.ts';
import { FormatError, type PhotometryFile, parsePhotometry } from './formats/photometryFile.ts';
import { binaryFormat } from './formats/recognise.ts';
import type { ScanOptions, SourceProblem, SourceScan } from './source.ts';

const candidateFile = /^lc_(.+)_forced\d+_stacked\d+\.(?:csv|dat)(?:\.gz)?$/i;
/**
 * As services and people call their exports: `ZTF22aawacjw.csv`, `lc_ZTF….csv`, `photometry_ZTF….csv`, `ZTF…_phot.csv`,
 * `ZTF… (1).csv`, `ZTF…_forcedphotometry_req00012345_lc.txt`. Other programs write .dat and .txt too, so that only
 * those are read whose names begin with an object's.
 */
const exportFile = new RegExp(
  String.raw`^(?:(?:photometry|lc)[_-])?(${objectNameSource})(?:[ _.(-][^/]*)?\.(?:csv|dat|txt|tsv|ecsv|tbl|json)(?:\.gz)?$`,
  'i',
);
const anyCsv = /^(.+)\.csv(?:\.gz)?$/i;

/** A file this large is no candidate's light curve. */
export const maxBytes = 50 * 1024 * 1024;
/** Files that were read by an earlier version are read again. */
export const readerVersion = 5;

/** A file that cannot be read, in half a sentence. */
export class FileError extends Error {}

/** The object that a file name carries: of `lc_<object>_forced<n>_stacked<n>.csv`, `<object>.csv` or an export's name. */
export function objectOfFile(file: string): string | null {
  for (const pattern of [candidateFile, exportFile, anyCsv]) {
    const name = pattern.exec(file)?.[1];
    if (name !== undefined) return fullName(name) ?? name;
  }
  return null;
}

/** @throws FileError for a file that is too large to be a light curve. */
export function checkSize(size: number): void {
  if (size <= maxBytes) return;
  throw new FileError(`is ${Math.round(size / 1024 / 1024)} MB large; more than 50 MB is no light curve`);
}

/** What is in a file that was compressed with gzip; another one as it is. @throws FileError. */
function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    throw new FileError(
      isLarge ? 'is more than 50 MB large when unpacked' : 'is a gzip file that is not whole',
    );
  }
}

function decode(packed: Uint8Array): string {
  const bytes = unpacked(packed);
  if (bytes.length === 0) throw new FileError('is empty');
  const known = binaryFormat(bytes);
  if (known !== null) throw new FileError(`is ${known}, expected a text table such as CSV`);
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new FileError('is UTF-16, expected UTF-8');
  }
  if (bytes.includes(0)) throw new FileError('is not text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError('is not text (not UTF-8)');
  }
}

/** Adds what could not be used. */
export function addProblem(
  scan: SourceScan,
  file: string,
  reason: string,
  line: number | null = null,
  fileSha256: string | null = null,
): void {
  const problem: SourceProblem = { level: 'problem', file, line, reason, fileSha256 };
  scan.problems.push(problem);
}

/** What a source knows of a file beside its bytes. */
export interface FileToTake {
  object: string;
  /** As people would look for it. */
  file: string;
  origin: string;
  stamp: string;
  /** Other names that its source has for it. */
  aliases?: readonly string[];
  /** The programme of rows that do not say; null: not known. */
  program: number | null;
}

function withProgram(points: LightCurvePoint[], program: number | null): LightCurvePoint[] {
  if (program === null) return points;
  return points.map((point) => (point.programId === null ? { ...point, programId: program } : point));
}

/** Adds a light curve with what is to be said of it. */
export function addLightCurve(
  scan: SourceScan,
  take: FileToTake,
  photometry: PhotometryFile,
  fileSha256: string,
): void {
  const { object, file, origin, program, aliases = [] } = take;
  const { leftOut, position, sha256, programs, duplicates, warnings } = photometry;
  scan.lightCurves.push({
    object,
    aliases: [...new Set([...aliases, ...photometry.aliases])].filter((alias) => alias !== object),
    points: withProgram(photometry.points, program),
    leftOut,
    position,
    sha256,
    programs: program === null ? programs : [...new Set(programs.map((id) => id ?? program))],
    duplicates,
    file,
    origin,
    fileSha256,
  });
  for (const { line, reason } of warnings) {
    scan.problems.push({ level: 'warning', file, line, reason, fileSha256 });
  }
}

/** Reads a file's bytes into the scan; what is wrong with them becomes a problem there. */
export function readLightCurveFile(
  scan: SourceScan,
  take: FileToTake,
  bytes: Uint8Array,
  keep?: ScanOptions['keep'],
): void {
  const { object, file, stamp } = take;
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  keep?.(bytes, fileSha256);
  try {
    const photometry = parsePhotometry(decode(bytes));
    const said = photometry.object;
    if (said !== null && fullName(said) !== object && said !== object) {
      throw new FormatError(
        `is about ${said.slice(0, 30)} by its column obj_id, and about ${object} by its name`,
      );
    }
    addLightCurve(scan, take, photometry, fileSha256);
    scan.read.push({ file, stamp, object, sha256: photometry.sha256 });
  } catch (error) {
    if (error instanceof FormatError) addProblem(scan, file, error.message, error.line, fileSha256);
    else if (error instanceof FileError) addProblem(scan, file, error.message, null, fileSha256);
    else throw error;
    scan.read.push({ file, stamp, object, sha256: null });
  }
}
