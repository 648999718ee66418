import { describe, expect, it } from 'vitest';
import {
  fullName,
  iauDesignation,
  isObjectName,
  isZtfName,
  namesInText,
  sameNames,
} from '../../../pipeline/shared/objectName.ts';
import { objectOfFile } from '../../../pipeline/sources/readLightCurveFile.ts';

describe('the name of an object', () => {
  it.each([
    ['ZTF22aawacjw', 'ZTF22aawacjw'],
    ['22AAWACJW', 'ZTF22aawacjw'],
    ['AT 2022abc', 'AT2022abc'],
    ['sn_2020BVC', 'SN2020bvc'],
    ['2022abc', 'AT2022abc'],
    ['sn1987a', 'SN1987A'],
    ['GRB 211211a', 'GRB211211A'],
    ['313853517380386854', 'LSST313853517380386854'],
    ['LSST-313853517380386854', 'LSST313853517380386854'],
    ['atlas22ABC', 'ATLAS22abc'],
    ['asassn-15LH', 'ASASSN-15lh'],
    ['Gaia19bpg', 'Gaia19bpg'],
    ['EP240414a', 'EP240414a'],
  ])('%s is %s', (typed, name) => {
    expect(fullName(typed)).toBe(name);
    expect(isObjectName(name)).toBe(true);
    expect(name).toMatch(/^[A-Za-z0-9-]+$/);
  });

  it.each([
    '',
    'M31',
    '../../etc',
    'KN',
    'SN',
    'Me2017',
    'Bu2019lm',
    'salt3',
    'tmax=7',
    '2022',
    '1999',
    'AT2022',
    'ZTF22abc',
  ])('%s is none', (typed) => {
    expect(fullName(typed)).toBeNull();
  });

  it('is ZTF’s own only where ZTF’s services know it', () => {
    expect([isZtfName('ZTF22aawacjw'), isZtfName('AT2022abc')]).toEqual([true, false]);
    expect([iauDesignation('SN1987A'), iauDesignation('ZTF22aawacjw')]).toEqual(['1987A', null]);
    expect(sameNames('AT2022abc')).toEqual(['AT2022abc', 'SN2022abc']);
  });

  it('is found in texts and addresses, each once', () => {
    const text =
      'SN 2020bvc = ZTF20aalxlis (https://www.wis-tns.org/object/2022xyz, https://fritz.science/source/ZTF20aalxlis) and GRB211211A';
    expect(namesInText(text)).toEqual(['SN2020bvc', 'ZTF20aalxlis', 'GRB211211A', 'AT2022xyz']);
  });

  it.each([
    ['AT2017gfo_reduced.dat', 'AT2017gfo'],
    ['GRB211211A.txt', 'GRB211211A'],
    ['lc_SN 2020bvc.csv', 'SN2020bvc'],
    ['313853517380386854.json', 'LSST313853517380386854'],
    ['ATLAS22abc_phot.csv', 'ATLAS22abc'],
  ])('stands in the file’s name: %s', (file, name) => {
    expect(objectOfFile(file)).toBe(name);
  });
});
