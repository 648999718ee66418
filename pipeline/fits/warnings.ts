import type { FitWarning } from '../../db/fits.ts';
import type { LightCurveRow } from '../../db/lightCurves.ts';
import type { JobResult } from '../fitter/jobFiles.ts';

/** Below this, two evidences differ less than they scatter from run to run (0.15–0.5 each, as measured). */
const inconclusiveBelow = 1;
const enoughNights = 4;
/** Local noon at Palomar, where ZTF's nights are parted, is 20 h UTC: 8 h after a Julian day begins. */
const palomarNoon = 8 / 24;

/** What the warnings need of a fit. */
export interface WarnedFit {
  id: number;
  model: string;
  lnZ: number | null;
  lnZError: number | null;
  warnings: FitWarning[];
}

/** The fitter's word for a fit that its time limit ended; its ln Z is what there was. */
const notConverged = 'not-converged';

/** Whether a fit ended by itself. */
export function isConverged(fit: { warnings: readonly FitWarning[] }): boolean {
  return !fit.warnings.some(({ code }) => code === notConverged);
}

/** What to beware of by the fitter's own word; first that its time limit ended it, if it did. */
export function resultWarnings(result: Pick<JobResult, 'isConverged' | 'warnings'>): FitWarning[] {
  const { warnings } = result;
  const isFirst = ({ code }: FitWarning) => code === notConverged;
  if (result.isConverged === false && !warnings.some(isFirst)) {
    const text = 'The time limit ended the fit before it had converged: its ln Z is what there was.';
    return [{ code: notConverged, text }, ...warnings];
  }
  return [...warnings.filter(isFirst), ...warnings.filter((warning) => !isFirst(warning))];
}

/** In how many nights at Palomar an object was detected. */
export function nightsDetected(curve: Pick<LightCurveRow, 'points'>): number {
  const detections = curve.points.filter((point) => !point.isLimit);
  return new Set(detections.map((point) => Math.floor(point.jd - palomarNoon))).size;
}

/**
 * Everything to beware of in a fit's numbers: what the fitter said, and what shows only from outside it.
 * @param others the fits of the same light curve that it stands beside.
 */
export function warningsOf(
  fit: WarnedFit,
  others: readonly WarnedFit[],
  curve: Pick<LightCurveRow, 'points' | 'leftOut'>,
): FitWarning[] {
  if (fit.lnZ === null) return fit.warnings;
  const own: FitWarning[] = [];
  if (fit.lnZError === null) {
    own.push({
      code: 'unconstrained',
      text: 'The sampler could not give ln Z an error: the data hardly constrain the model.',
    });
  }
  if (curve.leftOut.length > 0) {
    const filters = curve.leftOut.map(({ filter, rows }) => `${filter === '' ? 'none' : filter} (${rows})`);
    own.push({
      code: 'filters-left-out',
      text: `Rows in filters that no model has were left out: ${filters.join(', ')}.`,
    });
  }
  const nights = nightsDetected(curve);
  if (nights < enoughNights) {
    own.push({
      code: 'few-nights',
      text: `Detected in ${nights} ${nights === 1 ? 'night' : 'nights'} only: fewer than ${enoughNights} hardly constrain a model.`,
    });
  }
  const [first, second] = [fit, ...others]
    .filter((one, index, all) => one.lnZ !== null && all.findIndex(({ id }) => id === one.id) === index)
    .sort((a, b) => (b.lnZ ?? 0) - (a.lnZ ?? 0));
  if (first && second && (fit.id === first.id || fit.id === second.id)) {
    const delta = (first.lnZ ?? 0) - (second.lnZ ?? 0);
    if (delta < inconclusiveBelow) {
      own.push({
        code: 'inconclusive',
        text: `The ln Z of ${first.model} and ${second.model} differ by ${delta.toFixed(1)} only: inconclusive.`,
      });
    }
  }
  const said = new Set(fit.warnings.map((warning) => warning.code));
  return [...fit.warnings, ...own.filter((warning) => !said.has(warning.code))];
}
