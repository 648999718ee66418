import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DirectorySource } from '../../../../pipeline/sources/directory.ts';
import { FormatError, parsePhotometry } from '../../../../pipeline/sources/formats/photometryFile.ts';
import { objectOfFile } from '../../../../pipeline/sources/readLightCurveFile.ts';
import { candidateText, scratchFolder, writeOld } from '../../scratch.ts';

const now = new Date('2022-08-01T00:00:00Z');
const limit = { jd: 2459785.8, filter: 'ztfr', magnitude: 20.5, magnitudeError: null, isLimit: true };
const detection = { jd: 2459786.8, filter: 'ztfg', magnitude: 18, magnitudeError: 0.1, isLimit: false };

function read(text: string) {
  const { points, warnings } = parsePhotometry(text, now);
  const plain = points.map(({ jd, filter, magnitude, magnitudeError, isLimit }) => ({
    jd,
    filter,
    magnitude,
    magnitudeError,
    isLimit,
  }));
  return { points: plain, told: warnings.map(({ reason }) => reason) };
}

function complaint(text: string): string {
  try {
    parsePhotometry(text, now);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('what services export', () => {
  it.each<[string, string]>([
    [
      'alerts as ALeRCE, Lasair and Fink write them',
      'oid,mjd,fid,magpsf,sigmapsf,diffmaglim,isdiffpos\nZTF22aawacjw,59785.3,2,,,20.5,\nZTF22aawacjw,59786.3,1,18,0.1,20.8,t\n',
    ],
    ['a filter code', 'mjd,mag,magerr,filtercode,limmag\n59785.3,,,zr,20.5\n59786.3,18,0.1,zg,20.8\n'],
    [
      'SkyPortal’s form',
      'mjd,mag,magerr,limiting_mag,filter\n59785.3,,,20.5,ztfr\n59786.3,18,0.1,20.8,ztfg\n',
    ],
    [
      'the marshal’s',
      "jdobs,magpsf,sigmamag,mag_err,limmag,filter\n2459785.8,99,99,99,20.5,b'r'\n2459786.8,18,1,0.1,20.8,b'g'\n",
    ],
    [
      'TNS names of filters',
      'jd;mag;magerr;limiting_mag;filter\n2459785.8;;;20.5;r-ZTF\n2459786.8;18;0.1;20.8;g-ZTF\n',
    ],
    ['tabs', 'JD\tMag\tMagErr\tLimMag\tFilter\n2459785.8\t99\t99\t20.5\tr\n2459786.8\t18\t0.1\t20.8\tg\n'],
    [
      'blanks behind a mark',
      '# jd mag magerr limmag filter\n2459785.8 99 99 20.5 r\n2459786.8   18  0.1 20.8 g\n',
    ],
    [
      'an IPAC table',
      '\\fixlen = T\n|  jd       | mag  | magerr | limmag | filter |\n| double    | real | real   | real   | char   |\n 2459785.8   null   null   20.5  zr\n 2459786.8   18     0.1    20.8  zg\n',
    ],
    [
      'NMMA’s form of a portal',
      '"utc","filter","mag","magerr"\n2022-07-25T07:12:00Z,ztfr,20.5,inf\n2022-07-26T07:12:00Z,ztfg,18,0.1\n',
    ],
    [
      'a limit in the place of a magnitude',
      'jd,mag,mag_unc,filter\n2459785.8,>20.5,,r\n2459786.8,18,0.1,g\n',
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ points: [limit, detection], told: [] });
  });

  it('fluxes with a zero point become magnitudes, faint ones 5σ limits', () => {
    const zp = 23.9;
    const flux = 10 ** (0.4 * (zp - 18));
    const rows = [`2459786.8,ztfg,${flux},${flux * 0.05},${zp},ab`, `2459787.8,ztfr,1,2,${zp},ab`];
    const { points } = read(`time,band,flux,fluxerr,zp,zpsys\n${rows.join('\n')}\n`);
    expect(points[0]).toMatchObject({ filter: 'ztfg', magnitude: 18, isLimit: false });
    // 2.5 / ln 10 × 5 %
    expect(points[0]?.magnitudeError).toBeCloseTo(0.0543, 4);
    // 23.9 − 2.5 log10(5 × 2)
    expect(points[1]).toMatchObject({ filter: 'ztfr', magnitude: 21.4, isLimit: true });
    expect(complaint('time,band,flux,fluxerr,zpsys\n2459786.8,ztfg,1,1,ab\n')).toBe(
      'has fluxes without a zero point: expected a column `zp`',
    );
  });
});

describe('negative subtractions', () => {
  it('are no detections', () => {
    const header = 'jd,mag,mag_unc,filter,limmag,isdiffpos\n';
    const rows = ['2459786.8,18,0.1,g,20,t', '2459787.8,19,0.1,r,20,f', '2459788.8,19,0.1,g,20,0'];
    const { points, told } = read(`${header}${rows.join('\n')}\n`);
    expect(points).toEqual([detection]);
    expect(told).toEqual([
      'fainter than in the reference image (isdiffpos): row left out (and 1 more row of this kind)',
    ]);
    expect(complaint(`${header}${rows.slice(1).join('\n')}\n`)).toContain('has no row that can be used');
  });
});

describe('one bad row', () => {
  it.each([
    ['a magnitude of -999', '2459787.8,-999,0.1,g,99'],
    ['a magnitude of 99999', '2459787.8,99999,99999,g,99'],
    ['an infinite magnitude', '2459787.8,inf,0.1,g,99'],
    ['a limit of 0', '2459787.8,99,99,g,0'],
    ['a limit of -1006', '2459787.8,99,99,g,-1006.94'],
    ['an error of 0', '2459787.8,18,0,g,20'],
    ['an error of 100', '2459787.8,18,100,g,20'],
    ['text', '2459787.8,bright,0.1,g,20'],
  ])('%s never refuses an object', (_, row) => {
    const { points, told } = read(`jd,mag,mag_unc,filter,limmag\n2459786.8,18,0.1,g,20\n${row}\n`);
    expect(points).toEqual([detection]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/row left out$/);
  });
});

describe('ZTF’s forced photometry', () => {
  const header =
    'index, field, ccdid, qid, filter, infobitssci, sciinpseeing, scisigpix, zpdiff, programid, jd, forcediffimflux, forcediffimfluxunc';
  const row = (jd: number, flux: number | string, more: Partial<Record<string, number>> = {}) => {
    const { info = 0, seeing = 2, noise = 8, field = 700 } = more;
    return `0 ${field} 1 1 ZTF_g ${info} ${seeing} ${noise} 26 1 ${jd} ${flux} 10`;
  };
  const file = (...rows: string[]) =>
    `# Requested input R.A. = 1 degrees\n#\n${header}\n${rows.join('\n')}\n`;

  it('has 3σ detections, 5σ limits, quality cuts, and says what was left out', () => {
    const { points, told } = read(
      file(
        row(2459780.8, 5),
        row(2459786.8, 1000),
        row(2459787.8, 1000, { info: 33_554_432 }),
        row(2459788.8, 1000, { seeing: 5 }),
        row(2459789.8, 1000, { noise: 40 }),
        row(2459790.8, 'null'),
      ),
    );
    expect(points).toEqual([
      // 26 − 2.5 log10(5 × 10)
      { jd: 2459780.8, filter: 'ztfg', magnitude: 21.75257, magnitudeError: null, isLimit: true },
      // 26 − 2.5 log10(1000), 2.5 / ln 10 / 100
      { jd: 2459786.8, filter: 'ztfg', magnitude: 18.5, magnitudeError: 0.01086, isLimit: false },
    ]);
    expect(told).toEqual([
      '1 row left out: no flux, no error or no zero point',
      '3 rows left out: a bad image (infobitssci, scisigpix or sciinpseeing)',
    ]);
  });

  it('has the baseline of each field subtracted where it is known', () => {
    const earlier = (field: number, flux: number) =>
      Array.from({ length: 30 }, (_, night) => row(2459700.8 + night, flux, { field }));
    const rows = [
      ...earlier(700, 200),
      ...earlier(701, 0),
      row(2459786.8, 1200),
      row(2459787.8, 1000, { field: 701 }),
    ];
    const { points, told } = read(file(...rows));
    const late = points.filter(({ jd }) => jd > 2459780).map(({ magnitude }) => magnitude);
    expect(late).toEqual([18.5, 18.5]);
    // Without the subtraction each of the first 30 nights would be a detection.
    expect(points.filter(({ isLimit }) => !isLimit)).toHaveLength(2);
    expect(told).toContain('a baseline was subtracted for 1 pair of field and filter');
  });
});

describe('a format that is not read', () => {
  it.each([
    ['{"detections": []}', 'is JSON without a list of measurements'],
    ['{"detections": [', 'is JSON that is not whole'],
    ['<VOTABLE>', 'is XML, expected'],
  ])('%s', (text, words) => {
    expect(complaint(text)).toContain(words);
  });

  it('is named in the line that a file gets', async () => {
    const root = scratchFolder();
    const put = (file: string, bytes: Uint8Array) => writeOld(join(root, file), bytes);
    put('ZTF22aaaaaaa.csv', Buffer.from('PK\x03\x04rest'));
    put('ZTF22aaaaaab.csv.gz', gzipSync(candidateText([2459786, 2459787])));
    put('ZTF22aaaaaac.csv.gz', gzipSync(candidateText([2459786.5, 2459787])).subarray(0, 40));
    const { lightCurves, problems } = await new DirectorySource(root).scan();
    expect(lightCurves.map(({ object }) => object)).toEqual(['ZTF22aaaaaab']);
    expect(problems.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      'ZTF22aaaaaaa.csv is an Excel workbook or a ZIP archive, expected a text table such as CSV',
      'ZTF22aaaaaac.csv.gz is a gzip file that is not whole',
    ]);
  });
});

