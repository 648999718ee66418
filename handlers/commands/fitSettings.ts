import { type FitSettingsOverride, fitSettingsSchema } from '../../pipeline/api/service.ts';
import { jdOfTyped } from '../../pipeline/shared/time.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { listed } from '../../pipeline/shared/words.ts';
import { didYouMean } from './command.ts';

/** What a distance without an error is good to: peculiar motions, and the scatter of the usual methods. */
const usualDistanceError = 0.1;

/** A number as people type it; NaN for anything else. */
function number(typed: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : Number.NaN;
}

/** A value with its error: `0.03`, `0.03±0.001`, `0.03+-0.001`, `0.03+/-0.001`. */
function withError(typed: string): { value: number; error: number | null } {
  const [value = '', error] = typed.split(/±|\+\/?-/);
  return { value: number(value), error: error === undefined ? null : number(error) };
}

/** A word of its own for each setting: how it is read, and how it is explained when the value does not serve. */
const words: Record<string, { read(typed: string): FitSettingsOverride | null; expected: string }> = {
  nlive: { read: (typed) => ({ livePoints: number(typed) }), expected: 'a whole number from 20 to 20000' },
  tmin: { read: (typed) => ({ tmin: number(typed) }), expected: 'a number of days' },
  tmax: {
    read: (typed) => (number(typed) > 0 ? { tmax: number(typed) } : null),
    expected: 'a number of days above 0',
  },
  trigger: {
    read: (typed) => {
      const triggerJd = jdOfTyped(typed);
      return triggerJd === null ? null : { triggerJd };
    },
    expected: 'a time (UTC) as JD, MJD or ISO 8601, such as 2461358.7, 61358.2 or 2026-11-14T04:48',
  },
  error_budget: {
    read: (typed) => ({ errorBudget: /^fitted$/i.test(typed) ? null : number(typed) }),
    expected: 'a systematic error in magnitudes above 0, or fitted',
  },
  prior: {
    read: (typed) => {
      const priorSet = fitSettingsSchema.shape.priorSet.safeParse(typed.toLowerCase());
      return priorSet.success ? { priorSet: priorSet.data } : null;
    },
    expected: 'old or tuned',
  },
  z: {
    read: (typed) => {
      const { value, error } = withError(typed);
      return { host: { redshift: value, redshiftError: error ?? 0 } };
    },
    expected: 'a redshift above 0 and up to 2, such as 0.03 or 0.03±0.001',
  },
  dist: {
    read: (typed) => {
      const { value, error } = withError(typed.replace(/\s*mpc$/i, ''));
      const luminosityDistanceErrorMpc = error ?? usualDistanceError * value;
      return { host: { luminosityDistanceMpc: value, luminosityDistanceErrorMpc } };
    },
    expected: 'a luminosity distance in Mpc, such as 40 or 130±8',
  },
  ebv: { read: (typed) => ({ ebv: number(typed) }), expected: 'E(B−V) of the host in magnitudes, 0 or more' },
  mwebv: {
    read: (typed) => ({ milkyWayEbv: number(typed) }),
    expected: 'E(B−V) of the Milky Way in magnitudes, 0 or more',
  },
  limits: {
    read: (typed) => (/^(on|off)$/i.test(typed) ? { useLimits: typed.toLowerCase() === 'on' } : null),
    expected: 'on or off',
  },
};

/**
 * Reads all `key=value` of `/nmma fit`.
 * @throws UserInputError as {@link readSetting}, or when two of them say different things of one setting.
 */
export function readSettings(typed: readonly string[]): FitSettingsOverride {
  const all: FitSettingsOverride = {};
  for (const word of typed) {
    const read = readSetting(word);
    const [twice] = Object.keys(read).filter((key) => key in all);
    if (twice !== undefined) {
      const first = typed.find((one) => twice in readSetting(one)) ?? '';
      throw new UserInputError(`${first} and ${word} are two answers to one question: expected one.`);
    }
    Object.assign(all, read);
  }
  return all;
}

/** Reads one `key=value` of `/nmma fit`. @throws UserInputError with what was expected, and the nearest key. */
export function readSetting(word: string): FitSettingsOverride {
  const at = word.indexOf('=');
  const key = word.slice(0, at).toLowerCase();
  // Phones and this app itself write a real minus sign.
  const typed = word
    .slice(at + 1)
    .replace(/[−–]/g, '-')
    .replace(/[,;]$/, '');
  const known = Object.keys(words);
  const setting = Object.hasOwn(words, key) ? words[key] : undefined;
  if (!setting) {
    throw new UserInputError(`No setting “${key}”: there are ${listed(known)}.${didYouMean(key, known)}`);
  }
  const parsed = fitSettingsSchema.exactPartial().safeParse(setting.read(typed));
  if (!parsed.success) throw new UserInputError(`${key} is “${typed}”: expected ${setting.expected}.`);
  return parsed.data;
}
