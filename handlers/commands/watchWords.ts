import type { PipelineService } from '../../pipeline/api/service.ts';
import { type Kind, kinds } from '../../pipeline/api/verdict.ts';
import type { Watched } from '../../pipeline/api/watches.ts';
import { asTyped } from '../../pipeline/shared/suggest.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import { didYouMean } from './command.ts';
import { kindWord } from './kindWords.ts';
import { bareWord, looksLikeObject, objectWords } from './objectWords.ts';

const mostScore = 10_000;
const example = 'expected an object, or a score such as KN>3';

function kindOf(word: string): Kind | undefined {
  const typed = kindWord(word).toUpperCase();
  return kinds.find((one) => one === typed);
}

/** Words in which a score is one word: `KN > 3`, `KN ≥3`, `kilonova above 3` → `KN>3`. */
function joined(words: readonly string[]): string[] {
  const text = words
    .join(' ')
    .replaceAll('&gt;', '>')
    .replace(/\s*(?:>=|=>|≥|>|\babove\b|\bover\b)\s*/gi, '>')
    .replaceAll('−', '-');
  return text.split(/\s+/).filter(Boolean);
}

function readScore(word: string): { kind: Kind; above: number } {
  const [typed = '', number = ''] = word.split('>');
  const kind = kindOf(typed);
  if (kind === undefined) {
    throw new UserInputError(
      `No kind ${asTyped(typed)}: there are ${kinds.join(', ')}.${didYouMean(typed, kinds)}`,
    );
  }
  const above = number.trim() === '' ? Number.NaN : Number(number.replace(',', '.'));
  if (!(Math.abs(above) <= mostScore))
    throw new UserInputError(`${asTyped(word)}: ${asTyped(number)} is no score: ${example}.`);
  return { kind, above };
}

/** What somebody wants to watch. @throws UserInputError for what is neither an object nor a score. */
export function readWatched(service: PipelineService, words: readonly string[]): Watched[] {
  if (words.length === 0)
    throw new UserInputError(`Watch what? ${example[0]?.toUpperCase()}${example.slice(1)}.`);
  return objectWords(joined(words)).map((word): Watched => {
    if (word.includes('>')) return readScore(word);
    const kind = looksLikeObject(word) ? undefined : kindOf(bareWord(word));
    if (kind !== undefined) {
      throw new UserInputError(`${kind} above which score? Type for example: /nmma watch ${kind}>3`);
    }
    return { object: service.objectName(bareWord(word) || word) };
  });
}

/** What somebody no longer wants to watch: objects, kinds with or without a score, or everything. */
export function readUnwatched(
  service: PipelineService,
  words: readonly string[],
): ({ object: string } | { kind: string } | 'all')[] {
  if (words.length === 0)
    throw new UserInputError('Unwatch what? Expected an object, a kind such as KN, or all.');
  return objectWords(joined(words)).map((word) => {
    if (/^(all|everything)$/i.test(word)) return 'all';
    const kind = looksLikeObject(word) ? undefined : kindOf(bareWord(word.split('>')[0] ?? ''));
    return kind === undefined ? { object: service.objectName(bareWord(word) || word) } : { kind };
  });
}
