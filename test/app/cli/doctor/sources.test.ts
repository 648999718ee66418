import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSources } from '../../../../app/cli/doctor/sources.ts';
import { checkUpload } from '../../../../app/cli/doctor/upload.ts';
import { readConfig } from '../../../../app/config/config.ts';
import { hasSshd, TestSshd } from '../../../pipeline/remote/sshd.ts';
import { candidateFile, candidateText, scratchFolder, writeOld } from '../../../pipeline/scratch.ts';
import { startService } from '../../../pipeline/sources/serviceServer.ts';

/** What is found of the sources of a configuration. */
function found(sources: string, environment: NodeJS.ProcessEnv = {}) {
  const path = join(scratchFolder(), 'config.yml');
  writeFileSync(path, `channel: C0123ABCDEF\nsources: ${sources}\n`);
  return Array.fromAsync(checkSources(readConfig(path), environment));
}

function candidates(): string {
  const root = scratchFolder();
  writeOld(join(root, 'deep', candidateFile('ZTF22aaaaaaa')), candidateText([2459786, 2459787]));
  return root;
}

test('a folder: how many light curves, or that there is none, or no folder', async () => {
  const root = candidates();
  expect(await found(`[{ kind: directory, folder: ${root} }]`)).toMatchObject([
    { ok: true, what: expect.stringContaining(`Light curves in ${root}: 1 files, the newest of `) },
  ]);
  const empty = scratchFolder();
  expect(await found(`[{ kind: directory, folder: ${empty} }]`)).toMatchObject([{ ok: true, isNote: true }]);
  expect(await found(`[{ kind: directory, folder: ${join(empty, 'none')} }]`)).toMatchObject([{ ok: false }]);
});

test('a SkyPortal: its token, and every group and filter', async () => {
  const service = await startService(({ path, authorization }) => {
    if (authorization !== 'token right') return { status: 401, json: { status: 'error', message: 'no' } };
    if (path === '/api/groups/7') return { json: { status: 'success', data: { id: 7 } } };
    return { status: 404, json: { status: 'error', message: 'not found' } };
  });
  const source = (groups: string) =>
    `[{ kind: skyportal, url: "${service.url}", token: FRITZ_TOKEN, groups: [${groups}], filters: [] }]`;
  expect(await found(source('7'))).toMatchObject([{ ok: false }]);
  expect(service.asked).toEqual([]);
  expect(await found(source('7'), { FRITZ_TOKEN: 'right' })).toMatchObject([{ ok: true }]);
  expect(await found(source('7, 8'), { FRITZ_TOKEN: 'right' })).toMatchObject([
    { ok: false, todo: expect.stringContaining('group 8') },
  ]);
  expect(await found(source('7'), { FRITZ_TOKEN: 'wrong' })).toMatchObject([
    { ok: false, todo: expect.stringContaining('401') },
  ]);
});

test('results into a SkyPortal: the token, and a service that takes them', async () => {
  const service = await startService(({ path }) => {
    if (path === '/api/analysis_service/7')
      return { json: { status: 'success', data: { upload_only: true } } };
    if (path === '/api/analysis_service/8')
      return { json: { status: 'success', data: { upload_only: false } } };
    return { status: 400, json: { status: 'error', message: 'no such service' } };
  });
  const path = join(scratchFolder(), 'config.yml');
  const look = (id: number, environment: NodeJS.ProcessEnv) => {
    const source = `{ kind: skyportal, url: "${service.url}", token: FRITZ_TOKEN, groups: [7] }`;
    const upload = `{ service: ${id}, groups: [{ id: 7 }] }`;
    writeFileSync(path, `channel: C0123ABCDEF\nsources: [${source}]\nupload: ${upload}\n`);
    return checkUpload(readConfig(path), environment);
  };
  const token = { FRITZ_TOKEN: 'right' };
  expect((await look(7, {})).todo).toContain('FRITZ_TOKEN is not set');
  expect((await look(7, token)).ok).toBe(true);
  expect((await look(8, token)).todo).toContain('upload_only');
  expect((await look(9, token)).todo).toContain('400');
});

const skipped = hasSshd ? '' : ' (skipped: no sshd on this machine)';
describe.skipIf(!hasSshd)(`a folder of another host over a real ssh${skipped}`, () => {
  let sshd: TestSshd;
  beforeAll(async () => {
    sshd = await TestSshd.start();
  });
  afterAll(() => sshd.close());

  test('is looked into; a folder that is not there and a host that is down are told', async () => {
    const { host, port, user, key, knownHosts } = sshd.login;
    const login = `host: ${host}, port: ${port}, user: ${user}, key: ${key}, knownHosts: ${knownHosts}`;
    const source = (folder: string) => `[{ kind: ssh, ${login}, folder: ${folder} }]`;
    const root = candidates();
    expect(await found(source(root))).toMatchObject([{ ok: true, what: expect.stringContaining('1 files') }]);
    expect(await found(source(join(root, 'none')))).toMatchObject([{ ok: false }]);
    await sshd.down();
    expect(await found(source(root))).toMatchObject([{ ok: false }]);
  });
});
