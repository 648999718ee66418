import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isObjectName } from '../../../pipeline/shared/objectName.ts';
import { FormatError, parsePhotometry } from '../../../pipeline/sources/formats/photometryFile.ts';
import { objectOfFile, readLightCurveFile } from '../../../pipeline/sources/readLightCurveFile.ts';
import { emptyScan } from '../../../pipeline/sources/source.ts';

/** Random numbers that are the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const demo = join(import.meta.dirname, '../../../fitter/demo/candidates');
const seeds: Buffer[] = [
  readFileSync(join(demo, 'lc_ZTF26aaaaakn_forced1_stacked0.csv')),
  Buffer.from(
    'obj_id,mjd,mag,magerr,limiting_mag,magsys,filter,origin\nZTF22aaaaaaa,59785.3,,,20.5,ab,ztfr,\n',
  ),
  Buffer.from('2022-07-25T07:12:00.000 ztfr 20.5 inf\n2022-07-26T07:12:00.000000 ztfg 18.0 0.1\n'),
];
const words = [
  ...['', ',', '"', '""', "'", '\r', '\r\n', '\0', '\uFEFF', '\t', ';', '#', '../../etc/passwd', '$(reboot)'],
  ...[
    '99',
    '-99',
    'NaN',
    'inf',
    '-inf',
    '1e309',
    '-0',
    '0x10',
    '1e-400',
    '2459786.8',
    '59786.3',
    '9999999999',
  ],
  ...[
    'é',
    '\u202e',
    '💥',
    '\ud800',
    'jd',
    'mag',
    'filter',
    'ztfg',
    '__proto__',
    'constructor',
    'null',
    '=1+1',
  ],
  ...['a'.repeat(5000), ','.repeat(3000), '\n'.repeat(500)],
];

type Mutation = (bytes: Buffer, random: () => number) => Buffer;

const at = (bytes: Buffer, random: () => number) => Math.floor(random() * (bytes.length + 1));
const insert = (bytes: Buffer, where: number, what: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, where), what, bytes.subarray(where)]);

const mutations: Mutation[] = [
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => bytes.subarray(at(bytes, random)),
  (bytes, random) =>
    insert(bytes, at(bytes, random), Buffer.from(words[Math.floor(random() * words.length)] ?? '')),
  (bytes, random) => insert(bytes, at(bytes, random), Buffer.from([Math.floor(random() * 256)])),
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 5 && copy.length > 0; i += 1) copy[at(copy, random) % copy.length] = random() * 256;
    return copy;
  },
  (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    return Buffer.from(lines.sort(() => random() - 0.5).join('\n'), 'latin1');
  },
  (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    const line = Math.floor(random() * lines.length);
    const cells = (lines[line] ?? '').split(',');
    cells[Math.floor(random() * cells.length)] = words[Math.floor(random() * words.length)] ?? '';
    lines[line] = cells.join(',');
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  (bytes, random) => Buffer.concat([bytes, bytes.subarray(at(bytes, random))]),
  (_, random) => Buffer.from(Array.from({ length: random() * 300 }, () => random() * 256)),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
];

/** What must hold of every file: light curves are whole, and everything else is one clear line. */
function check(bytes: Uint8Array, what: string): 'used' | 'refused' {
  const scan = emptyScan();
  const take = { object: 'ZTF22aaaaaaa', file: 'ZTF22aaaaaaa.csv', origin: '/x', stamp: '1', program: null };
  readLightCurveFile(scan, take, bytes);
  for (const { reason } of scan.problems) {
    expect(reason, what).not.toMatch(/[\n\r]/);
    expect(reason.length, what).toBeLessThan(400);
    expect(reason, what).not.toMatch(/undefined|\[object|TypeError|at .*\.ts/);
  }
  expect(scan.read, what).toHaveLength(1);
  const [curve] = scan.lightCurves;
  if (!curve) {
    expect(
      scan.problems.some(({ level }) => level === 'problem'),
      what,
    ).toBe(true);
    return 'refused';
  }
  expect(curve.points.length, what).toBeGreaterThan(0);
  for (const point of curve.points) {
    expect(point.jd > 2_400_000 && point.jd < 2_500_000, what).toBe(true);
    expect(point.magnitude >= 0 && point.magnitude <= 40, what).toBe(true);
    expect(['ztfg', 'ztfr', 'ztfi'], what).toContain(point.filter);
    expect(point.isLimit, what).toBe(point.magnitudeError === null);
    if (point.magnitudeError !== null) {
      expect(point.magnitudeError > 0 && point.magnitudeError < 10, what).toBe(true);
    }
  }
  return 'used';
}

describe('thousands of broken files', () => {
  it('end each as a light curve that is whole, or as one clear line', () => {
    const counts = { used: 0, refused: 0 };
    for (let seed = 1; seed <= 4000; seed += 1) {
      const random = randomOf(seed);
      let bytes: Buffer = seeds[seed % seeds.length] ?? Buffer.alloc(0);
      const steps = 1 + Math.floor(random() * 4);
      for (let step = 0; step < steps; step += 1) {
        bytes = (mutations[Math.floor(random() * mutations.length)] ?? ((same) => same))(bytes, random);
      }
      counts[check(bytes, `seed ${seed}`)] += 1;
    }
    // Both ways are walked often.
    expect(counts.used).toBeGreaterThan(200);
    expect(counts.refused).toBeGreaterThan(1000);
  });

  it('whatever a file is called', () => {
    const random = randomOf(7);
    for (let i = 0; i < 5000; i += 1) {
      const pieces = [
        'lc_',
        'ZTF22',
        'aawacjw',
        '_forced1',
        '_stacked0',
        '.csv',
        '.dat',
        '..',
        '/',
        '\\',
        '\0',
        '\n',
        ' ',
      ];
      const name = Array.from(
        { length: 1 + random() * 6 },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join('');
      const object = objectOfFile(name);
      if (object !== null && isObjectName(object)) expect(object).toMatch(/^ZTF\d{2}[a-z]{7}$/);
    }
  });
});

describe('files that are too much', () => {
  it('a million rows are refused by their number', () => {
    const text = `jd,mag,mag_unc,filter,limmag\n${'2459786.8,18,0.1,g,20\n'.repeat(1_000_000)}`;
    expect(() => parsePhotometry(text)).toThrow(FormatError);
    expect(() => parsePhotometry(text)).toThrow('has 1000001 lines: more than 100000 are no light curve');
  });
});
