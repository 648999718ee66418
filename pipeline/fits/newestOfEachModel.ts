import type { FitRow } from '../../db/fits.ts';
import { isConverged } from './warnings.ts';

/** 2: converged, 1: succeeded all the same, 0: has no number. */
export function worth(fit: FitRow): number {
  if (fit.state !== 'succeeded') return 0;
  return isConverged(fit) ? 2 : 1;
}

/** Of each model the fit that tells most: the newest that converged, else the newest that succeeded, else the newest. */
export function newestOfEachModel(fits: readonly FitRow[]): FitRow[] {
  const best = new Map<string, FitRow>();
  for (const fit of fits) {
    const before = best.get(fit.model);
    if (!before || worth(fit) >= worth(before)) best.set(fit.model, fit);
  }
  return [...best.values()];
}

/** The fit with the highest ln Z; null when none has a number. */
export function bestOf(fits: readonly FitRow[]): FitRow | null {
  const succeeded = fits.filter((fit) => fit.state === 'succeeded' && fit.lnZ !== null);
  return succeeded.reduce<FitRow | null>(
    (best, fit) => (best === null || (fit.lnZ ?? 0) > (best.lnZ ?? 0) ? fit : best),
    null,
  );
}
