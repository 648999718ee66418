/** Words that no shell reads as anything else. */
const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * What csh and tcsh read in single quotes all the same: a line break ends the quote, `!` recalls an earlier command, and
 * a backslash may stand before either.
 */
const notForCsh = /[\n!\\]/;

function posixLine(words: readonly string[]): string {
  return words
    .map((word) => {
      if (word.includes('\0')) throw new Error('A word of a command has a NUL byte.');
      return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
    })
    .join(' ');
}

/**
 * A command line that has exactly these words for the login shell of another machine, be it a POSIX shell, csh or tcsh:
 * the one place where words become one. What csh would misread is written in octal, and a POSIX shell reads it back.
 * @throws Error for a word with a NUL byte, which no command can have.
 */
export function commandLine(words: readonly string[]): string {
  const line = posixLine(words);
  if (!notForCsh.test(line)) return line;
  const encoded = line.replace(/[\n!\\']/g, (character) => {
    return `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `sh -c 'eval "$(printf %b "$1")"' sh '${encoded}'`;
}
