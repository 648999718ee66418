/** What people say of a kind, beside its own word. */
const spoken: Readonly<Record<string, string>> = {
  kilonova: 'KN',
  kilonovae: 'KN',
  afterglow: 'GRB',
  supernova: 'SN',
  supernovae: 'SN',
  shock: 'SC',
  cooling: 'SC',
  'shock-cooling': 'SC',
};

/** A word for a kind as the app knows it: `kilonova` → `KN`; another word stays. */
export function kindWord(word: string): string {
  return spoken[word.toLowerCase()] ?? word;
}
