import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { KNOWN_FILTERS } from '../../../../charts/look/filterRegistry.ts';
import { allFilterNames, fileFilters, filterName } from '../../../../pipeline/sources/formats/filters.ts';
import { parsePhotometry } from '../../../../pipeline/sources/formats/photometryFile.ts';

const fitter = join(import.meta.dirname, '../../../../fitter');
const known = Object.keys(
  z
    .looseObject({ filters: z.record(z.string(), z.unknown()) })
    .parse(parse(readFileSync(join(fitter, 'filters.yml'), 'utf8'))).filters,
);

it('reads exactly the filters that the fitter knows, each under its own name', () => {
  expect([...allFilterNames].sort()).toEqual([...known].sort());
  // Alone, a small g, r and i are ZTF's.
  const unlike = known.filter((name) => filterName(name) !== name);
  expect(unlike).toEqual(['g', 'r', 'i']);
});

it('has a look in the charts for each of them', () => {
  const looked = known.filter((name) =>
    Object.hasOwn(KNOWN_FILTERS, name.toLowerCase().replace(/[:_\s-]+/g, '')),
  );
  expect(looked).toEqual(known);
});

it.each([
  ['g', 'ztfg'],
  ["b'r'", 'ztfr'],
  ['zi', 'ztfi'],
  ['ZTF_g', 'ztfg'],
  ['ZTF-G', 'ztfg'],
  ['g-ZTF', 'ztfg'],
  ['ztf::r', 'ztfr'],
  ['sdss::g', 'sdssg'],
  ['r-Sloan', 'sdssr'],
  ["g'", 'sdssg'],
  ['ps1__y', 'ps1::y'],
  ['w-PS1', 'ps1::w'],
  ['i-P1', 'ps1::i'],
  ['o', 'atlaso'],
  ['cyan-ATLAS', 'atlasc'],
  ['DECam_z', 'desz'],
  ['LSST::u', 'lsstu'],
  ['2MASS_Ks', '2massks'],
  ['UVW2', 'uvot::uvw2'],
  ['UVM2-UVOT', 'uvot::uvm2'],
  ['V-Johnson', 'bessellv'],
  ['R-Cousins', 'bessellr'],
  ['R', 'bessellr'],
  ['I', 'besselli'],
  ['G', 'gaia::g'],
  ['G-Gaia', 'gaia::g'],
  ['gaia::gbp', 'gaia::gbp'],
  ['GROND_K', 'grond::k'],
  ['K', 'K'],
  ['', null],
  ['w', null],
  ['clear', null],
  ['sdssy', null],
])('%s is %s', (cell, name) => {
  expect(filterName(cell)).toBe(name);
});

it('takes a plain g of a file with u and K for NMMA’s, and tells it', () => {
  const filters = fileFilters(['u', 'g', 'K', 'r', 'ztfg'], { isOfZtf: false, saysSystem: true });
  expect(['u', 'g', 'K', 'r', 'ztfg'].map(filters.nameOf)).toEqual(['u', 'g', 'K', 'r', 'ztfg']);
  expect(filters.told.map(({ reason }) => reason)).toEqual([
    'g and r stand beside u and K: read as Pan-STARRS’s, not as ZTF’s (write ztfg for ZTF’s)'.replaceAll(
      '’',
      "'",
    ),
  ]);
});

it('takes a plain g of a file of ZTF’s for ZTF’s, whatever stands beside it', () => {
  const filters = fileFilters(['g', 'z'], { isOfZtf: true, saysSystem: true });
  expect(['g', 'z'].map(filters.nameOf)).toEqual(['ztfg', 'z']);
  expect(filters.told).toEqual([]);
});

it('takes U, B and V beside UVW1 for Swift’s', () => {
  const filters = fileFilters(['UVW1', 'B', 'V'], { isOfZtf: false, saysSystem: true });
  expect(['UVW1', 'B', 'V'].map(filters.nameOf)).toEqual(['uvot::uvw1', 'uvot::b', 'uvot::v']);
});

it('tells which magnitudes it takes for AB', () => {
  const text = 'jd,mag,mag_unc,filter\n2459786.8,18,0.1,g\n2459787.8,18,0.1,J\n2459788.8,18,0.1,R\n';
  const { points, warnings } = parsePhotometry(text, new Date('2026-11-16'));
  // J is a plain letter that ZTF has not.
  expect(points.map(({ filter }) => filter)).toEqual(['g', 'J', 'bessellr']);
  expect(warnings.map(({ reason }) => reason)).toContain(
    'J and R: read as AB magnitudes, because no column magsys says otherwise',
  );
});

it('reads AT 2017gfo as NMMA has it, every row in its own filter', () => {
  const text = readFileSync(join(fitter, 'tests/data/AT2017gfo.dat'), 'utf8');
  const { points, warnings, leftOut } = parsePhotometry(text, new Date('2026-11-16'));
  expect(points).toHaveLength(24);
  expect([...new Set(points.map(({ filter }) => filter))].sort()).toEqual([
    ...['2massh', '2massj', '2massks'],
    ...['ps1::g', 'ps1::i', 'ps1::r', 'ps1::y', 'ps1::z', 'sdssu'],
  ]);
  expect(warnings).toEqual([]);
  expect(leftOut).toEqual([]);
});

it('reads GRB 211211A as NMMA has it, in plain letters', () => {
  const rows = [
    '2021-12-11T14:06:36.000 u 19.72 0.15',
    '2021-12-11T19:37:48.000 g 20.34 0.2',
    '2021-12-11T23:57:00.000 z 19.88 0.3',
    '2021-12-12T04:59:24.000 u 20.36 inf',
    '2021-12-15T14:49:48.000 K 22.41 0.14',
  ];
  const { points, warnings } = parsePhotometry(`${rows.join('\n')}\n`, new Date('2026-11-16'));
  expect(points.map(({ filter }) => filter)).toEqual(['u', 'g', 'z', 'u', 'K']);
  expect(warnings[0]?.reason).toContain('g stands beside u, z and K');
});
