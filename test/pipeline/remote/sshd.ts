import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshLogin } from '../../../pipeline/remote/ssh.ts';
import { until } from '../scratch.ts';

const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));

/** Whether there is an sshd on this machine. */
export const hasSshd = program !== undefined;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function makeKey(path: string, passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
}

/** A real sshd on loopback, with a key of its own, that lets in whoever runs the test. */
export class TestSshd {
  readonly folder = mkdtempSync(join(tmpdir(), 'nmma-sshd-'));
  readonly login: SshLogin;
  #process: ChildProcess | null = null;

  constructor(port: number) {
    this.login = {
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      key: join(this.folder, 'key'),
      knownHosts: join(this.folder, 'known_hosts'),
    };
  }

  /** @param more lines of its configuration. */
  static async start(more: readonly string[] = []): Promise<TestSshd> {
    const sshd = new TestSshd(await freePort());
    const { folder, login } = sshd;
    for (const name of ['host_key', 'key', 'stranger']) makeKey(join(folder, name));
    makeKey(join(folder, 'locked'), 'a passphrase');
    writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'key.pub')));
    sshd.trust('host_key.pub');
    const lines = [
      `Port ${login.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host_key')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      'PidFile none',
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'Subsystem sftp internal-sftp',
      ...more,
    ];
    writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
    await sshd.up();
    return sshd;
  }

  /** Writes which key the host is expected to have. */
  trust(publicKey: string): void {
    const key = readFileSync(join(this.folder, publicKey), 'utf8').split(' ').slice(0, 2).join(' ');
    writeFileSync(this.login.knownHosts, `[127.0.0.1]:${this.login.port} ${key}\n`);
  }

  async up(): Promise<void> {
    // Where sshd keeps its unprivileged half; Debian makes it when the service starts.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const child = spawn(program ?? '', ['-D', '-e', '-f', join(this.folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    await until(() => {
      if (child.exitCode !== null) throw new Error(said);
      return said.includes('Server listening');
    }, 10);
  }

  /** Ends it with all its connections. */
  async down(): Promise<void> {
    const child = this.#process;
    this.cut();
    // A process that a signal ended has no status.
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Breaks every connection without a word; new ones are taken. */
  cut(): void {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    try {
      const children = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
      for (const one of children.split('\n').filter(Boolean)) {
        // The connection first: a command that is ended before it would tell so.
        const script = `children=$(pgrep -P ${Number(one)}); kill -KILL ${Number(one)} $children 2>/dev/null || true`;
        execFileSync('sh', ['-c', script]);
      }
    } catch {
      // There was none.
    }
  }

  /** Ends file transfers, and leaves their connections. @returns how many there were. */
  endTransfers(): number {
    const pid = this.#process?.pid;
    const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
    const all = rows.flatMap((row) => {
      const [, own, parent, words = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
      return own === undefined ? [] : [{ own: Number(own), parent: Number(parent), words }];
    });
    const parentOf = new Map(all.map(({ own, parent }) => [own, parent]));
    const isOurs = (one: number): boolean => one === pid || (one > 1 && isOurs(parentOf.get(one) ?? 0));
    const transfers = all.filter(({ own, words }) => words.includes('internal-sftp') && isOurs(own));
    for (const { own } of transfers) process.kill(own, 'SIGKILL');
    return transfers.length;
  }

  async close(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
