/** Characters that a terminal draws two cells wide: CJK scripts, full-width forms, and emoji drawn as pictures. */
const wide =
  /[\p{scx=Han}\p{scx=Hangul}\p{scx=Hiragana}\p{scx=Katakana}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}|\uFE0F/u;
/** Characters without a cell of their own: marks that stand on the letter before, and joiners. */
const empty = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many cells of a terminal a text takes; what a person sees as one character counts once. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (!empty.test(segment)) width += wide.test(segment) ? 2 : 1;
  }
  return width;
}

/** A text filled up with blanks to so many cells. */
export function padded(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? `${blanks}${text}` : `${text}${blanks}`;
}
