/** Words that no shell reads as anything else. */
const plainWord = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * A command line for a POSIX shell that has exactly these words: the one place where words become one.
 * @throws Error for a word with a NUL byte, which no command can have.
 */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) => {
      if (word.includes('\0')) throw new Error('A word of a command has a NUL byte.');
      return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
    })
    .join(' ');
}
