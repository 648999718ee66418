import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { defaultStateFolder, readConfig } from '../../../app/config/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'nmma-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'config.yml');

function read(oldLayout: string) {
  writeFileSync(path, `channel: C0123ABCDEF\nsource: { folder: candidates }\noldLayout: ${oldLayout}\n`);
  return readConfig(path).oldLayout;
}

it('the tree is below the state, and nowhere else unless told', () => {
  expect(read('{}')).toEqual({
    folder: join(defaultStateFolder(process.env), 'candidate_fits'),
    rsyncTo: null,
  });
});

it('a host and a folder of this machine', () => {
  expect(read('{ folder: tree, rsyncTo: { host: h.org, user: u, key: ~/.ssh/k, folder: /data } }')).toEqual({
    folder: join(folder, 'tree'),
    rsyncTo: {
      folder: '/data',
      login: {
        host: 'h.org',
        user: 'u',
        port: 22,
        key: join(homedir(), '.ssh/k'),
        knownHosts: join(homedir(), '.ssh/known_hosts'),
      },
    },
  });
  expect(read('{ rsyncTo: { folder: /data } }')?.rsyncTo).toEqual({ login: null, folder: '/data' });
});

it.each([
  [
    '{ rsyncTo: { host: h, folder: /data } }',
    'oldLayout.rsyncTo.user is missing: expected the name of a user',
  ],
  ['{ rsyncTo: { folder: data } }', 'oldLayout.rsyncTo.folder is “data”: expected an absolute path'],
  ['{ rsyncTo: { host: -oProxy=x, user: u, folder: /d } }', 'rsyncTo.host is “-oProxy=x”: expected the name'],
  ['{ rsyncTo: { folder: /d, prot: 3 } }', 'there is no key oldLayout.rsyncTo.prot: expected host, port'],
  ['{ foldr: x }', 'Did you mean folder?'],
])('%s is refused in one sentence', (text, words) => {
  expect(() => read(text)).toThrow(words);
});
