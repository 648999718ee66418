import { distance } from 'fastest-levenshtein';

/** How many letters have to be changed; two neighbours that changed places are one mistake. */
function mistakes(typed: string, word: string): number {
  const at = [...typed].findIndex((letter, index) => letter !== word[index]);
  const swapped = `${typed.slice(0, at)}${typed[at + 1]}${typed[at]}${typed.slice(at + 2)}`;
  return at >= 0 && swapped === word ? 1 : distance(typed, word);
}

/**
 * The words nearest to one that was typed, nearest first, without regard to case.
 * @param most how many at most.
 * @returns none when nothing is near: at most a third of the letters (and at least one) may differ.
 */
export function nearest(typed: string, known: readonly string[], most = 3): string[] {
  const folded = typed.toLowerCase();
  return known
    .map((word) => ({ word, away: mistakes(folded, word.toLowerCase()) }))
    .filter(({ word, away }) => away <= Math.max(1, Math.ceil(Math.max(word.length, folded.length) / 3)))
    .sort((a, b) => a.away - b.away || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map(({ word }) => word);
}

/** What somebody typed, short enough and plain enough for a sentence. */
export function asTyped(typed: string): string {
  const plain = typed.replace(/[`\p{Cc}]/gu, ' ').trim();
  return `\`${plain.length > 40 ? `${plain.slice(0, 40)}…` : plain}\``;
}
