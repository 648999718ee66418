import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { commandLine } from '../../../pipeline/remote/quote.ts';
import { randomNumbers } from '../../charts/examples.ts';

/** What a real shell makes of a line. */
function wordsOf(line: string): string[] {
  const script = `set -- ${line}\nfor word in "$@"; do printf '%s\\0' "$word"; done`;
  const out = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  return out === '' ? [] : out.slice(0, -1).split('\0');
}

it.each([
  [['plain', '/a/b.csv', 'a=b']],
  [
    [
      '',
      ' ',
      "it's",
      '"quoted"',
      '$(rm -rf ~)',
      '`id`',
      '$HOME:',
      '*',
      '~',
      '&& true',
      '; true',
      '\n',
      '\\',
      '-n',
    ],
  ],
  [['ünïcødé ☃', 'tab\there', '#comment', '!history', '>', '<', '|', "''", "'\\''"]],
])('a shell reads exactly the words %j', (words) => {
  expect(wordsOf(commandLine(words))).toEqual(words);
});

it('a shell reads exactly a thousand random words', () => {
  const random = randomNumbers(7);
  const letters = ' \'"$`\\\n;&|<>(){}[]*?~#!=%-abcΩ';
  const words = Array.from({ length: 1000 }, () =>
    Array.from(
      { length: Math.floor(random() * 12) },
      () => letters[Math.floor(random() * letters.length)],
    ).join(''),
  );
  expect(wordsOf(commandLine(words))).toEqual(words);
});

it('no command has a NUL byte', () => {
  expect(() => commandLine(['a\0b'])).toThrow('NUL');
});
