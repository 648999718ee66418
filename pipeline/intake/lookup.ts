import { getLightCurve } from '../../db/lightCurves.ts';
import type { ObjectRow } from '../../db/objects.ts';
import { isFollowed } from '../../db/sourceFiles.ts';
import type { LookupOutcome } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { knownObject } from '../objects/resolveObject.ts';
import { errorMessage } from '../shared/errorMessage.ts';
import { fullName } from '../shared/objectName.ts';
import { asTyped } from '../shared/suggest.ts';
import { UserInputError } from '../shared/userInputError.ts';
import { listed } from '../shared/words.ts';
import { ingestObject } from './ingestObject.ts';
import { keepOriginal } from './originals.ts';

/** What became of asking every service. */
interface Answers {
  /** The first that has the object, and whether its light curve is a new one. */
  from: { name: string; isNew: boolean } | null;
  unknownTo: string[];
  /** Which could not be asked, and why. */
  failures: { name: string; words: string }[];
}

async function askServices(context: Context, object: string, by: string): Promise<Answers> {
  const { db, options } = context;
  const answers: Answers = { from: null, unknownTo: [], failures: [] };
  const keep = (bytes: Uint8Array, sha256: string) => keepOriginal(options.stateDir, bytes, sha256);
  for (const lookup of options.lookups ?? []) {
    const { name } = lookup;
    try {
      const found = await lookup.findByName(object, keep);
      const taken = found && db.transaction(() => ingestObject(context, [{ ...found, source: name }]))();
      if (taken === null) {
        answers.unknownTo.push(name);
        continue;
      }
      context.log.info({ object, from: name, by }, 'looked up');
      return { ...answers, from: { name, isNew: taken.isNewestNew } };
    } catch (error) {
      const words = errorMessage(error);
      context.log.warn({ object, from: name }, words);
      answers.failures.push({ name, words });
    }
  }
  return answers;
}

/** Whom one could not ask, as half a sentence. */
function troubleWords({ failures }: Answers): string {
  const said = failures.map(({ name, words }) => `${name} (${words.replace(/\.$/, '')})`);
  return `${listed(said)} could not be asked`;
}

function notFound(typed: string, answers: Answers): UserInputError {
  const { unknownTo, failures } = answers;
  const knows = unknownTo.length === 1 ? 'does not know it' : 'do not know it';
  const unknown = unknownTo.length === 0 ? [] : [`${listed(unknownTo)} ${knows}`];
  const unasked = failures.length === 0 ? [] : [`${troubleWords(answers)}: try again later`];
  const words = ['not found in any configured source', ...unknown, ...unasked].join('; ');
  return new UserInputError(`No object ${asTyped(typed)}: ${words}.`);
}

/** When a light curve was looked up that no source follows; null for one that a source brings. */
function lookedUp(context: Context, object: ObjectRow): { source: string; seenAt: string } | null {
  const { db, options } = context;
  if (object.currentLightCurveId === null || isFollowed(db, object.name)) return null;
  const curve = getLightCurve(db, object.currentLightCurveId);
  return options.lookups?.some(({ name }) => name === curve.source) ? curve : null;
}

/** Why the light curve that was looked up before is still the newest. */
function stillThere(before: { source: string; seenAt: string }, answers: Answers): string {
  const { unknownTo, failures } = answers;
  const since = `from ${before.source}, ${before.seenAt.slice(0, 16)}Z`;
  const no = unknownTo.length === 1 ? 'no longer knows it' : 'no longer know it';
  const why = failures.length > 0 ? troubleWords(answers) : `${listed(unknownTo)} ${no}`;
  return `its light curve is still the one ${since}: ${why}`;
}

/**
 * Brings the light curve of an object that no source has brought, from the first service that knows it. One that came
 * from there before is asked for again, because no pull would bring what is new of it.
 * @returns null when it cannot be the name of an object.
 * @throws UserInputError when no service knows it, with what each said.
 */
export async function lookUpObject(
  context: Context,
  typed: string,
  by: string,
): Promise<LookupOutcome | null> {
  const { db, options } = context;
  const known = knownObject(db, typed);
  const isKnown = known !== undefined && known.currentLightCurveId !== null;
  const before = isKnown ? lookedUp(context, known) : null;
  if (isKnown && before === null) return { object: known.name, from: null };
  const name = fullName(typed);
  if (name === null || (options.lookups ?? []).length === 0) return null;
  const answers = await askServices(context, name, by);
  const { from } = answers;
  if (from !== null) {
    const isNews = before === null || from.isNew;
    return { object: name, from: isNews ? from.name : null };
  }
  if (before === null) throw notFound(typed, answers);
  return { object: name, from: null, note: stillThere(before, answers) };
}
