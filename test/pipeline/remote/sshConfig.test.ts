import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withSshConfig } from '../../../pipeline/remote/sshConfig.ts';
import { scratchFolder } from '../scratch.ts';

const login = { host: 'cluster', port: 22, user: 'me', key: null, knownHosts: '/known' };

function config(text: string): string {
  const path = join(scratchFolder(), 'config');
  writeFileSync(path, text);
  return path;
}

it('without a file, or a word about the host, a login stays as it is', () => {
  expect(withSshConfig(login, '/nowhere/config')).toEqual(login);
  expect(withSshConfig(login, config('Host other\n  Port 2222\n'))).toEqual(login);
});

it('what the login says itself comes first', () => {
  const path = config('Host cluster\n  HostName c.example.org\n  Port 2222\n  User you\n');
  expect(withSshConfig(login, path)).toEqual({ ...login, host: 'c.example.org', port: 2222 });
  expect(withSshConfig({ ...login, port: 2200 }, path).port).toBe(2200);
});

it('several hosts on the way come nearest first, each by its own words', () => {
  const path = config(
    'Host cluster\n  ProxyJump you@gate:2022,inner\nHost inner\n  HostName 10.0.0.1\n  User us\nHost gate\n  HostName gate.example.org\n',
  );
  expect(withSshConfig({ ...login, key: '/key' }, path).jumps).toEqual([
    { host: 'gate.example.org', port: 2022, user: 'you', key: '/key', knownHosts: '/known' },
    { host: '10.0.0.1', port: 22, user: 'us', key: '/key', knownHosts: '/known' },
  ]);
});

it('a circle and a jump that is none are told in one sentence', () => {
  expect(() => withSshConfig(login, config('Host cluster\n  ProxyJump cluster\n'))).toThrow(
    'ProxyJump goes in a circle at cluster.',
  );
  expect(() => withSshConfig(login, config('Host cluster\n  ProxyJump a;b\n'))).toThrow(
    'ProxyJump a;b is not understood: expected [user@]host[:port].',
  );
});
