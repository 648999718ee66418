import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KnownHosts } from '../../../pipeline/remote/knownHosts.ts';
import { hasSshd } from './sshd.ts';

let folder = '';
const keys: Record<string, string> = {};

/** Keys of several kinds, as `type base64`. */
beforeAll(() => {
  if (!hasSshd) return;
  folder = mkdtempSync(join(tmpdir(), 'nmma-known-hosts-'));
  for (const [name, type] of [
    ['a', 'ed25519'],
    ['b', 'ed25519'],
    ['rsa', 'rsa'],
  ] as const) {
    const path = join(folder, name);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path]);
    keys[name] = readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  }
});

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true });
});

const bytesOf = (name: string) => Buffer.from((keys[name] ?? '').split(' ')[1] ?? '', 'base64');

/** What we say of key `a`: nothing, or why it is refused. */
function ours(lines: string, host: string, port: number): string {
  const file = join(folder, 'known_hosts');
  writeFileSync(
    file,
    lines.replace(/\{(\w+)\}/g, (_, name: string) => keys[name] ?? ''),
  );
  try {
    new KnownHosts(file, host, port).check(bytesOf('a'));
    return 'known';
  } catch (error) {
    const words = String(error);
    if (/is revoked/.test(words)) return 'revoked';
    return /has changed/.test(words) ? 'changed' : 'unknown';
  }
}

/** Whether `ssh-keygen -F`, the oracle, finds a line of the host that has key `a` and is no revocation. */
function theirs(host: string, port: number): boolean {
  const name = port === 22 ? host : `[${host}]:${port}`;
  try {
    const out = execFileSync('ssh-keygen', ['-F', name, '-f', join(folder, 'known_hosts')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return out.split('\n').some((line) => line.includes(keys.a ?? '') && !/^(#|@)/.test(line));
  } catch {
    return false;
  }
}

describe.skipIf(!hasSshd)('a file of known hosts', () => {
  it.each<[string, string, number, string]>([
    ['h.example.org {a}', 'h.example.org', 22, 'known'],
    ['H.Example.org {a}', 'h.example.ORG', 22, 'known'],
    ['[h.example.org]:2222 {a}', 'h.example.org', 2222, 'known'],
    ['h.example.org {a}', 'h.example.org', 2222, 'unknown'],
    ['other {a}', 'h.example.org', 22, 'unknown'],
    ['*.example.org {a}', 'h.example.org', 22, 'known'],
    ['h?.example.org {a}', 'h1.example.org', 22, 'known'],
    ['*.example.org,!h.example.org {a}', 'h.example.org', 22, 'unknown'],
    ['h.example.org {b}', 'h.example.org', 22, 'changed'],
    ['h.example.org {rsa}', 'h.example.org', 22, 'unknown'],
    ['# h.example.org {a}', 'h.example.org', 22, 'unknown'],
    ['@revoked h.example.org {a}', 'h.example.org', 22, 'revoked'],
    ['@revoked h.example.org {a}\nh.example.org {a}', 'h.example.org', 22, 'revoked'],
    ['h.example.org {a}\n@revoked h.example.org {a}', 'h.example.org', 22, 'revoked'],
    ['h.example.org {a}\n@revoked * {a}', 'h.example.org', 22, 'revoked'],
    ['@cert-authority h.example.org {a}', 'h.example.org', 22, 'unknown'],
    ['@strange h.example.org {a}', 'h.example.org', 22, 'unknown'],
  ])('%s, asked for %s %i: %s', (lines, host, port, expected) => {
    const said = ours(lines, host, port);
    expect(said).toBe(expected);
    if (!lines.includes('@')) expect(theirs(host, port)).toBe(expected === 'known');
  });

  it('has a line whose key is not of the kind that it says: it is ignored', () => {
    const [, key] = (keys.a ?? '').split(' ');
    expect(ours(`h.example.org ssh-rsa ${key}`, 'h.example.org', 22)).toBe('unknown');
  });

  it('is read quickly, whatever patterns stand in it', () => {
    const pattern = `${'*a'.repeat(30)}b`;
    expect(ours(`${pattern} {a}`, 'a'.repeat(200), 22)).toBe('unknown');
  });
});
