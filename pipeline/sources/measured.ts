import { createHash } from 'node:crypto';
import { parsePhotometry } from './formats/photometryFile.ts';
import { addLightCurve, type FileToTake } from './readLightCurveFile.ts';
import type { SourceScan } from './source.ts';

/** One measurement of a service. Empty cells are null; a magnitude of null is a limit. */
export interface Measured {
  mjd: number;
  filter: string;
  mag: number | null;
  magerr: number | null;
  limit: number | null;
  magsys?: string | null;
  programid?: number | null;
  forced?: boolean | null;
  ra?: number | null;
  dec?: number | null;
}

const columns = 'mjd,filter,mag,magerr,limiting_mag,magsys,programid,forced,ra,dec';

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}

/**
 * Adds a service's measurements to a scan, by way of the one reader that checks every file.
 * @param bytes what the service answered, which is kept as the original.
 * @throws FormatError when they cannot be used.
 */
export function takeMeasured(
  scan: SourceScan,
  take: FileToTake,
  rows: readonly Measured[],
  bytes: Uint8Array,
  keep?: (bytes: Uint8Array, sha256: string) => void,
): void {
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  keep?.(bytes, fileSha256);
  const lines = rows.map((row) =>
    [
      row.mjd,
      row.filter,
      row.mag,
      row.magerr,
      row.limit,
      row.magsys,
      row.programid,
      row.forced,
      row.ra,
      row.dec,
    ]
      .map(cell)
      .join(','),
  );
  const photometry = parsePhotometry(`${columns}\n${lines.join('\n')}\n`);
  addLightCurve(scan, take, photometry, fileSha256);
  scan.read.push({ file: take.file, stamp: take.stamp, object: take.object, sha256: photometry.sha256 });
}
