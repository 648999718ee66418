import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { randomNumbers } from '../../../app/examples/charts.ts';
import { commandLine } from '../../../pipeline/remote/quote.ts';

/** The words that a command gets when a real shell runs the line that has them. */
function wordsOf(words: readonly string[]): string[] {
  const line = commandLine(['printf', '%s\\0', ...words]);
  return execFileSync('sh', ['-c', line], { encoding: 'utf8' }).slice(0, -1).split('\0');
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
  expect(wordsOf(words)).toEqual(words);
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
  expect(wordsOf(words)).toEqual(words);
});

it('no command has a NUL byte', () => {
  expect(() => commandLine(['a\0b'])).toThrow('NUL');
});

const csh = ['/bin/tcsh', '/usr/bin/tcsh', '/bin/csh'].find((path) => existsSync(path));
it.skipIf(csh === undefined)(
  `csh and tcsh read the same words${csh ? '' : ' (skipped: neither is here)'}`,
  () => {
    const words = [
      "it's",
      '$HOME',
      '`id`',
      '"a"',
      'a\nb',
      '!history',
      'back\\slash',
      '*',
      '~',
      '',
      'a!\n\\!',
    ];
    const line = commandLine(['printf', '%s|', ...words]);
    expect(execFileSync(csh ?? '', ['-f', '-c', line], { encoding: 'utf8' })).toBe(`${words.join('|')}|`);
  },
);
