import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalRemote } from '../../../pipeline/remote/local.ts';
import { type Remote, RemoteError } from '../../../pipeline/remote/remote.ts';
import { SshRemote } from '../../../pipeline/remote/ssh.ts';
import { withSshConfig } from '../../../pipeline/remote/sshConfig.ts';
import { scratchFolder } from '../scratch.ts';
import { hasSshd, TestSshd } from './sshd.ts';

const skipped = hasSshd ? '' : ' (skipped: no sshd on this machine)';

/** What holds for every kind of remote. */
function suite(makeRemote: () => Remote): void {
  it('runs commands: words as they are, both outputs, the status', async () => {
    const remote = makeRemote();
    expect(await remote.run(['printf', '%s|', 'a b', "it's", '$HOME', ''])).toEqual({
      stdout: "a b|it's|$HOME||",
      stderr: '',
      exitCode: 0,
    });
    expect(await remote.run(['sh', '-c', 'echo bad >&2; exit 7'])).toEqual({
      stdout: '',
      stderr: 'bad\n',
      exitCode: 7,
    });
    expect((await remote.run(['cat'], { input: 'in\0put' })).stdout).toBe('in\0put');
    await remote.close();
  });

  it('takes a million bytes, and twenty commands at once', async () => {
    const remote = makeRemote();
    const { stdout } = await remote.run(['sh', '-c', 'head -c 1000000 /dev/zero | tr "\\0" x']);
    expect(stdout).toHaveLength(1_000_000);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => remote.run(['sh', '-c', `sleep 0.05; echo ${i}`])),
    );
    expect(all.map((one) => Number(one.stdout))).toEqual(Array.from({ length: 20 }, (_, i) => i));
    await remote.close();
  });

  it('takes many commands and files that are asked for in waves, as results come in', async () => {
    const remote = makeRemote();
    const folder = scratchFolder();
    const path = join(folder, 'file');
    await remote.writeFile(path, 'content');
    const wave = async (i: number) => {
      const { stdout } = await remote.run(['echo', String(i)]);
      return [stdout.trim(), String(await remote.readFile(path)), (await remote.run(['true'])).exitCode];
    };
    const all = await Promise.all(Array.from({ length: 60 }, (_, i) => wave(i)));
    expect(all).toEqual(Array.from({ length: 60 }, (_, i) => [String(i), 'content', 0]));
    await remote.close();
  });

  it('gives up a command that does not end', async () => {
    const remote = makeRemote();
    await expect(remote.run(['sleep', '30'], { timeoutMs: 200 })).rejects.toThrow(/within 0\.2 s/);
    expect((await remote.run(['echo', 'on'])).stdout).toBe('on\n');
    await remote.close();
  });

  it('reads and writes files whole', async () => {
    const remote = makeRemote();
    const folder = scratchFolder();
    const path = join(folder, "it's a file");
    await remote.writeFile(path, Buffer.from([0, 255, 10]));
    expect(await remote.readFile(path)).toEqual(Buffer.from([0, 255, 10]));
    expect(existsSync(`${path}.part`)).toBe(false);
    expect(await remote.readFile(join(folder, 'none'))).toBeNull();
    await expect(remote.writeFile(join(folder, 'none', 'x'), 'x')).rejects.toThrow(RemoteError);
    await expect(remote.readFile(folder)).rejects.toThrow(RemoteError);
    await remote.close();
  });

  it('puts folders there and brings files back, verified', async () => {
    const remote = makeRemote();
    const [from, there, back] = [scratchFolder(), join(scratchFolder(), 'deep', 'work'), scratchFolder()];
    mkdirSync(join(from, 'f1', 'a1'), { recursive: true });
    writeFileSync(join(from, 'f1', 'a1', 'request.json'), '{}');
    writeFileSync(join(from, 'not-this'), '');
    await remote.upload(from, ['f1'], there);
    expect(readFileSync(join(there, 'f1', 'a1', 'request.json'), 'utf8')).toBe('{}');
    expect(existsSync(join(there, 'not-this'))).toBe(false);
    writeFileSync(join(there, 'f1', 'a1', 'log'), 'x'.repeat(300_000));
    expect((await remote.download(join(there, 'f1', 'a1'), back))?.sort()).toEqual(['log', 'request.json']);
    expect(readFileSync(join(back, 'log'), 'utf8')).toHaveLength(300_000);
    expect(await remote.download(join(there, 'none'), back)).toBeNull();
    await remote.close();
  });
}

