import { describe, expect, it } from 'vitest';
import { readSetting, readSettings } from '../../../handlers/commands/fitSettings.ts';
import { UserInputError } from '../../../pipeline/shared/userInputError.ts';

describe('a setting of /nmma fit', () => {
  it.each([
    ['nlive=500', { livePoints: 500 }],
    ['TMAX=7.5', { tmax: 7.5 }],
    ['tmin=-2', { tmin: -2 }],
    ['prior=Old', { priorSet: 'old' }],
    ['z=0.03', { host: { redshift: 0.03, redshiftError: 0 } }],
    ['z=0.03±0.001', { host: { redshift: 0.03, redshiftError: 0.001 } }],
    ['z=0.03+-0.001', { host: { redshift: 0.03, redshiftError: 0.001 } }],
    ['z=0.03+/-1e-3', { host: { redshift: 0.03, redshiftError: 0.001 } }],
    ['dist=130±8', { host: { luminosityDistanceMpc: 130, luminosityDistanceErrorMpc: 8 } }],
    ['dist=40', { host: { luminosityDistanceMpc: 40, luminosityDistanceErrorMpc: 4 } }],
    ['dist=40Mpc', { host: { luminosityDistanceMpc: 40, luminosityDistanceErrorMpc: 4 } }],
    ['tmin=−2', { tmin: -2 }],
    ['tmax=7,', { tmax: 7 }],
    ['ebv=0', { ebv: 0 }],
    ['mwebv=0.05', { milkyWayEbv: 0.05 }],
    ['limits=OFF', { useLimits: false }],
    ['error_budget=0.2', { errorBudget: 0.2 }],
    ['error_budget=Fitted', { errorBudget: null }],
    ['trigger=2461358.7', { triggerJd: 2461358.7 }],
    ['trigger=61358.25', { triggerJd: 2461358.75 }],
    ['trigger=2026-11-14T06:00', { triggerJd: 2461358.75 }],
    ['trigger=2026-11-14t06:00:00.000z', { triggerJd: 2461358.75 }],
    ['trigger=2026-11-14', { triggerJd: 2461358.5 }],
  ])('%s is read', (typed, settings) => {
    expect(readSetting(typed)).toEqual(settings);
  });

  it.each([
    ['nlive=lots', 'nlive is “lots”: expected a whole number from 20 to 20000.'],
    ['prior=new', 'prior is “new”: expected old or tuned.'],
    ['z=far', 'z is “far”: expected a redshift above 0 and up to 2, such as 0.03 or 0.03±0.001.'],
    ['z=-1', 'z is “-1”: expected a redshift'],
    ['z=0.03±', 'z is “0.03±”: expected a redshift'],
    ['dist=near', 'dist is “near”: expected a luminosity distance in Mpc, such as 40 or 130±8.'],
    ['ebv=-1', 'ebv is “-1”: expected E(B−V) of the host'],
    ['error_budget=0', 'error_budget is “0”: expected a systematic error in magnitudes above 0, or fitted.'],
    ['trigger=yesterday', 'trigger is “yesterday”: expected a time (UTC) as JD, MJD or ISO 8601'],
    ['trigger=2026-02-30', 'trigger is “2026-02-30”: expected a time'],
    ['trigger=2026-11-14T25:00', 'trigger is “2026-11-14T25:00”: expected a time'],
    ['trigger=14', 'trigger is “14”: expected a time'],
    ['trigger=', 'trigger is “”: expected a time'],
    ['limits=maybe', 'limits is “maybe”: expected on or off.'],
    ['priors=old', 'No setting “priors”: there are nlive, tmin,'],
    ['priors=old', 'Did you mean prior?'],
    ['constructor=1', 'No setting “constructor”'],
  ])('%s is answered in a sentence', (typed, words) => {
    expect(() => readSetting(typed)).toThrow(UserInputError);
    expect(() => readSetting(typed)).toThrow(words);
  });
});

describe('several settings of /nmma fit', () => {
  it('are put together', () => {
    expect(readSettings(['tmin=-1', 'tmax=5', 'prior=old'])).toEqual({ tmin: -1, tmax: 5, priorSet: 'old' });
    expect(readSettings([])).toEqual({});
  });

  it.each([
    [['z=0.03', 'dist=130±8'], 'z=0.03 and dist=130±8 are two answers to one question: expected one.'],
    [['tmax=5', 'nlive=50', 'TMAX=6'], 'tmax=5 and TMAX=6 are two answers'],
  ])('%j contradict each other', (typed, words) => {
    expect(() => readSettings(typed)).toThrow(UserInputError);
    expect(() => readSettings(typed)).toThrow(words);
  });
});
