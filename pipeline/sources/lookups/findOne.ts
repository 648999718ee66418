import { FormatError } from '../formats/photometryFile.ts';
import { type Measured, takeMeasured } from '../measured.ts';
import { emptyScan, type FoundLightCurve } from '../source.ts';

/**
 * One light curve from what a service answered.
 * @param origin the address that it came from.
 * @throws Error in one sentence when it cannot be used.
 */
export function oneLightCurve(
  service: string,
  object: string,
  origin: string,
  rows: readonly Measured[],
  bytes: Uint8Array,
  options: { program?: number | null; keep?: ((bytes: Uint8Array, sha256: string) => void) | undefined } = {},
): FoundLightCurve | null {
  if (rows.length === 0) return null;
  const scan = emptyScan();
  const take = { object, file: object, origin, stamp: '', program: options.program ?? null };
  try {
    takeMeasured(scan, take, rows, bytes, options.keep);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new Error(`The photometry that ${service} has of ${object} ${error.message}.`, { cause: error });
  }
  return scan.lightCurves[0] ?? null;
}
