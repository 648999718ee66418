import type { FitRow } from '../../db/fits.ts';
import { commonSettings, type FitSettings, settingsFor, storedSettings } from './fitSettings.ts';
import type { Model } from './models.ts';

function hostWords(host: NonNullable<FitSettings['host']>): string {
  if ('redshift' in host) {
    return `z = ${host.redshift}${host.redshiftError > 0 ? ` ± ${host.redshiftError}` : ''}`;
  }
  return `${host.luminosityDistanceMpc} ± ${host.luminosityDistanceErrorMpc} Mpc`;
}

/** Every setting of a fit with its value in words, units included. */
export function settingWords(settings: FitSettings): { name: string; value: string }[] {
  const { tmin, tmax, host, position, detectionLimits } = settings;
  const limits = Object.entries(detectionLimits ?? {}).map(([filter, mag]) => `${filter} ${mag}`);
  const magnitudes = (value: number | null, none: string) => (value === null ? none : `${value} mag`);
  return [
    { name: 'live points', value: String(settings.livePoints) },
    { name: 'window', value: `${tmin} to ${tmax} d after the trigger` },
    { name: 'priors', value: settings.priorSet },
    { name: 'limits', value: settings.useLimits ? 'count' : 'left out' },
    { name: 'trigger time', value: settings.fixTrigger ? 'fixed' : 'free' },
    { name: 'host', value: host === null ? 'not known' : hostWords(host) },
    { name: 'error budget', value: magnitudes(settings.errorBudget, 'fitted') },
    { name: 'detection limits', value: limits.length > 0 ? `${limits.join(', ')} mag` : 'none' },
    { name: 'E(B−V) of the host', value: magnitudes(settings.ebv, 'as the model has it') },
    { name: 'E(B−V) of the Milky Way', value: magnitudes(settings.milkyWayEbv, 'from the map') },
    { name: 'position', value: position ? `${position.raDeg}°, ${position.decDeg}°` : 'not known' },
    { name: 'seed', value: String(settings.seed) },
  ];
}

/** How a fit was made where that is not its model's usual way, in a few words each: "400 live points". */
export function unusualSettings(fit: Pick<FitRow, 'settings'>, model: Model | null): string[] {
  if (model === null) return [];
  const settings = storedSettings(model, fit.settings);
  const { livePoints, tmin, tmax, priorSet, useLimits, fixTrigger, host, ebv, errorBudget, triggerJd } =
    settings;
  const words: (string | false)[] = [
    livePoints !== model.livePoints && `${livePoints} live points`,
    (tmin !== commonSettings.tmin || tmax !== commonSettings.tmax) && `${tmin} to ${tmax} d`,
    priorSet !== model.priorSet && `${priorSet} priors`,
    !useLimits && 'without limits',
    fixTrigger && 'trigger fixed',
    host !== null && `host ${hostWords(host)}`,
    ebv !== null && `host E(B−V) ${ebv}`,
    errorBudget !== settingsFor(model, { priorSet }).errorBudget &&
      `error budget ${errorBudget === null ? 'fitted' : `${errorBudget} mag`}`,
    triggerJd !== null && `trigger at JD ${triggerJd}`,
  ];
  return words.filter((one) => one !== false);
}
