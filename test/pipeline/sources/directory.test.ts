import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DirectorySource, localFiles, objectOfFile } from '../../../pipeline/sources/directory.ts';
import type { SourceScan } from '../../../pipeline/sources/source.ts';
import { candidateFile, candidateText, csvHeader, detection, scratchFolder, writeOld } from '../scratch.ts';

const fine = candidateText([2459786, 2459787]);

/** What a folder of such files brings. */
async function look(files: Record<string, string | Uint8Array>): Promise<SourceScan> {
  const root = scratchFolder();
  for (const [file, content] of Object.entries(files)) writeOld(join(root, file), content);
  return await new DirectorySource(root).scan();
}

function told(scan: SourceScan): string[] {
  return scan.problems.map(
    ({ level, file, line, reason }) => `${level}: ${file}${line === null ? '' : `:${line}`} ${reason}`,
  );
}

describe('a folder of candidates', () => {
  it('brings every CSV in it or below, under the name that the file carries', async () => {
    const scan = await look({
      [candidateFile('ZTF22aaaaaaa')]: fine,
      'night/deep/ZTF22bbbbbbb.CSV': fine,
      'notes.txt': 'no candidate',
      '.hidden.csv': 'x',
      '.git/ZTF22ccccccc.csv': fine,
    });
    expect(told(scan)).toEqual([]);
    expect(scan.filesRead).toBe(2);
    const [first, second] = scan.lightCurves;
    expect(first).toMatchObject({ object: 'ZTF22aaaaaaa', file: candidateFile('ZTF22aaaaaaa') });
    expect(first?.origin).toMatch(/^\/.*ZTF22aaaaaaa/);
    expect(first?.points).toHaveLength(3);
    expect(second).toMatchObject({ object: 'ZTF22bbbbbbb', file: join('night', 'deep', 'ZTF22bbbbbbb.CSV') });
    expect(second?.sha256).toBe(first?.sha256);
  });

  it('tells each bad file in one clear line, and brings the others', async () => {
    const scan = await look({
      [candidateFile('ZTF22aaaaaaa')]: fine,
      'ZTF22norowsx.csv': `${csvHeader}\n`,
      'ZTF22nothing.csv': '',
      'ZTF22headers.csv': `${detection(2459786)}\n${detection(2459787)}\n`,
      'ZTF22columns.csv': fine.replace('mag_unc', 'mag_uncert'),
      'ZTF22isanans.csv': fine.replace(',18,', ',NaN,'),
      'ZTF22filters.csv': `${fine}${detection(2459788, 'clear')}\n`,
      'ZTF22binarys.csv': new Uint8Array([0x6a, 0, 0x64]),
      'ZTF22latinen.csv': new Uint8Array([0x6a, 0xe9, 0x64]),
      'M31.csv': fine,
      'lc_ZTF22AWACJW_forced1_stacked0.csv': fine,
      '$(reboot).csv': fine,
    });
    expect(scan.lightCurves.map(({ object }) => object)).toEqual([
      'ZTF22filters',
      'ZTF22isanans',
      'ZTF22aaaaaaa',
    ]);
    expect(told(scan)).toEqual([
      'problem: $(reboot).csv `$(reboot)` is no name of an object (expected such as ZTF22aawacjw, AT2022abc or GRB211211A)',
      'problem: M31.csv `M31` is no name of an object (expected such as ZTF22aawacjw, AT2022abc or GRB211211A)',
      'problem: ZTF22binarys.csv is not text',
      'problem: ZTF22columns.csv:1 has no column `mag_unc`',
      'warning: ZTF22filters.csv:5 filter is `clear`, which no model has (expected such as g, sdssg, ps1::r or atlaso): row left out',
      'problem: ZTF22headers.csv:1 has no header: line 1 must name the columns jd, mag, mag_unc, filter, limmag',
      'warning: ZTF22isanans.csv:3 mag is `NaN`, expected a number: row left out',
      'problem: ZTF22latinen.csv is not text (not UTF-8)',
      'problem: ZTF22norowsx.csv has a header, but no rows',
      'problem: ZTF22nothing.csv is empty',
      'problem: lc_ZTF22AWACJW_forced1_stacked0.csv `ZTF22AWACJW` is no name of an object (expected such as ZTF22aawacjw, AT2022abc or GRB211211A)',
    ]);
    expect(scan.filesRead).toBe(12);
  });

  it('follows links, each folder once, and tells those that lead nowhere', async () => {
    const root = scratchFolder();
    writeOld(join(root, 'real', 'ZTF22aaaaaaa.csv'), fine);
    symlinkSync(root, join(root, 'real', 'circle'));
    symlinkSync(join(root, 'real'), join(root, 'same'));
    symlinkSync(join(root, 'gone'), join(root, 'ZTF22bbbbbbb.csv'));
    mkdirSync(join(root, 'ZTF22ccccccc.csv'));
    const scan = await new DirectorySource(root).scan();
    expect(scan.lightCurves.map(({ file }) => file)).toEqual([join('real', 'ZTF22aaaaaaa.csv')]);
    expect(told(scan)).toEqual(['problem: ZTF22bbbbbbb.csv cannot be read: it is not there']);
  });

  it('follows no link out of the folder, not even one that takes the place of a file while it is read', async () => {
    const root = scratchFolder();
    const elsewhere = join(scratchFolder(), 'ZTF22ddddddd.csv');
    writeOld(elsewhere, fine);
    symlinkSync('/etc/passwd', join(root, 'lc_ZTF22aaaaaaa_forced1_stacked0.csv'));
    symlinkSync(elsewhere, join(root, 'ZTF22bbbbbbb.csv'));
    symlinkSync(dirname(elsewhere), join(root, 'partnership'));
    const read: string[] = [];
    const scan = await new DirectorySource(root).scan({ keep: (bytes) => void read.push(String(bytes)) });
    expect(scan.lightCurves).toEqual([]);
    expect(read).toEqual([]);
    const out = 'is a link that leads out of the candidates’ folder: it is not followed';
    expect(told(scan)).toEqual([
      `problem: ZTF22bbbbbbb.csv ${out}`,
      `problem: lc_ZTF22aaaaaaa_forced1_stacked0.csv ${out}`,
      `problem: partnership ${out}`,
    ]);
    const path = join(root, 'ZTF22ccccccc.csv');
    symlinkSync(elsewhere, path);
    await expect(localFiles(root).read(path)).rejects.toThrow('leads out of the candidates’ folder');
  });

  it('waits until a file that is being written is whole', async () => {
    const root = scratchFolder();
    const path = join(root, 'ZTF22aaaaaaa.csv');
    writeFileSync(path, fine);
    setTimeout(() => appendFileSync(path, `${detection(2459788)}\n`), 300);
    const scan = await new DirectorySource(root).scan();
    expect(scan.lightCurves[0]?.points).toHaveLength(4);
  });

  it('waits also for one that the clocks put into the near future, and for none of the far one', async () => {
    const root = scratchFolder();
    const [near, far] = [join(root, 'ZTF22aaaaaaa.csv'), join(root, 'ZTF22bbbbbbb.csv')];
    writeOld(far, fine);
    utimesSync(far, Date.now() / 1000 + 3600, Date.now() / 1000 + 3600);
    const source = new DirectorySource(root);
    let begun = Date.now();
    expect((await source.scan()).lightCurves).toHaveLength(1);
    expect(Date.now() - begun).toBeLessThan(900);
    writeOld(near, fine);
    utimesSync(near, Date.now() / 1000 + 0.2, Date.now() / 1000 + 0.2);
    begun = Date.now();
    expect((await source.scan()).lightCurves).toHaveLength(2);
    expect(Date.now() - begun).toBeGreaterThan(1000);
  });

  it('leaves a file that is written all the time for the next pull', async () => {
    const root = scratchFolder();
    const path = join(root, 'ZTF22aaaaaaa.csv');
    writeFileSync(path, fine);
    const writing = setInterval(() => appendFileSync(path, '\n'), 100);
    try {
      const scan = await new DirectorySource(root).scan();
      expect(told(scan)).toEqual([
        'problem: ZTF22aaaaaaa.csv is still being written: it is left for the next pull',
      ]);
    } finally {
      clearInterval(writing);
    }
  });

  it('is out of reach as a whole: one sentence', async () => {
    const root = scratchFolder();
    const gone = join(root, 'gone');
    await expect(new DirectorySource(gone).scan()).rejects.toThrow(
      `The candidates' folder ${gone} cannot be read: it is not there.`,
    );
    rmSync(gone, { force: true });
  });

  it.skipIf(process.getuid?.() === 0)('tells what it may not read (not as root)', async () => {
    const root = scratchFolder();
    writeOld(join(root, 'ZTF22aaaaaaa.csv'), fine);
    chmodSync(join(root, 'ZTF22aaaaaaa.csv'), 0);
    expect(told(await new DirectorySource(root).scan())).toEqual([
      'problem: ZTF22aaaaaaa.csv cannot be read: permission denied',
    ]);
  });

  it.each([
    ['lc_ZTF22aawacjw_forced1_stacked0.csv', 'ZTF22aawacjw'],
    ['ZTF22aawacjw.csv', 'ZTF22aawacjw'],
    ['lc_ZTF22aawacjw.csv', 'ZTF22aawacjw'],
    ['ZTF22aawacjw.dat', 'ZTF22aawacjw'],
    ['light_curve.dat', null],
    ['photometry_ZTF22aawacjw.csv', 'ZTF22aawacjw'],
    ['ZTF22aawacjw_photometry.csv', 'ZTF22aawacjw'],
  ])('finds the name in %s', (file, name) => {
    expect(objectOfFile(file)).toBe(name);
  });
});