it.each([
  ['lc_ZTF22aawacjw_forced1_stacked0.csv', 'ZTF22aawacjw'],
  ['lc_ZTF22aawacjw.csv', 'ZTF22aawacjw'],
  ['ZTF22aawacjw_phot.csv', 'ZTF22aawacjw'],
  ['ZTF22aawacjw (1).csv', 'ZTF22aawacjw'],
  ['ztf22aawacjw.csv', 'ZTF22aawacjw'],
  ['ZTF22aawacjw_forcedphotometry_req00012345_lc.txt', 'ZTF22aawacjw'],
  ['ZTF22aawacjw.csv.gz', 'ZTF22aawacjw'],
  ['ZTF22aawacjw.dat', 'ZTF22aawacjw'],
  ['notes.txt', null],
  ['M31.csv', 'M31'],
])('the file %s is about %s', (file, object) => {
  expect(objectOfFile(file)).toBe(object);
});

const failing = join(import.meta.dirname, '../../../../../shared/failing');
const folders = ['bad-limit', 'cousins', 'isdiffpos', 'limit-zero', 'portal-nmma-export'];
it.skipIf(!existsSync(failing))('real files that used to be refused or misread are read', () => {
  for (const folder of folders) {
    for (const file of readdirSync(join(failing, folder))) {
      const text = readFileSync(join(failing, folder, file), 'utf8');
      const { points } = read(text);
      expect(points.length).toBeGreaterThan(0);
      if (folder === 'cousins') expect(points.map(({ filter }) => filter)).toContain('bessellr');
    }
  }
});
