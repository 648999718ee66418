import type { FitRow } from '../../db/fits.ts';
import { storedSettings } from '../fitter/fitSettings.ts';
import type { Model } from '../fitter/models.ts';
import { isConverged } from './warnings.ts';

/**
 * What sets a fit apart from its model's usual one, for wherever its number is shown: other priors, a known host, that
 * its time limit ended it. undefined: nothing does.
 * @param model null when models.yml has it no more.
 */
export function fitNote(fit: Pick<FitRow, 'settings' | 'warnings'>, model: Model | null): string | undefined {
  const notes: string[] = [];
  if (model !== null) {
    const { priorSet, host } = storedSettings(model, fit.settings);
    if (priorSet !== model.priorSet) notes.push(`${priorSet} priors`);
    if (host !== null && 'redshift' in host) {
      const error = host.redshiftError > 0 ? ` ± ${host.redshiftError}` : '';
      notes.push(`host at z = ${host.redshift}${error}`);
    } else if (host !== null) {
      notes.push(`host at ${host.luminosityDistanceMpc} ± ${host.luminosityDistanceErrorMpc} Mpc`);
    }
  }
  if (!isConverged(fit)) notes.push('not converged');
  return notes.length === 0 ? undefined : notes.join(', ');
}
