import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SshRemote } from '../../../pipeline/remote/ssh.ts';
import { SshSource } from '../../../pipeline/sources/ssh.ts';
import { hasSshd, TestSshd } from '../remote/sshd.ts';
import { candidateFile, candidateText, scratchFolder, writeOld } from '../scratch.ts';

const skipped = hasSshd ? '' : ' (skipped: no sshd on this machine)';

describe.skipIf(!hasSshd)(`a folder of another host over a real ssh${skipped}`, () => {
  let sshd: TestSshd;
  beforeAll(async () => {
    sshd = await TestSshd.start();
  });
  afterAll(() => sshd.close());

  it('is read once, tells that the host is gone, and goes on when it is back', async () => {
    const root = scratchFolder();
    const put = (name: string, nights: readonly number[]) =>
      writeOld(join(root, 'partnership', '2459784-2459791', candidateFile(name)), candidateText(nights));
    put('ZTF22aaaaaaa', [2459786, 2459787]);
    const remote = new SshRemote(sshd.login);
    const source = new SshSource('schoty', remote, root, { trees: ['partnership'], windows: 'all' });
    const first = await source.scan();
    expect(first.problems).toEqual([]);
    expect(first.lightCurves.map((curve) => [curve.object, curve.points.length])).toEqual([
      ['ZTF22aaaaaaa', 3],
    ]);
    const known = new Map(first.read.map(({ file, stamp }) => [file, stamp]));
    const second = await source.scan({ known });
    expect([second.filesRead, second.lightCurves, second.unchanged.length]).toEqual([0, [], 1]);
    await sshd.down();
    await expect(source.scan({ known })).rejects.toThrow(/is not reached|connection/);
    await sshd.up();
    put('ZTF22bbbbbbb', [2459787, 2459788]);
    const third = await source.scan({ known });
    expect(third.lightCurves.map((curve) => curve.object)).toEqual(['ZTF22bbbbbbb']);
    await remote.close();
  });
});
