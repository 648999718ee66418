import type { LightCurvePoint } from '../../../db/types.ts';
import { mjdEpochJd } from '../../shared/time.ts';
import { counted } from '../../shared/words.ts';
import { filterName } from './filters.ts';
import { fromFlux } from './flux.ts';
import { FormatError } from './formatError.ts';
import { type PlainRow, plainTable } from './plainTable.ts';
import { readPosition } from './position.ts';
import type { RawPhotometry } from './rawPhotometry.ts';

/** AB magnitude of 1 µJy. */
const microJanskyZeroPoint = 23.9;
/** A reduced χ² of the point spread function beyond this is an artefact (Young 2022, ATLAS's plot_atlas_fp). */
const mostChi = 100;
/** A 5σ depth brighter than this, mag, is a cloudy image (the same). */
const leastDepth = 17;
const headerPattern = /^#*\s*MJD[\s,]+m[\s,]+dm[\s,]+uJy[\s,]+duJy[\s,]+F\b/im;

/** Whether a text is what ATLAS's forced-photometry server sends. */
export function looksLikeAtlas(text: string): boolean {
  return headerPattern.test(text.slice(0, 2000));
}

/** One row: a point, the filter that no model has, or null where image or fit are bad. */
function readRow({ cell }: PlainRow): LightCurvePoint | { unknown: string } | null {
  const number = (name: string) => Number(cell(name) ?? Number.NaN);
  const band = cell('f') ?? '';
  const filter = /^[co]$/.test(band) ? filterName(band) : null;
  if (filter === null) return { unknown: band };
  const [mjd, flux, fluxError] = [number('mjd'), number('ujy'), number('dujy')];
  const isWhole = [mjd, flux, fluxError].every(Number.isFinite) && fluxError > 0;
  const isArtefact = number('err') > 0 || Math.abs(number('chi/n')) > mostChi;
  if (!isWhole || isArtefact || number('mag5sig') < leastDepth) return null;
  const found = fromFlux(flux, fluxError, microJanskyZeroPoint);
  const common = { jd: mjd + mjdEpochJd, filter, programId: null, forced: true };
  if (!('limit' in found)) return { ...common, ...found, isLimit: false };
  return { ...common, magnitude: found.limit, magnitudeError: null, isLimit: true };
}

/**
 * Reads a light curve of ATLAS's forced-photometry server (https://fallingstar-data.com/forcedphot/): fluxes in µJy and
 * their errors in the filters `c` and `o`; 3σ detections and 5σ limits. Rows with an error flag, a bad fit or a shallow
 * image are left out.
 * @throws FormatError when no row can be used.
 */
export function readAtlas(text: string): RawPhotometry {
  const plain = text.replace(headerPattern, (header) => header.replace(/^#+\s*/, ''));
  const rows = plainTable(plain, (names) => names.includes('ujy'));
  const points: LightCurvePoint[] = [];
  const leftOut = new Map<string, number>();
  let bad = 0;
  for (const row of rows) {
    const found = readRow(row);
    if (found === null) bad += 1;
    else if ('unknown' in found) leftOut.set(found.unknown, (leftOut.get(found.unknown) ?? 0) + 1);
    else points.push(found);
  }
  if (points.length === 0) {
    throw new FormatError('has no row of ATLAS photometry that can be used', rows[0]?.line ?? null);
  }
  const { position, problems } = readPosition(
    rows.map(({ line, cell }) => ({ line, ra: cell('ra'), dec: cell('dec') })),
  );
  const reason = `${counted(bad, 'row')} left out: a bad image or fit (err, chi/N or mag5sig)`;
  return {
    points,
    position,
    object: null,
    leftOut: [...leftOut].map(([filter, count]) => ({ filter, rows: count })),
    leftOutWarnings: bad === 0 ? [] : [{ line: null, reason }],
    warnings: problems,
  };
}
