import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DirectorySource, localFiles } from '../../../pipeline/sources/directory.ts';
import { type Files, FolderSource } from '../../../pipeline/sources/folder.ts';
import { candidateFile, candidateText, scratchFolder, writeOld } from '../scratch.ts';

const fine = candidateText([2459786, 2459787]);
const words = ({ problems }: { problems: { file: string; reason: string }[] }) =>
  problems.map(({ file, reason }) => `${file} ${reason}`);

describe('a folder with everything that can be wrong', () => {
  it('brings what is fine, and one line for the rest', async () => {
    const root = scratchFolder();
    const put = (file: string, content: string | Uint8Array) => writeOld(join(root, file), content);
    put(candidateFile('ZTF22goodone'), fine);
    put('ZTF22aaaajpg.csv', new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0x10]));
    put('ZTF22autfsix.csv', Buffer.from(`\uFEFF${fine}`, 'utf16le'));
    put('ZTF22abbmess.csv', Buffer.from(fine.replace(',g,', ',\xe9,'), 'latin1'));
    put('ZTF22aoldmac.csv', fine.replaceAll('\n', '\r'));
    put('ZTF22afuture.csv', fine.replaceAll('24597', '24897'));
    put('ZTF22athehtm.csv', '<!DOCTYPE html>\n<html><body>404</body></html>\n');
    put('..csv', fine);
    put('lc_..%2F..%2Fetc_forced1_stacked0.csv', fine);
    writeFileSync(join(root, 'ZTF22agigaby.csv'), '');
    truncateSync(join(root, 'ZTF22agigaby.csv'), 1024 ** 3);
    execFileSync('mkfifo', [join(root, 'ZTF22apipeee.csv')]);
    symlinkSync(join(root, 'ZTF22aloopaa.csv'), join(root, 'ZTF22aloopaa.csv'));
    mkdirSync(join(root, 'a'));
    symlinkSync('..', join(root, 'a/up'));
    symlinkSync('/proc/self/mem', join(root, 'ZTF22amemory.csv'));
    const scan = await new DirectorySource(root).scan();
    expect(scan.lightCurves.map(({ object }) => object).sort()).toEqual(['ZTF22aoldmac', 'ZTF22goodone']);
    expect(words(scan)).toEqual([
      'ZTF22aaaajpg.csv is not text',
      'ZTF22abbmess.csv is not text (not UTF-8)',
      expect.stringMatching(/^ZTF22afuture\.csv jd is 24897\d+: 2104-.* is in the far future/),
      'ZTF22agigaby.csv is 1024 MB large; more than 50 MB is no light curve',
      'ZTF22aloopaa.csv cannot be read: its links lead in a circle',
      expect.stringContaining('ZTF22amemory.csv'),
      'ZTF22apipeee.csv is not a regular file',
      expect.stringContaining('ZTF22athehtm.csv is an HTML page'),
      'ZTF22autfsix.csv is UTF-16, expected UTF-8',
      'lc_..%2F..%2Fetc_forced1_stacked0.csv `..%2F..%2Fetc` is no name of an object (expected such as ZTF22aawacjw, AT2022abc or GRB211211A)',
    ]);
  });

  it('goes on when files vanish while they are read', async () => {
    const root = scratchFolder();
    for (const letter of 'abc') writeOld(join(root, `ZTF22${letter.repeat(7)}.csv`), fine);
    const files = localFiles(root);
    const vanishing: Files = {
      ...files,
      async read(path) {
        if (path.endsWith('bbbbbbb.csv')) unlinkSync(path);
        return files.read(path);
      },
    };
    const scan = await new FolderSource('x', vanishing, root, root).scan();
    expect(scan.lightCurves).toHaveLength(2);
    expect(words(scan)).toEqual(['ZTF22bbbbbbb.csv cannot be read: it is not there']);
  });
});