describe('this machine', () => {
  suite(() => new LocalRemote());

  it('says that a program is not there', async () => {
    await expect(new LocalRemote().run(['no-such-program'])).rejects.toThrow('no-such-program cannot be run');
  });
});

describe.skipIf(!hasSshd)(`another machine over ssh${skipped}`, () => {
  let sshd: TestSshd;
  beforeAll(async () => {
    sshd = await TestSshd.start();
  });
  afterAll(() => sshd.close());

  suite(() => new SshRemote(sshd.login));

  it('goes on after the connection was cut, in the middle of a command or between two', async () => {
    const remote = new SshRemote(sshd.login);
    const cut = remote.run(['sleep', '20']);
    setTimeout(() => sshd.cut(), 300);
    await expect(cut).rejects.toThrow(RemoteError);
    // Until the machine here has noticed, a command may still meet the dead connection.
    const again = () =>
      expect
        .poll(async () => (await remote.run(['echo', 'again']).catch(() => null))?.stdout)
        .toBe('again\n');
    await again();
    sshd.cut();
    await again();
    await remote.close();
  });

  it('is reached through hosts on the way, as ProxyJump of ~/.ssh/config says', async () => {
    const { host, port, user, key, knownHosts } = sshd.login;
    const config = join(scratchFolder(), 'config');
    const lines = [
      'Host cluster',
      `  HostName ${host}`,
      `  Port ${port}`,
      `  IdentityFile ${key}`,
      '  ProxyJump gate',
      'Host gate',
      `  HostName ${host}`,
      `  Port ${port}`,
      `  User ${user}`,
      `  IdentityFile ${key}`,
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const login = withSshConfig({ host: 'cluster', port: 22, user, key: null, knownHosts }, config);
    expect(login).toMatchObject({ host, port, key, jumps: [{ host, port, user, key }] });
    const remote = new SshRemote(login);
    // Two connections to the same sshd, the second one through the first.
    const { stdout } = await remote.run(['sh', '-c', 'echo $SSH_CONNECTION']);
    expect(stdout).toContain('127.0.0.1');
    const path = join(scratchFolder(), 'file');
    await remote.writeFile(path, 'through');
    expect((await remote.readFile(path))?.toString()).toBe('through');
    await remote.close();
  });

  it('with one session per connection does everything all the same', async () => {
    const narrow = await TestSshd.start(['MaxSessions 1']);
    const remote = new SshRemote(narrow.login);
    const path = join(scratchFolder(), 'file');
    await remote.writeFile(path, 'whole');
    // The file transfer takes the only session, and the commands come while it lives.
    expect((await remote.readFile(path))?.toString()).toBe('whole');
    const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const said = await Promise.all(words.map((word) => remote.run(['echo', word])));
    expect(said.map(({ stdout }) => stdout.trim())).toEqual(words);
    const long = remote.run(['sleep', '3']);
    expect((await remote.readFile(path))?.toString()).toBe('whole');
    expect((await remote.run(['echo', 'after'])).stdout).toBe('after\n');
    expect((await long).exitCode).toBe(0);
    await remote.close();
    await narrow.close();
  });

  it('opens a file transfer anew that ended while its connection lived', async () => {
    const remote = new SshRemote(sshd.login);
    const path = join(scratchFolder(), 'file');
    writeFileSync(path, 'whole');
    expect((await remote.readFile(path))?.toString()).toBe('whole');
    expect(sshd.endTransfers()).toBe(1);
    await expect.poll(async () => (await remote.readFile(path).catch(() => null))?.toString()).toBe('whole');
    await remote.close();
  });

  it('says that the host is not reached, and goes on when it is back', async () => {
    const remote = new SshRemote(sshd.login);
    await sshd.down();
    await expect(remote.run(['true'])).rejects.toThrow(/, port \d+, is not reached: /);
    await sshd.up();
    expect((await remote.run(['true'])).exitCode).toBe(0);
    await remote.close();
  });

  it('refuses a host whose key is not known, or has changed, and says what to do', async () => {
    writeFileSync(sshd.login.knownHosts, '# nothing\n');
    await expect(new SshRemote(sshd.login).run(['true'])).rejects.toThrow(
      /The host key of 127\.0\.0\.1, port \d+ \(ssh-ed25519 SHA256:\S+\) is not in \S+: not connected\. Add .*ssh-keyscan/,
    );
    sshd.trust('stranger.pub');
    await expect(new SshRemote(sshd.login).run(['true'])).rejects.toThrow(
      /has changed: it is ssh-ed25519 SHA256:\S+, \S+ has SHA256:\S+ in line 1\. Not connected/,
    );
    sshd.trust('host_key.pub');
  });

  it('says what is wrong with a key', async () => {
    const withKey = (name: string) => new SshRemote({ ...sshd.login, key: join(sshd.folder, name) });
    await expect(withKey('stranger').run(['true'])).rejects.toThrow('refuses the key');
    await expect(withKey('none').run(['true'])).rejects.toThrow('cannot be read');
    await expect(withKey('locked').run(['true'])).rejects.toThrow('has a passphrase: load it into an agent');
    await expect(withKey('sshd_config').run(['true'])).rejects.toThrow('is no ssh key');
  });
});

describe.skipIf(!hasSshd)(`an account with a life of its own${skipped}`, () => {
  const shells: [string, string][] = [
    ['a login shell of tcsh', 'exec tcsh -f -c "$SSH_ORIGINAL_COMMAND"'],
    [
      'start-up files that print',
      'echo Welcome; printf "Quota:\\t80%%\\n"; echo warning >&2; eval "$SSH_ORIGINAL_COMMAND"',
    ],
  ];
  it.each(shells)('%s: a command gives its own output and nothing else', async (name, forced) => {
    if (name.includes('tcsh') && !existsSync('/usr/bin/tcsh') && !existsSync('/bin/tcsh')) return;
    const sshd = await TestSshd.start([`ForceCommand ${forced}`]);
    const remote = new SshRemote(sshd.login);
    try {
      const script = 'if true; then\n  echo "first!"\n  echo second >&2\nfi\nexit 3';
      expect(await remote.run(['sh', '-c', script])).toEqual({
        stdout: 'first!\n',
        stderr: 'second\n',
        exitCode: 3,
      });
      expect((await remote.run(['cat'], { input: 'a\tb' })).stdout).toBe('a\tb');
    } finally {
      await remote.close();
      await sshd.close();
    }
  });

  it('connects where known_hosts has another kind of key than the host offers first, as ssh does', async () => {
    const folder = scratchFolder();
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', join(folder, 'rsa')]);
    const sshd = await TestSshd.start([`HostKey ${join(folder, 'rsa')}`]);
    const [type, key] = readFileSync(join(folder, 'rsa.pub'), 'utf8').split(' ');
    writeFileSync(sshd.login.knownHosts, `[127.0.0.1]:${sshd.login.port} ${type} ${key}\n`);
    const remote = new SshRemote(sshd.login);
    try {
      expect((await remote.run(['echo', 'in'])).stdout).toBe('in\n');
    } finally {
      await remote.close();
      await sshd.close();
    }
  });
});
