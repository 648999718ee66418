import { describe, expect, it } from 'vitest';
import { parsePhotometry } from '../../../../pipeline/sources/formats/photometryFile.ts';
import { readPosition } from '../../../../pipeline/sources/formats/position.ts';
import { csvHeader, detection } from '../../scratch.ts';

/** Cells `ra dec` of rows from line 2 on. */
function cells(...rows: (readonly [string | undefined, string | undefined])[]) {
  return rows.map(([ra, dec], index) => ({ line: index + 2, ra, dec }));
}

describe('where an object is', () => {
  it('is what the first row with both says, whatever digits the others have', () => {
    const rows = cells(['', ''], ['210.910675001', '-54.3'], ['210.91068', '-54.30001']);
    expect(readPosition(rows)).toEqual({ position: { raDeg: 210.91068, decDeg: -54.3 }, problems: [] });
    // Both sides of 0 h are near each other, and so is everything at a pole.
    expect(readPosition(cells(['359.9999', '0'], ['0.0001', '0'])).position?.raDeg).toBe(359.9999);
    expect(readPosition(cells(['10', '89.9999'], ['100', '89.9999'])).position?.raDeg).toBe(10);
  });

  it('is not known without the columns, or without a number in them', () => {
    const nothing = { position: null, problems: [] };
    expect(readPosition(cells([undefined, undefined]))).toEqual(nothing);
    expect(readPosition(cells(['', '']))).toEqual(nothing);
    expect(readPosition([])).toEqual(nothing);
  });

  it.each([
    [cells(['10', undefined]), 1, 'has a column `ra`, but no `dec`: the position is not known'],
    [cells([undefined, '10']), 1, 'has a column `dec`, but no `ra`: the position is not known'],
    [
      cells(['14:03:38', '54']),
      2,
      'ra is `14:03:38`, expected degrees from 0 to 360: no position from this row',
    ],
    [cells(['361', '54']), 2, 'ra is `361`, expected degrees'],
    [cells(['10', '']), 2, 'dec is empty, expected degrees from -90 to 90'],
    [cells(['10', 'nan']), 2, 'dec is `nan`, expected degrees'],
    [cells(['10', '54'], ['10', '54.01']), 3, 'is 36″ from the first position: the position is not used'],
  ])('%j is not used, and told', (rows, line, words) => {
    const { position, problems } = readPosition(rows);
    expect(position).toBeNull();
    expect(problems).toEqual([{ line, reason: expect.stringContaining(words) }]);
  });

  it('comes with a candidate file, changes nothing in its hash, and never makes it unusable', () => {
    const rows = [detection(2459786.8), detection(2459787.8, 'r')];
    const plain = parsePhotometry([csvHeader, ...rows].join('\n'));
    const told = (ra: string) =>
      parsePhotometry([`${csvHeader},RA,Dec`, ...rows.map((row) => `${row},${ra},54.3`)].join('\n'));
    expect(plain.position).toBeNull();
    expect(told('210.9')).toMatchObject({ position: { raDeg: 210.9, decDeg: 54.3 }, sha256: plain.sha256 });
    const wrong = told('x');
    expect(wrong.points).toEqual(plain.points);
    expect(wrong.warnings).toEqual([
      { line: 2, reason: expect.stringMatching(/^ra is `x`.*\(and 1 more row of this kind\)$/) },
    ]);
  });
});
