/**
 * Characters that nobody sees and that change what is read: controls of a terminal, marks and overrides of the direction of
 * writing (a file `lc_\u202evsc.csv` seems to end in another way), and blanks of no width.
 */
const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** The same text with every such character written out as `\u202e`; line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    if (character === '\n' || character === '\t') return character;
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
