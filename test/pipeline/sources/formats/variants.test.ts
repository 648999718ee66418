import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nmmaLightCurve } from '../../../../pipeline/fitter/jobFolder.ts';
import { FormatError, parsePhotometry } from '../../../../pipeline/sources/formats/photometryFile.ts';

const now = new Date('2022-08-01T00:00:00Z');

function complaint(text: string): string {
  try {
    return `nothing: ${parsePhotometry(text, now)
      .warnings.map(({ reason }) => reason)
      .join('; ')}`;
  } catch (error) {
    if (error instanceof FormatError) return `line ${error.line}: ${error.message}`;
    throw error;
  }
}

const detection = {
  jd: 2459786.8,
  filter: 'ztfg',
  magnitude: 18,
  magnitudeError: 0.1,
  isLimit: false,
};
const limit = { jd: 2459785.8, filter: 'ztfr', magnitude: 20.5, magnitudeError: null, isLimit: true };

describe('one light curve in every form', () => {
  const forms: [string, string][] = [
    ['with an index', ',jd,mag,mag_unc,filter,limmag\n0,2459785.8,99,99,r,20.5\n1,2459786.8,18,0.1,g,99\n'],
    ['without', 'jd,mag,mag_unc,filter,limmag\n2459785.8,99,99,r,20.5\n2459786.8,18,0.1,g,99\n'],
    ['empty for none', 'jd,mag,mag_unc,filter,limmag\n2459785.8,,,r,20.5\n2459786.8,18,0.1,g,\n'],
    ['nan for none', 'jd,mag,mag_unc,filter,limmag\n2459785.8,nan,NaN,r,20.5\n2459786.8,18,0.1,g,nan\n'],
    ['ZTF_g', 'jd,mag,mag_unc,filter,limmag\n2459785.8,99,99,ZTF_r,20.5\n2459786.8,18,0.1,ZTF_g,99\n'],
    ['modified dates', 'mjd,mag,mag_unc,filter,limmag\n59785.3,99,99,r,20.5\n59786.3,18,0.1,g,99\n'],
    ['wrongly named dates', 'jd,mag,mag_unc,filter,limmag\n59785.3,99,99,r,20.5\n59786.3,18,0.1,g,99\n'],
    ['old line ends', 'jd,mag,mag_unc,filter,limmag\r2459785.8,99,99,r,20.5\r2459786.8,18,0.1,g,99\r'],
    [
      'a zero point',
      'jd,mag,mag_unc,magzpsci,filter,limmag\n2459785.8,99,99,26.2,r,20.5\n2459786.8,18,0.1,26.3,g,99\n',
    ],
    [
      'Fritz',
      'obj_id,mjd,mag,magerr,limiting_mag,magsys,filter\nZTF22aawacjw,59785.3,,,20.5,ab,ztfr\nZTF22aawacjw,59786.3,18,0.1,20.8,ab,ztfg\n',
    ],
    ['NMMA', '2022-07-25T07:12:00.000 ztfr 20.5 inf\n2022-07-26T07:12:00.000000 ztfg 18.0 0.1\n'],
    ['NMMA with dates', '# a comment\n2459785.8 ztfr 20.5 inf\n2459786.8 ztfg 18.0 0.1\n'],
  ];
  it.each(forms)('%s', (_, text) => {
    const { points, sha256 } = parsePhotometry(text, now);
    expect(points).toEqual([
      { ...limit, programId: null },
      { ...detection, programId: null },
    ]);
    const [, first = ''] = forms[0] ?? [];
    expect(sha256).toBe(parsePhotometry(first, now).sha256);
  });

  it('comes back from what is written for NMMA', () => {
    const { points } = parsePhotometry(forms[0]?.[1] ?? '', now);
    expect(parsePhotometry(nmmaLightCurve(points), now).points).toEqual(points);
  });
});

describe('forced photometry and alerts', () => {
  it('are told apart, counted, and merged when they are of one exposure', () => {
    const header = 'jd,mag,mag_unc,filter,limmag,programid,forced\n';
    const rows = '2459786.8,18,0.1,g,20,1,0.0\n2459786.8,18.02,0.05,g,20,2,1.0\n2459787.8,18,0.1,g,20,2,0\n';
    const { points, kinds, programs, duplicates } = parsePhotometry(header + rows, now);
    expect(kinds).toEqual({ forced: 1, alert: 2 });
    expect(points.map(({ forced }) => forced)).toEqual([true, false]);
    expect(duplicates).toEqual({ exact: 0, near: 1 });
    // The alert of programme 1 went into it, though its row did not stay.
    expect(programs).toEqual([1, 2]);
  });

  it('are known by Fritz’s origin', () => {
    const header = 'mjd,mag,magerr,limiting_mag,magsys,filter,origin\n';
    const rows = ['alert_fp', 'alert', 'Muphoten', ''].map(
      (origin, day) => `${59786 + day},18,0.1,20,ab,ztfg,${origin}`,
    );
    const { points } = parsePhotometry(header + rows.join('\n'), now);
    expect(points.map(({ forced }) => forced)).toEqual([true, false, false, undefined]);
  });
});

