import { appendFileSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, vi } from 'vitest';
import { DirectorySource } from '../../../pipeline/sources/directory.ts';
import { type RemoteReader, SshSource } from '../../../pipeline/sources/ssh.ts';
import { candidateFile, candidateText, scratchFolder, writeOld } from '../scratch.ts';

const fine = candidateText([2459786, 2459787]);

/** This machine in the place of another one: real commands and files, no ssh between. */
class ThisMachine implements RemoteReader {
  readonly description = 'nmma@schoty';
  readonly ran: string[][] = [];
  readonly read: string[] = [];
  /** Does something while a file is on its way. */
  meanwhile: (path: string) => void = () => {};

  async run([program = '', ...words]: readonly string[]) {
    this.ran.push([program, ...words]);
    const { stdout, stderr, exitCode } = await execa(program, words, {
      reject: false,
      stripFinalNewline: false,
    });
    return { stdout, stderr, exitCode: exitCode ?? null };
  }

  async readFile(path: string): Promise<Buffer | null> {
    this.read.push(path);
    try {
      return readFileSync(path);
    } catch {
      return null;
    } finally {
      this.meanwhile(path);
    }
  }
}

function tree() {
  const root = scratchFolder();
  const put = (path: string, text = fine) => writeOld(join(root, path), text);
  put(`partnership/2459784-2459791/${candidateFile('ZTF22aaaaaaa')}`);
  put(`partnership/2459783-2459790/${candidateFile('ZTF22bbbbbbb')}`);
  put(`caltech/2459784-2459791/${candidateFile('ZTF22ccccccc')}`, fine.replaceAll(',2.0,1.0', ',,1.0'));
  put(`other/${candidateFile('ZTF22ddddddd')}`);
  put('partnership/.hidden/ZTF22eeeeeee.csv');
  return { root, put };
}

describe('a folder of another host', () => {
  it('is listed by one command, and only what changed is read', async () => {
    const { root, put } = tree();
    const remote = new ThisMachine();
    const source = new SshSource('schoty', remote, root, {
      trees: ['partnership', 'caltech'],
      windows: 'newest',
    });
    const first = await source.scan();
    expect(first.problems).toEqual([]);
    expect(first.lightCurves.map(({ object, programs }) => [object, programs])).toEqual([
      ['ZTF22ccccccc', [3]],
      ['ZTF22aaaaaaa', [2]],
    ]);
    const known = new Map(first.read.map(({ file, stamp }) => [file, stamp]));
    remote.ran.length = 0;
    remote.read.length = 0;
    const second = await source.scan({ known });
    expect(second).toMatchObject({ filesRead: 0, lightCurves: [], unsettled: 0 });
    expect(second.unchanged).toHaveLength(2);
    expect([remote.ran.length, remote.read.length]).toEqual([1, 0]);
    put(`partnership/2459784-2459791/${candidateFile('ZTF22aaaaaaa')}`, candidateText([2459786, 2459789]));
    expect((await source.scan({ known })).lightCurves.map(({ object }) => object)).toEqual(['ZTF22aaaaaaa']);
  });

  it('sees the same as the same folder here', async () => {
    const { root } = tree();
    const there = await new SshSource('a', new ThisMachine(), `${root}/`).scan();
    const here = await new DirectorySource(root, 'b').scan();
    expect(there.lightCurves).toEqual(here.lightCurves);
  });

  it('leaves what is still being written for the next look', async () => {
    const { root } = tree();
    const remote = new ThisMachine();
    const file = candidateFile('ZTF22aaaaaaa');
    remote.meanwhile = (path) => path.endsWith(file) && appendFileSync(path, '\n');
    const source = new SshSource('schoty', remote, root);
    const { lightCurves, problems, unsettled, read } = await source.scan();
    expect(unsettled).toBe(1);
    expect(problems).toMatchObject([{ reason: 'is still being written: it is left for the next pull' }]);
    expect(lightCurves.map(({ object }) => object)).not.toContain('ZTF22aaaaaaa');
    expect(read.map(({ file: name }) => name)).not.toContain(`partnership/2459784-2459791/${file}`);
    remote.meanwhile = () => {};
    expect((await source.scan()).lightCurves.map(({ object }) => object)).toContain('ZTF22aaaaaaa');
  });

  it('waits for what was written a moment ago by the clock of that host, whatever the clock here says', async () => {
    const root = scratchFolder();
    const path = join(root, candidateFile('ZTF22aaaaaaa'));
    const rows = candidateText([2459786, 2459787, 2459788]).split(/(?<=\n)/);
    writeFileSync(path, rows.slice(0, -1).join(''));
    const hour = 3_600_000;
    const now = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + hour);
    try {
      setTimeout(() => appendFileSync(path, rows.at(-1) ?? ''), 300);
      const { lightCurves } = await new SshSource('schoty', new ThisMachine(), root).scan();
      expect(lightCurves.map(({ points }) => points.length)).toEqual([rows.length - 1]);
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('bears files that vanish, links in circles and names like commands', async () => {
    const { root, put } = tree();
    symlinkSync(root, join(root, 'other/circle'));
    put('other/$(reboot).csv');
    put("other/a'b\nc.csv");
    const remote = new ThisMachine();
    remote.meanwhile = (path) => path.endsWith(candidateFile('ZTF22ddddddd')) && unlinkSync(path);
    const { lightCurves, problems } = await new SshSource('schoty', remote, root).scan();
    expect(lightCurves).toHaveLength(3);
    expect(problems.map(({ reason }) => reason)).toEqual([
      '`$(reboot)` is no name of an object (expected such as ZTF22aawacjw, AT2022abc or GRB211211A)',
      'cannot be read: it is not there',
    ]);
  });

  it('that is not there, or is no folder, is trouble in one sentence', async () => {
    const root = scratchFolder();
    const gone = new SshSource('schoty', new ThisMachine(), `${root}/gone`);
    await expect(gone.scan()).rejects.toThrow(
      /^The candidates' folder .*\/gone on nmma@schoty cannot be read: find: /,
    );
    const cut = new ThisMachine();
    cut.run = () => Promise.reject(new Error('nmma@schoty: the connection broke'));
    await expect(new SshSource('schoty', cut, root).scan()).rejects.toThrow('the connection broke');
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'empty/notes.txt'), 'x');
    expect(await new SshSource('schoty', new ThisMachine(), `${root}/empty`).scan()).toMatchObject({
      filesRead: 0,
    });
  });
});
