import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareWord, objectWords } from '../../../handlers/commands/objectWords.ts';

const name = 'ZTF99aaaaaaa';
const cases = join(import.meta.dirname, '../../../../shared/failing/names/words.txt');

describe('an object as people type it', () => {
  it.each([
    `\`${name}\``,
    `*${name}*`,
    `_${name}_`,
    `(${name})`,
    `${name}.`,
    `${name},`,
    `“${name}”`,
    'ZTF 99aaaaaaa',
    `https://fritz.science/source/${name}`,
    `https://alerce.online/object/${name}?tab=1`,
    `fritz.science/source/${name}`,
    `<https://fritz.science/source/${name}|fritz.science/source/${name}>`,
    `<https://fritz.science/source/${name}>`,
  ])('%s is the object', (typed) => {
    expect(objectWords(typed.split(' ')).map(bareWord)).toEqual([name]);
  });

  it('in a list is one word each, and a reason stays as it is', () => {
    expect(objectWords([`${name},99bbbbbbb`, '2d', 'see', '(Fritz),', 'ok.'])).toEqual([
      name,
      '99bbbbbbb',
      '2d',
      'see',
      '(Fritz),',
      'ok.',
    ]);
  });

  it.skipIf(!existsSync(cases))('in ../shared/failing/names is read (skipped where that is absent)', () => {
    const typed = readFileSync(cases, 'utf8').split('\n').filter(Boolean);
    const read = typed.map((line) => objectWords(line.split(' ').slice(1)).map(bareWord));
    expect(read.filter(([word]) => word !== 'AT2099aaa')).toEqual(
      typed.filter((line) => !line.includes('AT2099aaa')).map(() => [name]),
    );
  });
});
