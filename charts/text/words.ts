/** Counts and lists in sentences. Here, on the lowest floor, so that everybody says them the same way. */

/** "1 fit", "3 fits", "no fits"; "2 boxes" with the plural given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count === 0 ? 'no' : count.toLocaleString('en-GB')} ${count === 1 ? noun : plural}`;
}

function joined(words: readonly string[], conjunction: 'and' | 'or'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** "a, b or c". */
export function anyOf(words: readonly string[]): string {
  return joined(words, 'or');
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return joined(words, 'and');
}