describe('what is checked, not assumed', () => {
  const header = 'jd,mag,mag_unc,filter,limmag';
  it.each([
    [
      'mjd,mag,magerr,limiting_mag,magsys,filter\n59786,18,0.1,20,vega,ztfg',
      'line 2: magsys is `vega`, expected ab',
    ],
    [
      `${header},magzpsci\n2459786.8,18,0.1,g,20,8.9`,
      'line 2: magzpsci is 8.9, expected a zero point of 20 to 32 mag (AB)',
    ],
    [
      'mjd,flux,fluxerr,filter,magerr\n59786,18,0.1,ztfg,1',
      'line 1: has fluxes without a zero point: expected a column `zp`',
    ],
    [
      `${header}\n2459786.8,18,0.1,g,20\n59787.8,18,0.1,g,20`,
      'nothing: jd is 59787.8, expected a Julian date',
    ],
    [`${header}\n2469786.8,18,0.1,g,20`, 'line 2: jd is 2469786.8: 2049-12-11 is in the far future'],
    [`${header}\n2459986.8,18,0.1,g,20`, 'nothing: reaches 194 days into the future: is a clock wrong?'],
    [`${header}\n2459786.8,,0.1,g,20`, 'line 2: mag is empty, expected a number'],
    [`${header}\n2459786.8,99,abc,g,20`, 'line 2: mag_unc is `abc`, expected a number'],
    [`${header}\n59786.8,18,0.1,g,20`, 'nothing: `jd` holds modified Julian dates: they are read as such'],
    [
      'obj_id,mjd,mag,magerr,limiting_mag,filter\nA,59786,18,0.1,20,g\nB,59786,18,0.1,20,g',
      'line null: is about several objects',
    ],
    ['2022-07-26T07:12:00 ztfg 18.0', 'line 1: has no header'],
    ['2022-07-26T07:12:00 ztfg 18.0 0.1\n2022-07-26 ztfg 18.0', 'line 2: has 3 words, expected time, filter'],
    ['2022-13-26T07:12:00 ztfg 18.0 0.1', 'line 1: the time is `2022-13-26T07:12:00`, which is no date'],
    ['2022-07-26T07:12:00 ztfg 18.0 -1', 'line 1: the error is -1, expected an error above 0'],
    [
      `${header}\n${'2459786.8,18,0.1,g,20\n'.repeat(100_001)}`,
      'has 100002 lines: more than 100000 are no light curve',
    ],
  ])('%#', (text, words) => {
    expect(complaint(text)).toContain(words);
  });
});

const shared = join(import.meta.dirname, '../../../../../shared/candidates');
const why = existsSync(shared) ? '' : ' (skipped: the folder is not beside the project)';
it.skipIf(!existsSync(shared))(`every real file is read, and comes back from NMMA’s form${why}`, () => {
  const files = globSync('**/*.csv', { cwd: shared });
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const read = parsePhotometry(readFileSync(join(shared, file), 'utf8'));
    expect(read.warnings.filter(({ reason }) => !reason.includes('contradict'))).toEqual([]);
    expect(read.kinds.forced + read.kinds.alert).toBeGreaterThan(0);
    const strip = read.points.map(({ forced, ...point }) => ({ ...point, programId: null }));
    expect(parsePhotometry(nmmaLightCurve(read.points)).points).toEqual(strip);
  }
});

describe('a table that breaks off', () => {
  const whole =
    'jd,mag,mag_unc,filter,limmag,programid\n2459785.8,99,99,r,20.5,2\n2459786.8,18,0.1,g,20.75,2';

  it.each([3, 5, 8, 12])(
    '%i characters before its end is not used: its last number may be cut',
    (missing) => {
      expect(complaint(whole.slice(0, -missing))).toBe('line 3: breaks off in the middle of its last line');
    },
  );

  it('only by the end of its last line is whole', () => {
    expect(parsePhotometry(whole, now).points).toHaveLength(2);
    // A row without its last cells is one all the same, when the line has ended.
    expect(parsePhotometry(`${whole.slice(0, -2)}\n`, now).points).toHaveLength(2);
  });
});

describe('the download of a SkyPortal’s page', () => {
  // Its head is quoted and ends as Windows has it, its rows are neither; after the last there is no end of line.
  const head =
    '"id","mjd","mag","magerr","limiting_mag","filter","magsys","origin","flux","altdata","streams"\r\n';
  const rows = [
    '1,59785.3,,,20.5,ztfr,ab,,,[object Object],ZTF Public',
    '2,59786.3,18,0.1,20.8,ztfg,ab,alert_fp,229,[object Object],ZTF Public+Partnership;ZTF Public',
    '3,59786.3,18,0.1,20.8,sdssg,ab,,229,,',
  ].join('\n');

  it('is read with the streams that its points came by', () => {
    const { points, programs, leftOut } = parsePhotometry(head + rows, now);
    expect(points.filter(({ filter }) => filter !== 'sdssg')).toEqual([
      { ...limit, programId: 1 },
      { ...detection, programId: 2, forced: true },
    ]);
    expect(points).toHaveLength(3);
    // What another instrument measured has no programme of ZTF's.
    expect(programs).toEqual([null, 1, 2]);
    expect(leftOut).toEqual([]);
  });
});
