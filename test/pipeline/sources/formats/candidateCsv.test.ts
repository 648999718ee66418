import { describe, expect, it } from 'vitest';
import { FormatError, parsePhotometry } from '../../../../pipeline/sources/formats/photometryFile.ts';
import { csvHeader, detection } from '../../scratch.ts';

function csv(...rows: string[]): string {
  return `${[csvHeader, ...rows].join('\n')}\n`;
}

const good = detection(2459786.8);

/** What is said of a file that cannot be used. */
function complaint(text: string): string {
  try {
    parsePhotometry(text);
  } catch (error) {
    if (error instanceof FormatError) return `line ${error.line}: ${error.message}`;
    throw error;
  }
  return 'nothing';
}

describe('a candidate file', () => {
  it('becomes points in order of time, limits among them', () => {
    const limit = '0,2459781.8010417,99.0,99.0,i,21.000267668513,,0.0';
    const { points, warnings, duplicates } = parsePhotometry(
      csv('2,2459790.8276389,19.9535182067082,0.090922816025428,r,20.8,1.0,1.0', limit),
    );
    expect(points).toEqual([
      {
        jd: 2459781.8010417,
        filter: 'ztfi',
        magnitude: 21.00027,
        magnitudeError: null,
        isLimit: true,
        programId: null,
        forced: false,
      },
      {
        jd: 2459790.8276389,
        filter: 'ztfr',
        magnitude: 19.95352,
        magnitudeError: 0.09092,
        isLimit: false,
        programId: 1,
        forced: true,
      },
    ]);
    expect(warnings).toEqual([]);
    expect(duplicates).toEqual({ exact: 0, near: 0 });
  });

  it('may have its columns in any order and case, a byte order mark, Windows line ends, ztfg for g', () => {
    const text = '\uFEFFFilter,MAG,limmag,mag_unc,JD\r\nztfg,18,20.5,0.1,2459786.8\r\n\r\n';
    const plain = parsePhotometry(csv(good));
    const other = parsePhotometry(text);
    expect(other.points).toEqual([{ ...plain.points[0], programId: null, forced: undefined }]);
    expect(other.sha256).toBe(plain.sha256);
  });

  it('has one hash, whatever the order and the digits of its rows', () => {
    const [a, b] = [detection(2459786.8), detection(2459787.8, 'r', 19)];
    const { sha256 } = parsePhotometry(csv(a, b));
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(parsePhotometry(csv(b, a, a)).sha256).toBe(sha256);
    expect(parsePhotometry(csv(b.replace(',19,', ',19.000001,'), a)).sha256).toBe(sha256);
    expect(parsePhotometry(csv(b.replace(',19,', ',19.001,'), a)).sha256).not.toBe(sha256);
  });

  it.each([
    ['', 'line null: is empty'],
    [csv(), 'line null: has a header, but no rows'],
    [
      `${good}\n${good}\n`,
      'line 1: has no header: line 1 must name the columns jd, mag, mag_unc, filter, limmag',
    ],
    [csv(good).replace('mag_unc', 'sigma'), 'line 1: has no column `mag_unc`'],
    [
      csv(good).replace('mag_unc', 'mag_uncc'),
      'line 1: has no column `mag_unc`; there is `mag_uncc` instead',
    ],
    [csv(good).replace('forced', 'mag'), 'line 1: has the column `mag` twice'],
    [csv(good, detection(Number.NaN)), 'line 3: jd is `NaN`, expected a number: row left out'],
    [csv(good.replace(',18,', ',nan,')), 'line 2: mag is `nan`, expected a number'],
    [csv(good.replace(',18,', ',,')), 'line 2: mag is empty, expected a number'],
    [csv(good.replace(',18,', ',0x12,')), 'line 2: mag is `0x12`, expected a number'],
    [
      csv(good.replace(',18,', ',-18,')),
      'line 2: mag is -18, expected a magnitude of 0 to 40, or 99 for none',
    ],
    [csv(good.replace(',0.1,', ',0,')), 'line 2: mag_unc is 0, expected an error above 0'],
    [
      csv(good.replace(',0.1,', ',99.0,')),
      'line 2: mag_unc is 99 beside a magnitude, expected an error below 10',
    ],
    [
      csv(good, detection(59786.3)),
      'line 3: jd is 59786.3, expected a Julian date such as 2459784.7 (is it a modified Julian date?): row left out',
    ],
    [
      csv(good, '0,24597'),
      'line 3: filter is ``, which no model has (expected such as g, sdssg, ps1::r or atlaso): row left out',
    ],
    [csv('0,"2459786.8,18,0.1,g,20.5,2,1'), 'is no CSV: '],
  ])('%j', (text, words) => {
    // A row that was cut off is left out: then the file is used, and the words are a warning.
    const said = complaint(text);
    if (said !== 'nothing') expect(said).toContain(words);
    else {
      const [warning] = parsePhotometry(text).warnings;
      expect(`line ${warning?.line}: ${warning?.reason}`).toBe(words);
    }
    expect(said).not.toContain('\n');
    expect(said.length).toBeLessThan(250);
  });

  it('is used without wrong rows, unless more are wrong than right', () => {
    const wrong = detection(1);
    const { points, warnings } = parsePhotometry(csv(good, detection(2459787.8), wrong, wrong));
    expect(points).toHaveLength(2);
    expect(warnings).toEqual([
      { line: 4, reason: expect.stringMatching(/^jd is 1, .*: row left out \(and 1 more wrong row\)$/) },
    ]);
  });

  it('says the first of several wrong rows, and how many there are', () => {
    const wrong = detection(1);
    expect(complaint(csv(good, wrong, wrong))).toMatch(/^line 3: jd is 1, .* \(and 1 more wrong row\)$/);
  });

  it('leaves out rows in filters that no model has, with one warning, and those that say nothing', () => {
    const { points, warnings, leftOut } = parsePhotometry(
      csv(good, detection(2459787, 'clear'), detection(2459788, 'clear'), '0,2459789,99,99,g,99,2,1'),
    );
    expect(points).toHaveLength(1);
    expect(warnings).toEqual([
      {
        line: 3,
        reason:
          'filter is `clear`, which no model has (expected such as g, sdssg, ps1::r or atlaso): row left out (and 1 more row of this kind)',
      },
      { line: 5, reason: 'neither a magnitude nor a limit: row left out' },
    ]);
    expect(leftOut).toEqual([{ filter: 'clear', rows: 2 }]);
    expect(parsePhotometry(csv(good)).leftOut).toEqual([]);
    expect(complaint(csv(detection(2459787, 'clear')))).toContain(
      'has no row that can be used: filter is `clear`',
    );
    // A name of every JavaScript object is no filter.
    expect(complaint(csv(detection(2459787, 'constructor')))).toContain('has no row that can be used');
  });

  it('keeps measurements of one second that contradict each other, and says so', () => {
    const { points, warnings } = parsePhotometry(csv(good, detection(2459786.800001, 'g', 19.5)));
    expect(points).toHaveLength(2);
    expect(warnings[0]?.reason).toContain('1 measurement contradicts another of the same second');
  });
});
