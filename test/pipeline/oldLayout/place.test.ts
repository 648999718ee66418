import { describe, expect, it } from 'vitest';
import { asFileName, stemOf, wantedFits, windowsOf } from '../../../pipeline/oldLayout/place.ts';

const fit = {
  fitId: 1,
  object: 'ZTF22a',
  model: 'Piro2021',
  origin: '/data/partnership/2459779-2459786/lc.csv',
  file: null,
  firstJd: 2459780.6,
  lastJd: 2459785.2,
};

describe('places in the old layout', () => {
  it('come from the folder of the file, of every file with the same content', () => {
    const again = { ...fit, file: 'partnership/2459780-2459787/lc.csv' };
    expect(windowsOf(again)).toEqual(['2459779-2459786', '2459780-2459787']);
  });

  it('come from the light curve where no folder is a window', () => {
    expect(windowsOf({ ...fit, origin: 'https://fritz.science/source/ZTF22a' })).toEqual(['2459780-2459786']);
  });

  it('belong to the newest fit', () => {
    const wanted = wantedFits([fit, { ...fit, fitId: 9 }, { ...fit, fitId: 4 }]);
    expect([...wanted]).toEqual([['2459779-2459786/ZTF22a/Piro2021', 9]]);
  });

  it.each([
    ['../../etc', '__.._etc'],
    ['AT 2022 ü;$(x)', 'AT 2022 ü;$(x)'],
    ['a\nb\0c', 'a_b_c'],
    ['-rf', '_rf'],
    ['', '_'],
  ])('%j is one file name', (name, safe) => {
    expect(asFileName(name)).toBe(safe);
    expect(stemOf('w', name, 'm').split('/')).toHaveLength(3);
  });
});
