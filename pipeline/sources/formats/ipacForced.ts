import type { LightCurvePoint } from '../../../db/types.ts';
import { counted } from '../../shared/words.ts';
import { filterName } from './filters.ts';
import { fromFlux } from './flux.ts';
import { FormatError, type FormatProblem } from './formatError.ts';
import { plainTable } from './plainTable.ts';
import type { RawPhotometry } from './rawPhotometry.ts';

/**
 * Quality cuts of ZTF's forced photometry (Masci et al. 2023, arXiv:2305.16279, section 6.1): bits of a bad science
 * image, robust noise per pixel (DN), seeing (arcsec).
 */
const mostInfoBits = 33_554_432;
const mostNoise = 25;
const mostSeeing = 4;
/** The baseline of a field and filter is measured on epochs this long before its brightest one, days. */
const baselineGapDays = 30;
/** Fewer epochs make no baseline: the flux is taken as it is. */
const fewestBaselineEpochs = 25;

interface Epoch {
  line: number;
  jd: number;
  field: string;
  filter: string;
  flux: number;
  fluxError: number;
  zeroPoint: number;
  programId: number | null;
  isGood: boolean;
}

/** Whether a text is a product of ZTF's forced-photometry service. */
export function looksLikeIpacForced(text: string): boolean {
  return /\bforcediffimflux\b/.test(text.slice(0, 20_000));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Flux that the reference image leaves in a field and filter before the transient; 0 where too little is known. */
function baselineOf(epochs: readonly Epoch[], peakJd: number): number {
  const before = epochs.filter(({ jd }) => jd < peakJd - baselineGapDays);
  return before.length < fewestBaselineEpochs ? 0 : median(before.map(({ flux }) => flux));
}

function readEpochs(text: string): Epoch[] {
  const rows = plainTable(text, (names) => names.includes('forcediffimflux'));
  return rows.map(({ line, cell }) => {
    const number = (name: string) => {
      const value = cell(name);
      return value === undefined || !/^[+-]?[\d.]/.test(value) ? Number.NaN : Number(value);
    };
    const program = number('programid');
    return {
      line,
      jd: number('jd'),
      field: `${cell('field') ?? ''} ${cell('filter') ?? ''}`,
      filter: filterName(cell('filter') ?? '') ?? '',
      flux: number('forcediffimflux'),
      fluxError: number('forcediffimfluxunc'),
      zeroPoint: number('zpdiff'),
      programId: Number.isInteger(program) ? program : null,
      isGood:
        !(number('infobitssci') >= mostInfoBits) &&
        !(number('scisigpix') > mostNoise) &&
        !(number('sciinpseeing') > mostSeeing),
    };
  });
}

const isComplete = ({ jd, flux, fluxError, zeroPoint, filter }: Epoch) =>
  filter !== '' && [jd, flux, fluxError, zeroPoint].every(Number.isFinite) && fluxError > 0;

/**
 * Reads a light curve of ZTF's forced-photometry service (IPAC, `forcedphotometry_req…_lc.txt`): difference fluxes with
 * a zero point, quality cuts, a baseline per field and filter; 3σ detections and 5σ limits.
 * @throws FormatError when no epoch can be used.
 */
export function readIpacForced(text: string): RawPhotometry {
  const all = readEpochs(text);
  const complete = all.filter(isComplete);
  const good = complete.filter(({ isGood }) => isGood);
  const [line = null] = all.map((epoch) => epoch.line);
  if (good.length === 0)
    throw new FormatError('has no epoch of forced photometry that passes the quality cuts', line);
  const leftOutWarnings: FormatProblem[] = [];
  const say = (count: number, why: string) => {
    const rows = count === 1 ? '1 row' : `${count} rows`;
    if (count > 0) leftOutWarnings.push({ line: null, reason: `${rows} left out: ${why}` });
  };
  say(all.length - complete.length, 'no flux, no error or no zero point');
  say(complete.length - good.length, 'a bad image (infobitssci, scisigpix or sciinpseeing)');
  const peak = good.reduce((best, one) =>
    one.flux / one.fluxError > best.flux / best.fluxError ? one : best,
  );
  const points: LightCurvePoint[] = [];
  const corrected: string[] = [];
  for (const [field, epochs] of Map.groupBy(good, (epoch) => epoch.field)) {
    const baseline = baselineOf(epochs, peak.jd);
    if (baseline !== 0) corrected.push(field);
    for (const { jd, filter, flux, fluxError, zeroPoint, programId } of epochs) {
      const found = fromFlux(flux - baseline, fluxError, zeroPoint);
      const common = { jd, filter, programId, forced: true };
      points.push(
        'limit' in found
          ? { ...common, magnitude: found.limit, magnitudeError: null, isLimit: true }
          : { ...common, ...found, isLimit: false },
      );
    }
  }
  const warnings =
    corrected.length === 0
      ? []
      : [
          {
            line: null,
            reason: `a baseline was subtracted for ${counted(corrected.length, 'pair')} of field and filter`,
          },
        ];
  return { points, leftOut: [], position: null, object: null, leftOutWarnings, warnings };
}
