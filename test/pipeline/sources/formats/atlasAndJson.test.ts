import { describe, expect, it } from 'vitest';
import { FormatError, parsePhotometry } from '../../../../pipeline/sources/formats/photometryFile.ts';
import { objectOfFile } from '../../../../pipeline/sources/readLightCurveFile.ts';

const now = new Date('2026-11-16');
const told = (text: string) => parsePhotometry(text, now).warnings.map(({ reason }) => reason);

describe('ATLAS forced photometry', () => {
  const header =
    '###MJD          m      dm   uJy   duJy F err chi/N   RA       Dec        x        y     maj  min   phi  apfit mag5sig Sky   Obs';
  const row = (
    mjd: number,
    flux: number,
    error: number,
    band: string,
    rest: { err?: number; depth?: number } = {},
  ) =>
    `${mjd} 18.000  0.100 ${flux} ${error} ${band} ${rest.err ?? 0} 1.20 150.10000  2.20000 5000.00 5000.00 2.50 2.30 -30.0 -0.445 ${rest.depth ?? 19.2} 20.1 01a59786o0100o`;

  it('is read from its fluxes, with 3σ detections and 5σ limits', () => {
    const text = [
      header,
      row(59786.3, 1000, 50, 'o'),
      row(59787.3, 20, 10, 'c'),
      row(59788.3, -400, 30, 'o'),
    ];
    const { points, position, kinds } = parsePhotometry(`${text.join('\n')}\n`, now);
    expect(points).toHaveLength(3);
    // 1000 µJy are 23.9 − 7.5.
    expect(points[0]).toMatchObject({ filter: 'atlaso', magnitude: 16.4, isLimit: false });
    expect(points[0]?.magnitudeError).toBeCloseTo(0.0543, 4);
    // 23.9 − 2.5 log10(50)
    expect(points[1]).toMatchObject({ filter: 'atlasc', isLimit: true });
    expect(points[1]?.magnitude).toBeCloseTo(19.6526, 4);
    expect(points[2]).toMatchObject({ filter: 'atlaso', isLimit: true });
    expect(position).toEqual({ raDeg: 150.1, decDeg: 2.2 });
    expect(kinds).toEqual({ forced: 3, alert: 0 });
  });

  it('has bad images left out and told', () => {
    const rows = [
      row(59786.3, 1000, 50, 'o'),
      row(59787.3, 1000, 50, 'o', { err: 1 }),
      row(59788.3, 1000, 50, 'c', { depth: 15 }),
    ];
    const text = `${[header, ...rows].join('\n')}\n`;
    expect(parsePhotometry(text, now).points).toHaveLength(1);
    expect(told(text)).toEqual(['2 rows left out: a bad image or fit (err, chi/N or mag5sig)']);
  });

  it('without a usable row is refused in one sentence', () => {
    const text = `${header}\n${row(59786.3, 1000, 0, 'o')}\n`;
    expect(() => parsePhotometry(text, now)).toThrow(
      new FormatError('has no row of ATLAS photometry that can be used', 2),
    );
  });
});

describe('JSON exports', () => {
  it('of SkyPortal are read, with programmes and streams', () => {
    const rows = [
      {
        mjd: 59786.3,
        filter: 'ztfg',
        mag: 18,
        magerr: 0.1,
        limiting_mag: 20,
        magsys: 'ab',
        altdata: { programid: 2 },
      },
      {
        mjd: 59787.3,
        filter: 'sdssr',
        mag: null,
        magerr: null,
        limiting_mag: 21,
        magsys: 'ab',
        altdata: null,
      },
      {
        mjd: 59788.3,
        filter: 'ztfr',
        mag: 19,
        magerr: 0.1,
        limiting_mag: 20,
        magsys: 'ab',
        streams: [{ name: 'ZTF Public' }],
      },
    ];
    const { points } = parsePhotometry(JSON.stringify({ status: 'success', data: rows }), now);
    expect(points.map(({ filter, isLimit, programId }) => [filter, isLimit, programId])).toEqual([
      ['ztfg', false, 2],
      ['sdssr', true, null],
      ['ztfr', false, 1],
    ]);
  });

  it('of ALeRCE are read, detections and limits', () => {
    const text = JSON.stringify({
      detections: [{ mjd: 59786.3, fid: 1, magpsf: 18, sigmapsf: 0.1, isdiffpos: 1, oid: 'ZTF22aaaaaaa' }],
      non_detections: [{ mjd: 59785.3, fid: 2, diffmaglim: 20.5 }],
    });
    const { points, object } = parsePhotometry(text, now);
    expect(points.map(({ filter, magnitude, isLimit }) => [filter, magnitude, isLimit])).toEqual([
      ['ztfr', 20.5, true],
      ['ztfg', 18, false],
    ]);
    expect(object).toBe('ZTF22aaaaaaa');
  });

  it('of Fink are read, whose columns have a prefix', () => {
    const text = JSON.stringify([
      {
        'i:jd': 2459786.8,
        'i:fid': 1,
        'i:magpsf': 18,
        'i:sigmapsf': 0.1,
        'd:tag': 'valid',
        'i:isdiffpos': 't',
      },
    ]);
    expect(parsePhotometry(text, now).points[0]).toMatchObject({ filter: 'ztfg', magnitude: 18 });
  });

  it('stand in files of the object’s name', () => {
    expect(objectOfFile('ZTF22aaaaaaa.json')).toBe('ZTF22aaaaaaa');
    expect(objectOfFile('settings.json')).toBeNull();
  });
});
